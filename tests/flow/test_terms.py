"""Terms on a card: extended once with a notice, promised, kept; standing while the author is asked; each undone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from otklik.answers.models import Asking, Dispatch
from otklik.appeals.models import Event, Question
from otklik.deadlines import queries as deadlines
from otklik.deadlines.models import Clock, Pause, Recount
from otklik.facts.models import Fact
from otklik.flow.answering import promised
from otklik.flow.desks import clarifying, desk, desk_queries, terms, waiting
from otklik.flow.desks.desk import Act, DeskError
from otklik.offices.models import Person
from otklik.offices.rules import EVERYTHING
from tests.region import AT, ROADS, TOWN, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
LATER = AT + timedelta(hours=1)
# Thirty days after 16 November are 16 December; thirty more are 15 January, a Friday.
DUE, EXTENDED = datetime(2026, 12, 16, 18, 59, 59, tzinfo=UTC), datetime(2027, 1, 15, 18, 59, 59, tzinfo=UTC)


@pytest.fixture
def curator() -> Person:
    return person("cur", "curator")


@pytest.fixture
def coordinator() -> Person:
    return person("coord", "coordinator")


def sent(legal_kind: str = "appeal") -> Question:
    (question,) = send(ROADS, topic="Дороги", territory=TOWN, legal_kind=legal_kind)
    return question


def extend(question: Question, by: Person, **changed: Any) -> Act:
    asked = {"days": 30, "reason": "request", "words": "запрос в инспекцию", "by": by, "at": AT} | changed
    return terms.extend(question_ids=[question.pk], **asked)


def answer_of(question: Question) -> Clock:
    return Clock.objects.get(question=question, kind="answer")


def test_an_extended_answer_has_a_reason_an_official_and_a_notice(curator: Person) -> None:
    question = sent()
    assert answer_of(question).due_at == DUE
    extend(question, curator, decided_by="заместитель министра")
    assert answer_of(question).due_at == EXTENDED
    recounted = Recount.objects.get()
    assert (recounted.cause, recounted.by, recounted.before, recounted.after) == ("extended", curator, DUE, EXTENDED)
    event = Event.objects.get(kind="extended")
    assert event.what["decided_by"] == "заместитель министра"
    assert event.why == "Запрошены сведения в другом органе: запрос в инспекцию"
    notice = Dispatch.objects.get(kind="extended")
    assert "продлён до 15.01.2027: направлен запрос в другой орган" in notice.text
    assert (notice.state, notice.send_after > AT) == ("waiting", True)


def test_an_extension_undone_puts_the_term_back_and_calls_the_notice_back(curator: Person) -> None:
    question = sent()
    act = extend(question, curator)
    desk.undo(act_id=act.id, by=curator, at=AT + timedelta(seconds=20))
    assert (answer_of(question).due_at, answer_of(question).extra_days) == (DUE, 0)
    assert Dispatch.objects.get(kind="extended").state == "cancelled"
    assert Recount.objects.latest("pk").cause == "undone"


def test_an_extension_that_the_author_knows_of_stays(curator: Person) -> None:
    question = sent()
    act = extend(question, curator)
    Dispatch.objects.filter(kind="extended").update(state="sent")
    with pytest.raises(DeskError, match="уже отправлено"):
        desk.undo(act_id=act.id, by=curator, at=LATER)
    assert answer_of(question).due_at == EXTENDED


REFUSED = [
    ({"days": 31}, "не больше 30", "longer than the law lets"),
    ({"days": 0}, "не меньше одного", "nothing to extend by"),
]
ASKED_WRONG = [
    ({"reason": "because"}, "Причина не выбрана", "a reason that is not in the list"),
    ({"words": " "}, "Пояснение пусто", "no words"),
    ({"words": "о" * 301}, "длиннее 300", "too many words"),
    ({"words": "автор +7 912 345-67-89"}, "личные данные", "the words are seen by all"),
]


@pytest.mark.parametrize(("changed", "told", "reason"), REFUSED)
def test_an_extension_out_of_order_is_refused_by_question(
    curator: Person, changed: dict[str, Any], told: str, reason: str
) -> None:
    question = sent()
    act = extend(question, curator, **changed)
    assert not act.changed and told in act.refused[0].reason, reason
    assert not Dispatch.objects.filter(kind="extended").exists()


@pytest.mark.parametrize(("changed", "told", "reason"), ASKED_WRONG)
def test_an_extension_asked_for_wrongly_is_refused_whole(
    curator: Person, changed: dict[str, Any], told: str, reason: str
) -> None:
    with pytest.raises(DeskError, match=told):
        extend(sent(), curator, **changed)


def test_only_who_may_extend_does(coordinator: Person) -> None:
    question = sent()
    assert extend(question, person("ex", "executor")).refused[0].reason == "Нет права на этот вопрос."
    extend(question, coordinator)
    assert "второй раз" in extend(question, coordinator).refused[0].reason


def test_of_several_questions_those_that_can_be_are_extended(coordinator: Person) -> None:
    by_law, message = sent(), sent("message")
    act = terms.extend(
        question_ids=[by_law.pk, message.pk], days=10, reason="works", words="ремонт идёт", by=coordinator, at=AT
    )
    assert act.changed == (by_law.pk,)
    assert "не продлевается" in act.refused[0].reason


def promise(question: Question, by: Person, day: date | None = date(2026, 12, 20), words: str = "заделать яму") -> Act:
    return promised.give(question_ids=[question.pk], day=day, words=words, by=by, at=AT)


def test_a_promise_is_owed_to_the_end_of_its_day_and_outlives_the_answer(coordinator: Person) -> None:
    question = sent()
    promise(question, coordinator)
    clock = Clock.objects.get(kind="promise")
    assert clock.due_at == datetime(2026, 12, 20, 18, 59, 59, tzinfo=UTC)
    desk.finish(question_ids=[question.pk], result="меры приняты", by=coordinator, at=LATER)
    card = desk_queries.card(EVERYTHING, question.pk)
    assert card is not None and card.promised[clock.pk].words == "заделать яму"
    assert Fact.objects.get(pk=question.pk).promise_due_at == clock.due_at
    act = promised.keep(question_ids=[question.pk], clock_id=clock.pk, by=coordinator, at=LATER)
    assert act.changed == (question.pk,)
    desk.undo(act_id=act.id, by=coordinator, at=LATER)
    fresh = Question.objects.get(pk=question.pk)
    assert Clock.objects.get(pk=clock.pk).done_at is None
    assert (fresh.result, fresh.closed_at) == ("меры приняты", LATER), "a closed question stays as it was closed"


def test_a_promise_undone_is_not_owed(coordinator: Person) -> None:
    question = sent()
    act = promise(question, coordinator)
    desk.undo(act_id=act.id, by=coordinator, at=LATER)
    assert not Clock.objects.filter(kind="promise").exists()


def test_a_promise_of_another_question_is_not_kept_here(coordinator: Person) -> None:
    mine, other = sent(), sent()
    promise(other, coordinator)
    act = promised.keep(question_ids=[mine.pk], clock_id=Clock.objects.get(kind="promise").pk, by=coordinator, at=LATER)
    assert "нет" in act.refused[0].reason


def test_a_promise_without_a_day_or_in_the_past_is_refused(coordinator: Person) -> None:
    question = sent()
    with pytest.raises(DeskError, match="День не назван"):
        promise(question, coordinator, None)
    assert "уже прошёл" in promise(question, coordinator, date(2026, 11, 15)).refused[0].reason


def ask(question: Question, by: Person, at: datetime = AT) -> Act:
    return clarifying.ask(question_ids=[question.pk], text="Уточните, где это.", by=by, at=at)


def stands(question: Question) -> bool:
    running = Clock.objects.filter(question=question, done_at=None)
    return all(clock.paused_at is not None for clock in running)


def test_terms_stand_while_the_author_is_asked_and_no_end_is_shown(coordinator: Person) -> None:
    question = sent("message")
    ask(question, coordinator)
    fact = Fact.objects.get(pk=question.pk)
    assert (stands(question), fact.due_at, fact.waits_for) == (True, None, "author")


def test_an_asking_undone_leaves_no_trace_in_the_terms(coordinator: Person) -> None:
    question = sent("message")
    before = [clock.due_at for clock in deadlines.clocks(question.pk)]
    act = ask(question, coordinator)
    desk.undo(act_id=act.id, by=coordinator, at=AT + timedelta(seconds=30))
    assert [clock.due_at for clock in deadlines.clocks(question.pk)] == before
    assert not stands(question) and not Pause.objects.exists()


def test_an_answer_lets_the_terms_run_on_and_undone_they_stand_again(coordinator: Person) -> None:
    question = sent("message")
    due = answer_of(question).due_at
    ask(question, coordinator)
    later = AT + timedelta(days=1)
    act = clarifying.answered(question_ids=[question.pk], text="У моста", by=coordinator, at=later)
    assert not stands(question) and answer_of(question).due_at > due
    desk.undo(act_id=act.id, by=coordinator, at=later)
    assert stands(question) and answer_of(question).due_at == due


def test_going_on_without_an_answer_lets_the_terms_run_at_once_and_undone_waits_again(coordinator: Person) -> None:
    question = sent("message")
    ask(question, coordinator)
    act = desk.send(question_ids=[question.pk], body_code="waste", by=coordinator, at=LATER)
    assert not stands(question)
    assert Asking.objects.get().ending == "dropped"
    desk.undo(act_id=act.id, by=coordinator, at=LATER)
    assert stands(question) and Asking.objects.get().ended_at is None
    assert Dispatch.objects.get(kind="ask").state == "waiting"


def test_silence_lets_the_terms_run_on(coordinator: Person) -> None:
    question = sent("message")
    ask(question, coordinator)
    Asking.objects.update(at_end="return", stood_at="triage")
    waiting.end_terms(Asking.objects.get().due_at + timedelta(minutes=1))
    assert not stands(question)
    assert Pause.objects.filter(ended_at=None).count() == 0
