"""A survey draws whom it may, calls each by one operator at a time, and keeps what was said."""

from datetime import timedelta

import pytest

from otklik.answers.models import Answer
from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.flow.answering import talking
from otklik.offices.models import Person
from otklik.satisfaction import scripts, surveys, talks
from otklik.satisfaction.models import Quota, Rating, Reopening, Survey, Talk
from otklik.satisfaction.scripts import ScriptError
from otklik.satisfaction.surveys import SurveyDraft, SurveyError
from otklik.satisfaction.talks import TalkError, Waiting
from tests.flow.judged import answer
from tests.region import AT, ROADS, RUBBISH, TOWN, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
DONE_AT = AT + timedelta(days=1)
# Wednesday, 18 November 2026, noon of the region.
NOON = AT.replace(day=18, hour=7, microsecond=123456)
DAY = DONE_AT.date()


@pytest.fixture
def operators() -> tuple[Person, Person]:
    return person("olga", "sociologist"), person("anna", "sociologist")


@pytest.fixture
def answered(operators) -> list[Question]:
    """Six about roads, four about rubbish; the last of each has no phone."""
    worker, made = person("worker", "executor"), []
    for number in range(10):
        text, topic = (ROADS, "Дороги") if number < 6 else (RUBBISH, "Мусор/Свалки/ТКО")
        author = {} if number in (5, 9) else {"author": {"phone": f"+7 912 000-00-{number:02}"}}
        made += send(f"{text} {number}", topic=topic, territory=TOWN, **author)
    for question in made:
        answer(question, worker, at=DONE_AT)
    return made


def draft(**changes) -> SurveyDraft:
    fields = {
        "kind": Survey.Kind.POLL, "title": "Ноябрь", "script_code": "poll", "since": DAY, "until": DAY, "per_body": 2,
        "seed": 7, **changes,
    }  # fmt: skip
    return SurveyDraft(**fields)


def start(operators, **changes) -> Survey:
    return surveys.start(draft(**changes), None, by=operators[0], at=NOON)


def test_a_plan_tells_what_is_drawn_and_a_survey_draws_that(operators, answered) -> None:
    plan = surveys.plan(draft(), None, at=NOON)
    assert sorted((one.answered, one.frame, one.wanted, one.drawn, one.spares) for one in plan) == [
        (4, 3, 2, 2, 1),
        (6, 5, 2, 2, 3),
    ]
    survey = start(operators)
    again = surveys.sampling.draw(surveys.frame_of(draft(), None, at=NOON).units, {}, per_body=2, seed=7)
    assert {(one.question_id, one.ordinal) for one in again} == set(
        Talk.objects.filter(survey=survey).values_list("question", "ordinal")
    )
    assert set(Quota.objects.values_list("wanted", "frame", "answered")) == {(2, 5, 6), (2, 3, 4)}


def test_only_answers_said_to_be_solved_are_checked_by_control(operators, answered) -> None:
    Answer.objects.filter(question__in=answered[:6]).update(outcome=Answer.Outcome.EXPLAINED)
    plan = surveys.plan(draft(kind="control", script_code="control"), None, at=NOON)
    assert [(one.answered, one.frame) for one in plan] == [(4, 3)]
    visits = surveys.plan(draft(kind="mystery", script_code="mystery"), None, at=NOON)
    assert [one.frame for one in visits] == [4], "a visit needs no phone"


WRONG = (
    ({"title": " "}, "Название пусто"),
    ({"until": DAY - timedelta(days=1)}, "Период неверен"),
    ({"per_body": 0}, "На орган 0"),
    ({"script_code": "control"}, "Скрипт"),
    ({"since": DAY - timedelta(days=9), "until": DAY - timedelta(days=8)}, "ответов нет"),
)


@pytest.mark.parametrize(("changes", "told"), WRONG)
def test_a_survey_that_cannot_be_says_why(operators, answered, changes, told) -> None:
    with pytest.raises(SurveyError, match=told):
        start(operators, **changes)
    assert not Survey.objects.exists()


