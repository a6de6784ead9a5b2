"""Figures of a period: each source by itself, its response beside its score, every number with its rows."""

from datetime import timedelta

import pytest

from otklik.answers.models import Answer
from otklik.appeals.models import Question
from otklik.flow.answering import talking, verdicts
from otklik.offices.models import Body
from otklik.satisfaction import queries, results, surveys, talks
from otklik.satisfaction.models import Rating, Talk
from otklik.satisfaction.queries import WHATS, Period, Wanted
from otklik.satisfaction.ratings import Said
from tests.flow.judged import ANSWERED_AT, answer
from tests.region import ROADS, RUBBISH, TOWN, person, send
from tests.satisfaction.test_talks import NOON, draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
PERIOD = Period(ANSWERED_AT - timedelta(days=1), ANSWERED_AT + timedelta(days=1))
# Five about roads, three about rubbish: (stars, solved, reasons) by the page, None: silent.
SAID = ((5, True, ()), (1, False, ("not_done", "late")), (2, None, ("late",)), None, None,
        (4, True, ()), (None, False, ()), None)  # fmt: skip


@pytest.fixture
def judged() -> list[Question]:
    worker, made = person("worker", "executor"), []
    for number, said in enumerate(SAID):
        text, topic = (ROADS, "Дороги") if number < 5 else (RUBBISH, "Мусор/Свалки/ТКО")
        author = {"phone": f"+7 912 000-00-{number:02}"}
        question = send(f"{text} {number}", topic=topic, territory=TOWN, author=author)[0]
        answer(question, worker)
        if said:
            verdict = Said(said[0], said[1], said[2])
            verdicts.hear(question_id=question.pk, source="page", said=verdict, by=None, at=ANSWERED_AT)
        made.append(question)
    return made


def test_sources_stand_apart_each_with_its_response(judged) -> None:
    verdicts.hear(question_id=judged[3].pk, source="phone", said=Said(1, False), by=None, at=ANSWERED_AT)
    picture = queries.satisfaction(PERIOD)
    page, phone = picture.by_source["page"], picture.by_source["phone"]
    assert (page.asked, page.answered, page.stars, page.mean) == (8, 5, 4, 3.0)
    assert (page.good, page.said, page.solved, page.low) == (2, 4, 2, 3)
    assert page.response == 5 / 8
    assert page.good_share.low < 0.5 < page.good_share.high
    assert (phone.asked, phone.answered, phone.mean) == (1, 1, 1.0)
    assert picture.answers == 8 and picture.reopened == 4
    assert picture.reasons == {("page", "late"): 2, ("page", "not_done"): 1}


def test_bodies_add_up_to_the_whole(judged) -> None:
    picture = queries.satisfaction(PERIOD)
    for source, figure in picture.by_source.items():
        of_bodies = [one for (name, _), one in picture.by_body.items() if name == source]
        assert sum(of_bodies, queries.Figure()) == figure
    roads = Body.objects.get(code="roads").pk
    assert (picture.by_body["page", roads].asked, picture.by_body["page", roads].answered) == (5, 3)


def test_every_figure_has_its_rows(judged) -> None:
    picture = queries.satisfaction(PERIOD)
    page = picture.by_source["page"]
    for what in ("asked", "answered", "stars", "good", "said", "solved", "low"):
        wanted = Wanted("page", what)
        assert queries.counted_rows(PERIOD, wanted) == getattr(page, what), what
    assert queries.counted_rows(PERIOD, Wanted("", "reopened")) == picture.reopened
    assert queries.counted_rows(PERIOD, Wanted("page", "answered", reason="late")) == 2
    first = queries.rows(PERIOD, Wanted("page", "answered"), after=None, limit=2)
    rest = queries.rows(PERIOD, Wanted("page", "answered"), after=first[1].pk, limit=10)
    assert len(first) == 3 and len(rest) == 3
    for what in WHATS:
        for source in ("", *Rating.Source.values):
            queries.rows(PERIOD, Wanted(source, what, body_id=1), after=None, limit=1)


