"""Clocks stand, run again, are extended, promised, recounted."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from otklik.appeals.models import Outbox, Question
from otklik.deadlines import clocks, queries, recount, snapshot
from otklik.deadlines.actions import keep, think
from otklik.deadlines.models import BodyHours, Clock, Pause, Recount
from otklik.deadlines.rules import ClockState, DeadlineError, clock_state
from otklik.deadlines.snapshot import Stood
from otklik.offices.models import Body, Person
from otklik.reference import actions
from otklik.reference.models import CalendarDay, OfficeHours
from tests.deadlines.asked import asked

pytestmark = pytest.mark.django_db
# 10:00 on Wednesday in Yekaterinburg, the zone of the server.
MORNING = datetime(2026, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _seeded():
    actions.seed(at=MORNING)


@pytest.fixture
def by():
    return Person.objects.create_user("curator", full_name="Куратор")


def on_the_clock(legal_kind="message"):
    question = asked(MORNING, legal_kind=legal_kind)
    keep(think([question], MORNING), MORNING)
    return question


def due_of(question, kind="answer"):
    return next(clock.due_at for clock in queries.clocks(question.pk) if clock.kind == kind)


def test_a_clock_stands_while_the_author_is_asked_and_then_runs_on(by):
    question = on_the_clock()
    # Nine office hours: two are spent by 12:00; asked until 09:00 of Friday, seven are left.
    assert clocks.pause([question.pk], why="уточнение", at=MORNING + timedelta(hours=2)) == (question.pk,)
    clocks.resume([question.pk], why="ответ получен", by=by, at=datetime(2026, 3, 6, 4, tzinfo=UTC))
    assert due_of(question) == datetime(2026, 3, 6, 12, tzinfo=UTC)
    recounted = Recount.objects.get(clock__kind="answer")
    assert (recounted.cause, recounted.by, recounted.before) == ("resumed", by, datetime(2026, 3, 5, 6, tzinfo=UTC))


def test_a_clock_that_the_law_does_not_stop_goes_on(by):
    question = on_the_clock("appeal")
    assert clocks.pause([question.pk], why="уточнение", at=MORNING) == ()
    assert not Pause.objects.exists()


def test_a_late_clock_is_not_healed_by_a_pause():
    question = on_the_clock()
    clocks.pause([question.pk], why="уточнение", at=datetime(2026, 3, 5, 7, tzinfo=UTC))
    states = {clock.kind: clock.paused_at is None for clock in queries.clocks(question.pk)}
    assert states == {"answer": True, "solution": False}


def test_pausing_twice_pauses_once():
    question = on_the_clock()
    for _ in range(2):
        clocks.pause([question.pk], why="уточнение", at=MORNING)
    assert Pause.objects.count() == 2


def test_an_answer_is_extended_once_by_thirty_days_at_most(by):
    question = on_the_clock("appeal")
    with pytest.raises(DeadlineError, match="не больше 30"):
        clocks.extend(question.pk, days=31, why="запрос в другой орган", by=by, at=MORNING)
    told = clocks.extend(question.pk, days=30, why="запрос в другой орган", by=by, at=MORNING)
    # Sixty days after 4 March end on 3 May, a Sunday after a holiday: back to Thursday 30 April.
    assert told == due_of(question) == datetime(2026, 4, 30, 18, 59, 59, tzinfo=UTC)
    with pytest.raises(DeadlineError, match="уже продлён на 30"):
        clocks.extend(question.pk, days=5, why="ещё", by=by, at=MORNING)


@pytest.mark.parametrize(
    ("legal_kind", "why", "at", "told"),
    [
        ("message", "нужно", MORNING, "не продлевается"),
        ("appeal", "  ", MORNING, "Причина пуста"),
        ("appeal", "нужно", datetime(2026, 5, 1, tzinfo=UTC), "продлевают до его конца"),
    ],
)
def test_an_extension_out_of_order_is_refused(by, legal_kind, why, at, told):
    question = on_the_clock(legal_kind)
    with pytest.raises(DeadlineError, match=told):
        clocks.extend(question.pk, days=10, why=why, by=by, at=at)
    assert not Recount.objects.exists()


def test_promises_are_owed_side_by_side_and_outlive_the_answer(by):
    question = on_the_clock()
    first = clocks.promise(question.pk, due_at=MORNING + timedelta(days=10), at=MORNING)
    second = clocks.promise(question.pk, due_at=MORNING + timedelta(days=20), at=MORNING)
    clocks.stop({question.pk: MORNING + timedelta(hours=1)})
    owed = Clock.objects.filter(done_at=None)
    assert {clock.pk for clock in owed} == {first.pk, second.pk}
    assert clocks.keep_promise(first.pk, at=MORNING + timedelta(days=9)) == question.pk
    with pytest.raises(DeadlineError, match="уже снято с контроля"):
        clocks.keep_promise(first.pk, at=MORNING + timedelta(days=9))


def test_a_promise_in_the_past_is_refused():
    with pytest.raises(DeadlineError, match="уже прошёл"):
        clocks.promise(on_the_clock().pk, due_at=MORNING, at=MORNING)


def test_closing_ends_the_pause():
    question = on_the_clock()
    clocks.pause([question.pk], why="уточнение", at=MORNING)
    ended = MORNING + timedelta(hours=5)
    clocks.stop({question.pk: ended})
    assert set(Pause.objects.values_list("ended_at", flat=True)) == {ended}


STATES = [
    ("2026-03-04T09:00", None, None, ClockState.ON_TIME, "before the warning"),
    ("2026-03-04T10:00", None, None, ClockState.AT_RISK, "from the warning on"),
    ("2026-03-04T12:00", None, None, ClockState.AT_RISK, "the very last second is on time"),
    ("2026-03-04T12:01", None, None, ClockState.LATE, "after the end"),
    ("2026-03-04T12:01", "2026-03-04T11:00", None, ClockState.PAUSED, "it stands"),
    ("2026-03-05T12:00", None, "2026-03-04T12:00", ClockState.DONE_ON_TIME, "done at the last second"),
    ("2026-03-05T12:00", None, "2026-03-04T12:01", ClockState.DONE_LATE, "done later"),
]


@pytest.mark.parametrize(("now", "paused", "done", "expected", "reason"), STATES)
def test_how_a_clock_stands(now, paused, done, expected, reason):
    def at(text):
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None

    told = clock_state(
        due_at=at("2026-03-04T12:00"), warn_at=at("2026-03-04T10:00"), paused_at=at(paused), done_at=at(done),
        now=at(now),
    )  # fmt: skip
    assert told == expected, reason


def closed_day():
    CalendarDay.objects.create(day=date(2026, 3, 5), region="", kind="off", name="Траур", source="Указ")


def test_a_change_of_the_calendar_moves_open_clocks_only(by):
    open_one, done_one = on_the_clock(), on_the_clock()
    clocks.stop({done_one.pk: MORNING})
    kept = due_of(done_one)
    closed_day()
    told = recount.preview(MORNING)
    assert (told.looked_at, told.earlier, told.later, told.newly_late) == (2, 0, 2, 0)
    assert due_of(open_one) == datetime(2026, 3, 5, 6, tzinfo=UTC), "a preview writes nothing"
    Outbox.objects.all().delete()
    assert recount.run(why="Указ о дне траура", by=by, at=MORNING) == 2
    assert (due_of(open_one), due_of(done_one)) == (datetime(2026, 3, 6, 6, tzinfo=UTC), kept)
    assert Recount.objects.filter(cause="calendar", by=by, why="Указ о дне траура").count() == 2
    assert set(Outbox.objects.values_list("question", flat=True)) == {open_one.pk}


def test_a_recount_again_changes_nothing(by):
    on_the_clock()
    closed_day()
    recount.run(why="Указ", by=by, at=MORNING)
    assert recount.run(why="Указ", by=by, at=MORNING) == 0
    assert Recount.objects.count() == 2


def test_a_recount_keeps_pauses_and_extensions(by):
    asked_about, extended = on_the_clock(), on_the_clock("appeal")
    clocks.pause([asked_about.pk], why="уточнение", at=MORNING + timedelta(hours=2))
    clocks.resume([asked_about.pk], why="ответ", by=by, at=datetime(2026, 3, 6, 4, tzinfo=UTC))
    clocks.extend(extended.pk, days=30, why="запрос", by=by, at=MORNING)
    before = {clock.pk: clock.due_at for clock in Clock.objects.all()}
    assert recount.run(why="проверка", by=by, at=MORNING) == 0
    assert {clock.pk: clock.due_at for clock in Clock.objects.all()} == before


def test_a_standing_clock_is_counted_by_the_new_calendar_when_it_runs_again(by):
    question = on_the_clock()
    clocks.pause([question.pk], why="уточнение", at=MORNING + timedelta(hours=2))
    closed_day()
    assert recount.preview(MORNING).looked_at == 0
    clocks.resume([question.pk], why="ответ", by=by, at=MORNING + timedelta(hours=3))
    assert due_of(question) == datetime(2026, 3, 6, 7, tzinfo=UTC)


def test_clocks_are_put_back_as_they_stood_and_a_moved_end_is_told_of(by):
    question = on_the_clock()
    before = snapshot.take([question.pk])
    clocks.pause([question.pk], why="уточнение", at=MORNING + timedelta(hours=2))
    clocks.resume([question.pk], why="ответ", by=by, at=datetime(2026, 3, 6, 4, tzinfo=UTC))
    clocks.promise(question.pk, due_at=MORNING + timedelta(days=9), at=MORNING)
    clocks.stop({question.pk: datetime(2026, 3, 6, 5, tzinfo=UTC)})
    written = {number: [Stood.read(json.loads(json.dumps(clock.written()))) for clock in stood]
               for number, stood in before.items()}  # fmt: skip
    snapshot.restore(written, by=by, at=MORNING)
    assert snapshot.take([question.pk]) == before
    assert not Pause.objects.exists()
    assert Recount.objects.filter(cause="undone").count() == 2


def test_a_body_works_by_hours_of_its_own(by):
    day_and_night = actions.save_hours(
        code="round", name="Круглосуточно", week={str(day): [["00:00", "24:00"]] for day in range(7)}, source="приказ",
        short_day_cut_min=0, by=None, at=MORNING,
    )  # fmt: skip
    body = Body.objects.create(code="edds", name="ЕДДС")
    BodyHours.objects.create(body=body, hours=OfficeHours.objects.get(code=day_and_night.key))
    question = asked(MORNING)
    Question.objects.filter(pk=question.pk).update(body=body)
    question.refresh_from_db()
    keep(think([question], MORNING), MORNING)
    assert due_of(question) == MORNING + timedelta(hours=9)
    assert recount.run(why="проверка", by=by, at=MORNING) == 0