def test_two_operators_never_have_the_same_person(operators, answered) -> None:
    survey, (olga, anna) = start(operators), operators
    first = talks.next_talk(survey, by=olga, at=NOON)
    second = talks.next_talk(survey, by=anna, at=NOON)
    assert first != second
    assert talks.next_talk(survey, by=olga, at=NOON) == first, "what is in hand stays in hand"
    with pytest.raises(TalkError, match="другой оператор"):
        talks.refused(first.pk, by=anna, at=NOON)
    later = NOON + talks.LEASE
    assert talks.next_talk(survey, by=anna, at=later) in (first, second), "a lease that ran out is let go"
    # The bodies take turns: who lacks most comes first.
    assert first.body != second.body or first.ordinal == second.ordinal


def test_a_person_nobody_reached_is_tried_again_and_then_a_spare_stands_in(operators, answered) -> None:
    survey, olga = start(operators, attempts=2, per_body=1), operators[0]
    talk, at = talks.next_talk(survey, by=olga, at=NOON), NOON
    talks.unreached(talk.pk, by=olga, at=at)
    talk.refresh_from_db()
    assert (talk.tries, talk.state, talk.call_after) == (1, Talk.State.WAITING, at + timedelta(minutes=180))
    at += timedelta(minutes=180)
    assert talks.next_talk(survey, by=olga, at=at) == talk, "who waits for the hour comes first at it"
    talks.unreached(talk.pk, by=olga, at=at)
    talk.refresh_from_db()
    assert talk.state == Talk.State.UNREACHED
    waiting = Talk.objects.filter(survey=survey, body=talk.body, state=Talk.State.WAITING)
    assert [one.ordinal for one in waiting] == [2]


def test_a_refusal_ends_a_talk_and_a_later_hour_does_not(operators, answered) -> None:
    survey, olga = start(operators, per_body=1), operators[0]
    talk = talks.next_talk(survey, by=olga, at=NOON)
    with pytest.raises(TalkError, match="уже прошло"):
        talks.later(talk.pk, when=NOON, by=olga, at=NOON)
    talks.later(talk.pk, when=NOON + timedelta(hours=2), by=olga, at=NOON)
    other = talks.next_talk(survey, by=olga, at=NOON)
    assert other != talk
    talks.refused(other.pk, by=olga, at=NOON)
    with pytest.raises(TalkError, match="отказались"):
        talks.refused(other.pk, by=olga, at=NOON)
    waiting = talks.next_talk(survey, by=olga, at=NOON + timedelta(minutes=1))
    assert waiting.body == other.body, "a spare stands in"


def test_nobody_is_called_at_night(operators, answered) -> None:
    survey = start(operators, hours_code="duty")
    night = NOON.replace(hour=19)
    answer_at_night = talks.next_talk(survey, by=operators[0], at=night)
    assert isinstance(answer_at_night, Waiting)
    assert answer_at_night.waiting == 4
    assert answer_at_night.first_at == NOON.replace(day=19, hour=3, microsecond=0), "eight in the morning of the region"
    assert isinstance(talks.next_talk(survey, by=operators[0], at=NOON), Talk)


def test_a_talk_becomes_a_rating_and_opens_what_is_not_solved(operators, answered) -> None:
    survey, olga = start(operators, kind="control", script_code="control"), operators[0]
    talk = talks.next_talk(survey, by=olga, at=NOON)
    given = {
        "solved": "нет",
        "stars": "1",
        "comment": "Яма на месте, звоните +7 912 345-67-89",
        "hello": "x",
        "zz": "1",
    }
    kept, words = talking.finish(talk.pk, given, by=olga, at=NOON)
    kept.refresh_from_db()
    assert (kept.state, kept.is_false_closure, kept.done_by) == (Talk.State.DONE, True, olga)
    assert set(kept.protocol) == {"solved", "stars", "comment"}
    assert "345-67-89" not in str(kept.protocol)
    assert (kept.rating.source, kept.rating.stars, kept.rating.is_solved) == (Rating.Source.CONTROL, 1, False)
    assert Question.objects.get(pk=talk.question_id).state == State.SENT
    assert Reopening.objects.get().rating == kept.rating
    assert "снова в работе" in words
    with pytest.raises(TalkError, match="уже записан"):
        talking.finish(talk.pk, given, by=olga, at=NOON)