def test_what_may_not_be_seen_is_not_counted(judged) -> None:
    visible = Question.objects.filter(pk__in=[judged[0].pk, judged[1].pk]).values("pk")
    picture = queries.satisfaction(Period(PERIOD.since, PERIOD.until, visible))
    assert (picture.answers, picture.by_source["page"].answered, picture.reopened) == (2, 2, 1)


def test_answers_of_another_time_are_not_counted(judged) -> None:
    later = Period(PERIOD.until, PERIOD.until + timedelta(days=1))
    assert queries.satisfaction(later).answers == 0
    assert queries.satisfaction(later).by_source["page"].mean is None


def test_figures_cost_the_same_however_many_rows(judged, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(7):
        queries.satisfaction(PERIOD)
    with django_assert_max_num_queries(2):
        queries.false_closures(PERIOD)


def test_false_closures_are_counted_by_body_and_weighted_to_all(judged) -> None:
    Rating.objects.all().update(source="channel")
    olga = person("olga", "sociologist")
    survey = surveys.start(
        draft(kind="control", script_code="control", per_body=2, since=ANSWERED_AT.date(), until=ANSWERED_AT.date()),
        None, by=olga, at=NOON,
    )  # fmt: skip
    roads = Body.objects.get(code="roads")
    for _ in range(4):
        talk = talks.next_talk(survey, by=olga, at=NOON)
        assert isinstance(talk, Talk)
        solved = "нет" if talk.body == roads else "да"
        talking.finish(talk.pk, {"solved": solved, "stars": "3"}, by=olga, at=NOON)
    (found,) = queries.false_closures(PERIOD)
    assert {body: (one.hits, one.n, one.frame) for body, one in found.by_body.items()} == {
        roads.pk: (2, 2, 5), talk_body("waste"): (0, 2, 3),
    }  # fmt: skip
    assert found.all.share == 5 / 8, "each body by its answers"
    assert queries.counted_rows(PERIOD, Wanted(what="false", kind="control", body_id=roads.pk)) == 2
    assert queries.counted_rows(PERIOD, Wanted(what="checked", kind="control")) == 4
    assert queries.counted_rows(PERIOD, Wanted(what="checked", kind="mystery")) == 0
    told = results.of_survey(survey)
    assert (told.total("done"), told.response, told.false_share.share, told.mean) == (4, 1.0, 5 / 8, 3.0)
    assert told.said["solved", "нет"] == 2
    assert all(one.is_full for one in told.bodies)


def test_a_survey_counts_what_became_of_its_calls(judged) -> None:
    olga = person("olga", "sociologist")
    survey = surveys.start(
        draft(per_body=2, attempts=1, since=ANSWERED_AT.date(), until=ANSWERED_AT.date()), None, by=olga, at=NOON
    )
    for act in (talks.refused, talks.unreached):
        talk = talks.next_talk(survey, by=olga, at=NOON)
        assert isinstance(talk, Talk)
        act(talk.pk, by=olga, at=NOON)
    told = results.of_survey(survey)
    assert (told.total("refused"), told.total("unreached"), told.response) == (1, 1, 0.0)
    assert told.total("waiting") == 4, "spares stand in"
    assert told.mean is None and told.false_share.n == 0


def talk_body(code: str) -> int:
    return Body.objects.get(code=code).pk


def test_comments_are_counted_by_tone(judged) -> None:
    for tone in ("negative", "thanks"):
        given = Answer.objects.get(question=judged[0])
        Rating.objects.create(question=judged[0], answer=given, source="comment", tone=tone, at=ANSWERED_AT)
    figure = queries.satisfaction(PERIOD).by_source["comment"]
    assert (figure.asked, figure.answered, figure.negative, figure.kind, figure.mean) == (8, 2, 1, 1, None)
