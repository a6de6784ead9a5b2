"""What published answers promise: shown to the approver, controlled, kept or broken, counted; each act undone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from otklik.answers.models import Answer, Promise, Season
from otklik.answers.promised import promise_reading, promises, seasons
from otklik.answers.promised.promises import Counted
from otklik.answers.promised.promising import PromiseError
from otklik.appeals.models import Event, Question
from otklik.deadlines.models import Clock
from otklik.facts.models import Fact
from otklik.flow import run
from otklik.flow.answering import promised
from otklik.flow.desks import desk, desk_queries
from otklik.flow.desks.desk import DeskError
from otklik.offices.models import Person
from otklik.offices.rules import EVERYTHING
from tests.region import AT, ROADS, TOWN, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
TEXT = "Яму заделают до 25 ноября, бордюр поменяют в течение 10 рабочих дней. Работы начаты 10 ноября."
LATER = AT + timedelta(hours=1)
AFTER = AT + timedelta(days=12)


@pytest.fixture
def coordinator() -> Person:
    return person("coord", "coordinator")


def sent() -> Question:
    (question,) = send(ROADS, topic="Дороги", territory=TOWN)
    return question


def answered(question: Question, by: Person, text: str = TEXT, state: str = "published") -> Answer:
    return Answer.objects.create(
        question=question, body=question.body, outcome="planned", state=state, text=text, by=by, created_at=AT
    )


def controlled(by: Person, text: str = TEXT) -> tuple[Answer, tuple[Promise, ...]]:
    answer = answered(sent(), by, text)
    made = promises.control(answer, at=AT)
    run.walk_now([answer.question_id], AT)
    return answer, made


def test_a_published_answer_puts_its_promises_under_control(coordinator: Person) -> None:
    answer, (pit, kerb) = controlled(coordinator)
    assert TEXT[pit.begins : pit.ends] == "до 25 ноября" and TEXT[kerb.begins : kerb.ends].startswith("в течение 10")
    assert pit.words == TEXT.split(". ")[0] + "."
    # The Urals are five hours ahead.
    assert pit.due_at == datetime(2026, 11, 25, 18, 59, 59, tzinfo=UTC)
    assert kerb.due_at == datetime(2026, 11, 30, 18, 59, 59, tzinfo=UTC)
    assert Clock.objects.filter(kind="promise", question=answer.question).count() == 2
    assert Fact.objects.get(pk=answer.question_id).promise_due_at == pit.due_at
    assert pit.body == answer.question.body
    assert promises.control(answer, at=LATER) == (), "publishing again promises nothing twice"


def test_a_day_that_is_owed_already_is_not_owed_twice(coordinator: Person) -> None:
    interim, _ = controlled(coordinator)
    final = answered(interim.question, coordinator, "Как обещали, яму заделают до 25 ноября.")
    assert promises.control(final, at=LATER) == ()


def test_a_recalled_answer_has_promised_nothing(coordinator: Person) -> None:
    answer, _ = controlled(coordinator)
    promises.forget([answer.pk])
    assert not Promise.objects.exists() and not Clock.objects.filter(kind="promise").exists()


def test_an_approver_sees_and_corrects_what_is_promised(coordinator: Person) -> None:
    answer = answered(sent(), coordinator, state="approval")
    pit, kerb = promise_reading.shown(answer, at=AT)
    fixed = promise_reading.correct(answer, begins=pit.begins, due_on=date(2026, 12, 1), by=coordinator, at=AT)
    assert (fixed.due_at, fixed.read_at, fixed.by) == (
        datetime(2026, 12, 1, 18, 59, 59, tzinfo=UTC),
        pit.due_at,
        "Coord",
    )
    promise_reading.correct(answer, begins=kerb.begins, due_on=None, by=coordinator, at=AT)
    answer.text, answer.state = f"Здравствуйте! {TEXT}", "published"
    (made,) = promises.control(answer, at=AT)
    assert made.due_at == fixed.due_at, "a correction outlives a new draft"


def test_a_correction_taken_back_leaves_nothing(coordinator: Person) -> None:
    answer = answered(sent(), coordinator, state="approval")
    first = promise_reading.shown(answer, at=AT)[0]
    promise_reading.correct(answer, begins=first.begins, due_on=None, by=coordinator, at=AT)
    promise_reading.correct(answer, begins=first.begins, due_on=date(2026, 11, 25), by=coordinator, at=AT)
    assert not promise_reading.shown(answer, at=AT)[0].is_corrected


WRONG = [
    ("approval", 0, date(2026, 12, 1), "нет", "nothing is promised there"),
    ("approval", 13, date(2026, 11, 1), "прошёл", "a day that is past"),
    ("published", 13, date(2026, 12, 1), "опубликован", "too late"),
]


@pytest.mark.parametrize(("state", "begins", "day", "told", "reason"), WRONG)
def test_a_correction_out_of_order_is_refused(
    coordinator: Person, state: str, begins: int, day: date, told: str, reason: str
) -> None:
    answer = answered(sent(), coordinator, state=state)
    with pytest.raises(PromiseError, match=told):
        promise_reading.correct(answer, begins=begins, due_on=day, by=coordinator, at=AT)


def end(act: str, promise: Promise, by: Person, at: datetime = LATER, **told: object) -> desk.Act:
    return getattr(promised, act)(
        question_ids=[promise.question_id], clock_id=promise.clock_id, by=by, at=at, **told
    )  # fmt: skip


ENDS = [
    ("keep", {}, "kept", "done in time"),
    ("give_up", {"words": "торги не состоялись"}, "broken", "will not be done"),
    ("withdraw", {"words": "дата прочитана неверно"}, "withdrawn", "was no promise"),
]


@pytest.mark.parametrize(("act", "told", "verdict", "reason"), ENDS)
def test_a_promise_ends_by_a_person_and_undone_is_owed_again(
    coordinator: Person, act: str, told: dict[str, str], verdict: str, reason: str
) -> None:
    answer, (pit, _) = controlled(coordinator)
    done = end(act, pit, coordinator, **told)
    pit.refresh_from_db()
    assert (pit.verdict, pit.said_by, pit.why) == (verdict, coordinator, told.get("words", "")), reason
    card = desk_queries.card(EVERYTHING, answer.question_id)
    assert card is not None and card.promised[pit.clock_id or 0].verdict == verdict
    desk.undo(act_id=done.id, by=coordinator, at=LATER)
    pit.refresh_from_db()
    assert (pit.verdict, pit.said_by, pit.why) == ("", None, "")
    assert Clock.objects.get(pk=pit.clock_id).done_at is None


def test_an_end_needs_its_reason(coordinator: Person) -> None:
    _, (pit, _) = controlled(coordinator)
    with pytest.raises(DeskError, match="Причина пуста"):
        end("give_up", pit, coordinator, words=" ")
    end("keep", pit, coordinator)
    assert "снято с контроля" in end("withdraw", pit, coordinator, words="ошибка").refused[0].reason


def test_a_term_that_passed_in_silence_is_a_broken_promise_that_is_still_owed(coordinator: Person) -> None:
    answer, (pit, kerb) = controlled(coordinator)
    assert promises.sweep(LATER) == 0
    assert (promises.sweep(AFTER), promises.sweep(AFTER)) == (1, 0)
    pit.refresh_from_db()
    assert (pit.verdict, pit.said_by) == ("broken", None)
    assert Event.objects.get(kind="promise_broken").by is None
    assert Clock.objects.get(pk=pit.clock_id).done_at is None
    end("keep", pit, coordinator, at=AFTER)
    pit.refresh_from_db()
    assert (pit.verdict, pit.said_by) == ("broken", coordinator), "done, but late"
    assert Fact.objects.get(pk=answer.question_id).promise_due_at == kerb.due_at


def test_a_late_mark_of_what_was_done_in_time_needs_a_proof(coordinator: Person) -> None:
    _, (pit, _) = controlled(coordinator)
    promises.sweep(AFTER)
    assert "чем подтверждается" in end("keep", pit, coordinator, at=AFTER, was_in_time=True).refused[0].reason
    done = end("keep", pit, coordinator, at=AFTER, was_in_time=True, words="акт от 24 ноября")
    pit.refresh_from_db()
    assert pit.verdict == "kept"
    desk.undo(act_id=done.id, by=coordinator, at=AFTER)
    pit.refresh_from_db()
    assert (pit.verdict, pit.said_by) == ("broken", None)


def test_promises_are_counted_by_body(coordinator: Person) -> None:
    answer, (pit, _) = controlled(coordinator)
    controlled(coordinator, "Заделаем до 26 ноября.")
    _, (none,) = controlled(coordinator, "Заделаем до 27 ноября.")
    end("keep", pit, coordinator)
    end("withdraw", none, coordinator, words="ошибка")
    promises.sweep(AFTER)
    body = answer.question.body_id
    month = {"since": datetime(2026, 11, 1, tzinfo=UTC), "until": datetime(2026, 12, 1, tzinfo=UTC)}
    assert promises.counted(Promise.objects.all(), **month) == {body: Counted(kept=1, broken=1, open=1)}
    assert promises.counted(Promise.objects.filter(body=None), **month) == {}
    early = {**month, "until": datetime(2026, 11, 26, tzinfo=UTC)}
    assert promises.counted(Promise.objects.all(), **early) == {body: Counted(kept=1)}


def test_a_season_of_the_place_is_nearer_than_that_of_the_country(coordinator: Person) -> None:
    row = Season(code="snow", territory_code=TOWN, title="Снег", words="сход* снег*", day="06-10", source="акт № 1")
    seasons.save(row, by=coordinator, at=AT)
    _, (made,) = controlled(coordinator, "Обочину отсыпят после схода снега.")
    assert made.due_at == datetime(2027, 6, 10, 18, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(("field", "value"), [("day", "31-12"), ("day", "завтра"), ("words", ";"), ("words", "(a|b)*")])
def test_a_season_that_can_not_be_read_is_refused(coordinator: Person, field: str, value: str) -> None:
    row = Season(code="snow", title="Снег", words="сход* снег*", day="05-01", source="акт")
    setattr(row, field, value)
    with pytest.raises(PromiseError, match="не чита"):
        seasons.save(row, by=coordinator, at=AT)