def test_a_talk_that_tells_nothing_of_the_matter_is_no_verdict(operators, answered) -> None:
    survey, olga = start(operators, kind="control", script_code="control"), operators[0]
    talk = talks.next_talk(survey, by=olga, at=NOON)
    with pytest.raises(ScriptError, match="решён ли вопрос"):
        talking.finish(talk.pk, {"stars": "5", "solved": "может быть"}, by=olga, at=NOON)
    kept, _ = talking.finish(talk.pk, {"solved": "не знаю"}, by=olga, at=NOON)
    assert (kept.state, kept.is_false_closure, kept.rating) == (Talk.State.DONE, None, None)


def test_a_visit_is_no_opinion_of_the_author(operators, answered) -> None:
    survey, olga = start(operators, kind="mystery", script_code="mystery"), operators[0]
    talk = talks.next_talk(survey, by=olga, at=NOON)
    kept, words = talking.finish(talk.pk, {"solved": "нет", "done": "частично"}, by=olga, at=NOON)
    assert (kept.is_false_closure, kept.rating, words) == (True, None, "")
    assert not Rating.objects.exists()


def test_nobody_is_asked_twice_in_a_month(operators, answered) -> None:
    survey, olga = start(operators), operators[0]
    for _ in range(4):
        talk = talks.next_talk(survey, by=olga, at=NOON)
        talking.finish(talk.pk, {"solved": "да", "stars": "5"}, by=olga, at=NOON)
    soon = surveys.plan(draft(kind="control", script_code="control"), None, at=NOON + timedelta(days=5))
    assert sum(one.frame for one in soon) == 8 - 4
    month = surveys.plan(draft(kind="control", script_code="control"), None, at=NOON + timedelta(days=31))
    assert sum(one.frame for one in month) == 8


def test_an_ended_survey_calls_nobody(operators, answered) -> None:
    survey, olga = start(operators), operators[0]
    talk = talks.next_talk(survey, by=olga, at=NOON)
    surveys.end(survey.pk, at=NOON)
    survey.refresh_from_db()
    with pytest.raises(TalkError, match="закончен"):
        talks.next_talk(survey, by=olga, at=NOON)
    with pytest.raises(TalkError, match="закончен"):
        talking.finish(talk.pk, {"solved": "да"}, by=olga, at=NOON)


BAD_SCRIPTS = (
    ("poll", "Опрос", (scripts.Line("stars", "Сколько?", ("1", "5")),), "главного вопроса"),
    ("poll", " ", (scripts.Line("solved", "Решён?", ("да", "нет")),), "Название пусто"),
    ("poll", "Опрос", (scripts.Line("solved", "а", ("да", "нет")), scripts.Line("stars", "?", ("6",))), "от 1 до 5"),
    ("poll", "Опрос", (scripts.Line("solved", "а", ("да", "нет")),) * 2, "стоит дважды"),
    ("poll", "Опрос", (scripts.Line("solved", " ", ("да", "нет")),), "нет слов"),
    ("zz", "Опрос", (scripts.Line("solved", "а", ("да", "нет")),), "Вида «zz» нет"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "title", "lines", "told"), BAD_SCRIPTS)
def test_a_script_without_its_main_question_is_refused(operators, kind, title, lines, told) -> None:
    with pytest.raises(ScriptError, match=told):
        scripts.save(code="mine", kind=kind, title=title, lines=lines, is_on=True, by=operators[0], at=AT)


def test_the_scripts_that_come_with_the_product_are_good(db) -> None:
    for row in surveys.SurveyScript.objects.all():
        assert scripts.flaws_of(row.kind, row.title, scripts.read(row.script)) == ()
