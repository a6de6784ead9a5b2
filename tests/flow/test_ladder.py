"""The ladder: when a term passes a step in office time, who is told, and that each is told once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otklik.appeals.models import Event, Question
from otklik.deadlines import clocks
from otklik.deadlines.models import Clock
from otklik.flow.alarms import climbing, ladder, reminders
from otklik.flow.alarms.ladder import Ground, Step, latest_due, moment
from otklik.flow.models import LadderStep, Passing, Reminder
from otklik.offices import absences
from otklik.offices.actions import OfficeError
from otklik.offices.models import Absence, Body, Person
from otklik.offices.queries import scope
from otklik.reference.rules import Calendar, DayKind, read_hours
from tests.region import AT, ROADS, person, send

ZONE = ZoneInfo("Asia/Yekaterinburg")
OFFICE = read_hours("office", {str(day): [["09:00", "13:00"], ["14:00", "18:00"]] for day in range(5)}, 60)
DAYS = Calendar(
    {date(2026, 1, 1): DayKind.OFF, date(2026, 11, 4): DayKind.OFF, date(2026, 11, 3): DayKind.SHORT}, 2026, 2026
)
GROUND = Ground(DAYS, OFFICE, ZONE)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def step(side: str, minutes: int = 0, **fields: object) -> Step:
    return Step(
        **{"id": 1, "position": 1, "kinds": (), "role": "executor", "mail": "", **fields}, side=side, minutes=minutes
    )


@pytest.mark.parametrize(
    ("side", "minutes", "due", "comes", "why"),
    [
        ("before", 120, local(18, 17), local(18, 15), "two hours of one day"),
        ("before", 120, local(18, 15), local(18, 12), "lunch is no office time"),
        ("before", 480, local(16, 18), local(16, 9), "a whole day before the evening is that morning"),
        ("before", 120, local(16, 10), local(13, 17), "Monday 10:00 is one hour after Friday 17:00"),
        ("before", 60, local(15, 12), local(13, 17), "a Sunday counts back to Friday"),
        ("before", 120, local(5, 9), local(3, 15), "over a holiday and a short day that ends at 17"),
        ("at", 0, local(15, 23, 59), local(15, 23, 59), "a term comes when it comes, even on a Sunday"),
        ("after", 60, local(13, 18), local(16, 10), "an hour after Friday evening is Monday 10:00"),
        ("after", 480, local(13, 18), local(16, 18), "a day after ends with the day"),
        ("after", 60, local(14, 12), local(16, 10), "an hour after a Saturday is an hour of Monday"),
    ],
)  # fmt: skip
def test_a_step_comes_in_office_time(side: str, minutes: int, due: datetime, comes: datetime, why: str) -> None:
    assert moment(step(side, minutes), due_at=due, warn_at=due, ground=GROUND) == comes, why


def test_no_term_past_the_edge_has_passed_the_step() -> None:
    """The edge by which rows are chosen never cuts off a term whose step has come."""
    for side, minutes in (("before", 60), ("before", 480), ("at", 0), ("after", 60), ("after", 480)):
        one = step(side, minutes)
        for hours in range(24 * 8):
            now = local(10, 0) + timedelta(hours=hours, minutes=7)
            edge = latest_due(one, now, GROUND)
            for later in (timedelta(minutes=1), timedelta(hours=5), timedelta(days=2)):
                assert moment(one, due_at=edge + later, warn_at=edge, ground=GROUND) > now
                early = ladder.earliest_due(one, now, GROUND) - later
                assert moment(one, due_at=early, warn_at=early, ground=GROUND) <= now


@pytest.mark.parametrize(("minutes", "words"), [(480, "8 ч"), (90, "1 ч 30 мин"), (30, "30 мин"), (0, "0 мин")])
def test_office_time_in_words(minutes: int, words: str) -> None:
    assert ladder.lasting(minutes) == words


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    from tests import region

    region.found()
    return {
        "executor": person("executor", "executor", body="roads"),
        "curator": person("curator", "curator", body="roads"),
        "block_head": person("block_head", "block_head"),
        "head": person("head", "head"),
        "other": person("other", "executor", body="waste"),
    }


def owed() -> Question:
    """A question of roads with one open term, of the answer."""
    (question,) = send(ROADS, topic="Дороги")
    Clock.objects.filter(question=question).exclude(kind="answer").delete()
    Clock.objects.filter(question=question).update(
        started_at=AT,
        due_at=datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
        warn_at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC),
    )
    return question


DUE = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # 17:00 on Wednesday


def told() -> set[str]:
    return set(Reminder.objects.values_list("person__login", flat=True))


def test_the_ladder_climbs_from_the_executor_to_the_head(staff: dict[str, Person]) -> None:
    owed()
    climbed = []
    for at in (
        DUE - timedelta(days=1, hours=2), DUE - timedelta(hours=7), DUE - timedelta(hours=2), DUE,
        DUE + timedelta(hours=23), DUE + timedelta(days=1), DUE + timedelta(days=2, hours=1),
    ):  # fmt: skip
        before = Reminder.objects.count()
        climbing.look(at)
        climbed.append(list(Reminder.objects.order_by("pk").values_list("role", flat=True)[before:]))
    assert climbed == [
        [], ["executor"], ["executor", "curator"], ["executor", "curator"], [], ["block_head"], ["head"],
    ]  # fmt: skip
    assert told() == {"executor", "curator", "block_head", "head"}


def test_looking_again_tells_nobody_again(staff: dict[str, Person]) -> None:
    question = owed()
    assert climbing.look(DUE).told == 2
    assert climbing.look(DUE) == climbing.Looked()
    assert climbing.look(DUE + timedelta(minutes=5)) == climbing.Looked()
    warned = Event.objects.filter(question=question, kind="warned")
    assert [len(event.what["people"]) for event in warned] == [1, 1]


def test_of_steps_missed_by_a_stopped_worker_only_the_latest_of_a_role_is_told(staff: dict[str, Person]) -> None:
    owed()
    looked = climbing.look(DUE + timedelta(days=3))
    assert Reminder.objects.count() == 4 == looked.told
    assert looked.overtaken == 3


def test_a_look_killed_half_way_goes_on(staff: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        owed()
    monkeypatch.setattr(climbing, "_CHUNK", 1)
    keep, calls = climbing._keep, []

    def dying(chunk, at):
        calls.append(chunk)
        if len(calls) == 8:
            raise KeyboardInterrupt
        return keep(chunk, at)

    monkeypatch.setattr(climbing, "_keep", dying)
    with pytest.raises(KeyboardInterrupt):
        climbing.look(DUE)
    half = Reminder.objects.count()
    monkeypatch.setattr(climbing, "_keep", keep)
    climbing.look(DUE)
    rows = list(Reminder.objects.values_list("clock_id", "step_id", "person_id"))
    assert 0 < half < len(rows) == len(set(rows)) == 6


def test_a_second_worker_with_the_same_find_keeps_nothing(staff: dict[str, Person]) -> None:
    owed()
    found = climbing.passed(DUE)
    assert climbing._keep(found, DUE).told == 2
    assert climbing._keep(found, DUE).told == 0


@pytest.mark.parametrize("way", ["done", "paused", "closed"])
def test_a_term_that_is_done_or_stands_is_silent(staff: dict[str, Person], way: str) -> None:
    question = owed()
    rows = Clock.objects.filter(question=question)
    if way == "done":
        rows.update(done_at=AT)
    elif way == "paused":
        rows.update(paused_at=AT)
    else:
        Question.objects.filter(pk=question.pk).update(state="closed")
    assert climbing.look(DUE + timedelta(hours=1)).told == 0


def test_a_promise_is_told_of_though_the_question_is_closed(staff: dict[str, Person]) -> None:
    question = owed()
    Clock.objects.filter(question=question).delete()
    clocks.promise(question.pk, due_at=DUE, at=AT)
    Question.objects.filter(pk=question.pk).update(state="closed")
    climbing.look(DUE)
    assert told() == {"executor", "curator"}


def test_a_term_counted_anew_is_told_of_anew(staff: dict[str, Person]) -> None:
    question = owed()
    climbing.look(DUE)
    Clock.objects.filter(question=question).update(due_at=DUE + timedelta(days=7), warn_at=DUE + timedelta(days=6))
    assert climbing.look(DUE + timedelta(minutes=5)).told == 0
    assert climbing.look(DUE + timedelta(days=7)).told == 2


def test_a_term_shorter_than_the_step_is_not_warned_of_before_it_began(staff: dict[str, Person]) -> None:
    question = owed()
    Clock.objects.filter(question=question).update(started_at=DUE - timedelta(hours=1), warn_at=DUE)
    assert climbing.look(DUE - timedelta(minutes=30)).told == 0


def test_old_terms_of_a_loaded_table_are_no_news(staff: dict[str, Person]) -> None:
    owed()
    assert climbing.look(DUE + timedelta(days=40)) == climbing.Looked()


def test_a_step_goes_up_where_the_role_is_empty_and_says_so_where_nobody_is(staff: dict[str, Person]) -> None:
    owed()
    Person.objects.filter(login__in=("executor", "curator")).update(is_active=False)
    climbing.look(DUE)
    assert told() == {"block_head"}
    Person.objects.update(is_active=False)
    Clock.objects.update(due_at=DUE + timedelta(hours=1))
    climbing.look(DUE + timedelta(hours=1))
    assert Passing.objects.filter(outcome="nobody").exists()
    assert reminders.untold(AT) > 0


def test_the_people_of_the_nearest_body_above_are_told(staff: dict[str, Person]) -> None:
    owed()
    Person.objects.filter(login="executor").update(is_active=False)
    Body.objects.filter(code="roads").update(parent=Body.objects.get(code="duty"))
    chief = person("chief", "executor", body="duty")
    person("everywhere", "executor")
    climbing.look(DUE - timedelta(hours=7))
    assert told() == {chief.login}


def away(who: Person, deputy: Person | None, since: date = DUE.date(), days: int = 5) -> Absence:
    until = since + timedelta(days=days)
    return absences.save_absence(person=who, since=since, until=until, deputy=deputy, note="", by=who, at=AT)


def test_a_deputy_of_a_deputy_is_told_in_the_place_of_the_absent(staff: dict[str, Person]) -> None:
    owed()
    second, third = person("second", "executor", body="roads"), person("third", "curator", body="roads")
    Person.objects.filter(login="second").update(is_active=True)
    away(staff["executor"], second)
    away(second, third)
    LadderStep.objects.exclude(side="at", role="executor").update(is_on=False)
    climbing.look(DUE)
    assert list(Reminder.objects.values_list("person__login", "role").distinct()) == [("third", "executor")]


@pytest.mark.parametrize("deputy", [None, "other"])
def test_without_a_deputy_who_sees_the_question_the_role_above_is_told(
    staff: dict[str, Person], deputy: str | None
) -> None:
    owed()
    away(staff["executor"], staff[deputy] if deputy else None)
    climbing.look(DUE - timedelta(minutes=1))
    assert told() == {"curator"}


def test_an_absence_counts_on_its_days_alone(staff: dict[str, Person]) -> None:
    owed()
    away(staff["executor"], staff["curator"], since=DUE.date() + timedelta(days=1))
    climbing.look(DUE - timedelta(hours=7))
    assert told() == {"executor"}


def test_a_circle_of_deputies_is_refused_with_its_chain(staff: dict[str, Person]) -> None:
    one, two, three = staff["executor"], staff["curator"], staff["head"]
    away(one, two)
    away(two, three)
    with pytest.raises(OfficeError, match="Head → Executor → Curator → Head"):
        away(three, one)
    away(three, one, since=DUE.date() + timedelta(days=30))
    with pytest.raises(OfficeError, match="по кругу"):
        away(staff["other"], staff["other"])


@pytest.mark.parametrize(
    ("since", "days", "says"), [(5, -1, "раньше первого"), (-9, 2, "кончилось"), (0, 3, "уже отмечено")]
)
def test_days_of_an_absence_that_make_no_sense_are_refused(
    staff: dict[str, Person], since: int, days: int, says: str
) -> None:
    away(staff["executor"], None, since=AT.date(), days=1)
    with pytest.raises(OfficeError, match=says):
        away(staff["executor"], None, since=AT.date() + timedelta(days=since), days=days)


def test_the_log_shows_only_what_the_scope_reaches(staff: dict[str, Person]) -> None:
    owed()
    climbing.look(DUE)
    seen = {name: len(reminders.journal(scope(who), reminders.Wanted(), now=DUE)) for name, who in staff.items()}
    assert seen == {"executor": 2, "curator": 2, "block_head": 2, "head": 2, "other": 0}
    assert reminders.unread(staff["executor"].pk) == 1
    reminders.mark_read(staff["executor"].pk, None, at=DUE)
    assert (reminders.unread(staff["executor"].pk), reminders.unread(staff["curator"].pk)) == (0, 1)
