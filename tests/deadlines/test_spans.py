"""A term as a sum of spans: by worked examples and against a walk minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.deadlines import worktime
from otklik.deadlines.spans import Ground, Span, due, ends_at, running, warns_at
from otklik.reference import seeding
from otklik.reference.rules import Calendar, read_hours
from otklik.reference.terms import Policy, Regime, Shift, Term, Unit

ZONE = ZoneInfo("Asia/Yekaterinburg")
HOURS = read_hours("office", {str(day): [["09:00", "13:00"], ["14:00", "18:00"]] for day in range(5)})
CALENDAR = Calendar({row[0]: row[1] for year in (2025, 2026, 2027) for row in seeding.year_days(year)}, 2025, 2027)


def ground(shift=Shift.PRECEDING):
    policy = Policy(1, "p", "", "message", "", "", "", HOURS, shift, True, date(2020, 1, 1), None, (), "", Regime())
    return Ground(policy, CALENDAR, ZONE)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


WORKED = [
    # term, started, pauses, extension, due, reason
    ((9, "working_hours"), "2026-03-04T10:00", [], 0, "2026-03-05T11:00", "no pause: nine office hours"),
    ((9, "working_hours"), "2026-03-04T10:00", [("2026-03-04T12:00", "2026-03-06T09:00")], 0, "2026-03-06T17:00",
     "two hours are spent, seven are left; lunch is not counted"),
    ((9, "working_hours"), "2026-03-04T10:00", [("2026-03-04T20:00", "2026-03-05T08:00")], 0, "2026-03-05T11:00",
     "it stood only at night: nothing changes"),
    ((4, "hours"), "2026-03-04T10:00", [("2026-03-04T11:30", "2026-03-07T00:00")], 0, "2026-03-07T02:30",
     "clock hours run at night and on days off"),
    ((30, "calendar_days"), "2026-02-02T10:00", [("2026-02-05T10:00", "2026-02-05T18:00")], 0, "2026-03-04T23:59:59",
     "asked and answered in one day: nothing changes"),
    ((30, "calendar_days"), "2026-02-02T10:00", [("2026-02-12T10:00", "2026-02-16T10:00")], 0, "2026-03-06T23:59:59",
     "ten days are spent, twenty are left from the 16th: Sunday the 8th goes back to Friday"),
    ((7, "working_days"), "2026-03-04T10:00", [("2026-03-05T10:00", "2026-03-17T10:00")], 0, "2026-03-25T18:00",
     "one working day is spent; six are left from the 17th"),
    ((30, "calendar_days"), "2026-02-02T10:00", [], 30, "2026-04-03T23:59:59",
     "60 days in one count: the shift of the first end does not eat a day"),
    ((9, "working_hours"), "2026-03-04T10:00", [], 3, "2026-03-06T23:59:59",
     "three calendar days after the 5th end on Sunday the 8th, a holiday: back to Friday"),
    ((30, "calendar_days"), "2026-02-02T10:00",
     [("2026-02-04T10:00", "2026-02-06T10:00"), ("2026-02-10T10:00", "2026-02-13T10:00")], 0, "2026-03-06T23:59:59",
     "two pauses of two and three days: 9 March is a day off after the holiday, so Friday the 6th"),
]  # fmt: skip


@pytest.mark.parametrize(("term", "start", "pauses", "extra", "expected", "reason"), WORKED)
def test_worked_examples(term, start, pauses, extra, expected, reason):
    ran = running(at(start), [Span(at(first), at(last)) for first, last in pauses])
    told = ends_at(Term("answer", term[0], Unit(term[1])), ran, ground(), extra_days=extra)
    assert told == at(expected), reason


WARNED = [
    ((4, "hours"), "2026-03-04T10:00", "2026-03-04T13:00", "a quarter of four hours is left"),
    ((8, "working_hours"), "2026-03-04T10:00", "2026-03-04T17:00", "six office hours are gone"),
    ((30, "calendar_days"), "2026-02-02T10:00", "2026-02-24T23:59:59",
     "of 30 days eight are a quarter rounded up: 22 days are gone"),
    ((1, "working_days"), "2026-03-04T10:00", "2026-03-04T10:00", "a term of one day is at risk from its beginning"),
]  # fmt: skip


@pytest.mark.parametrize(("term", "start", "expected", "reason"), WARNED)
def test_a_term_is_at_risk_when_a_quarter_is_left(term, start, expected, reason):
    ran = running(at(start), [])
    told = warns_at(Term("answer", term[0], Unit(term[1])), ran, ground(), percent=25)
    assert told == at(expected), reason


def test_spans_lie_between_pauses():
    pauses = [Span(at("2026-03-04T11:00"), at("2026-03-04T12:00")), Span(at("2026-03-05T11:00"), None)]
    assert running(at("2026-03-04T10:00"), pauses) == (
        Span(at("2026-03-04T10:00"), at("2026-03-04T11:00")),
        Span(at("2026-03-04T12:00"), at("2026-03-05T11:00")),
    )


MOMENTS = st.integers(0, 150 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
GAPS = st.lists(st.integers(0, 4 * 24 * 60), min_size=0, max_size=6)


def spread(start, gaps):
    """Pauses after `start`: running, standing, running, …, each as many minutes as the gaps say; and the last start."""
    moments = [start]
    for gap in gaps:
        moments.append(moments[-1] + timedelta(minutes=gap))
    pairs = [(moments[number], moments[number + 1]) for number in range(1, len(moments) - 1, 2)]
    return [Span(*pair) for pair in pairs]


@given(MOMENTS, GAPS, st.integers(1, 60))
def test_working_hours_with_pauses_agree_with_a_walk_by_the_minute(start, gaps, hours):
    where = ground()
    ran = running(start, spread(start, gaps))
    spent = sum(minutes_walked(span.start, span.end, where) for span in ran[:-1])
    if spent >= hours * 60:
        return
    told = ends_at(Term("answer", hours, Unit.WORKING_HOURS), ran, where)
    assert minutes_walked(ran[-1].start, told, where) == hours * 60 - spent
    assert minutes_walked(told - timedelta(minutes=1), told, where) == 1


def minutes_walked(start, end, where):
    """Office minutes between two moments, each minute looked at by itself."""
    count, moment = 0, start.astimezone(where.zone)
    while moment < end:
        minute = moment.hour * 60 + moment.minute
        open_now = worktime.day_intervals(moment.date(), CALENDAR, HOURS)
        count += any(first <= minute < last for first, last in open_now)
        moment += timedelta(minutes=1)
    return count


@given(MOMENTS, st.sampled_from(list(Unit)), st.integers(1, 40))
def test_a_pause_of_no_length_changes_nothing(start, unit, amount):
    term, plain = Term("answer", amount, unit), ground(Shift.NONE)
    whole = due(term, start, plain)
    middle = start + (whole - start) / 2
    if (
        unit in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS)
        and middle.astimezone(ZONE).date() >= whole.astimezone(ZONE).date()
    ):
        return
    moment = middle.replace(microsecond=0)
    assert ends_at(term, running(start, [Span(moment, moment)]), plain) == whole


@given(MOMENTS, st.sampled_from(list(Unit)), st.integers(2, 40), st.integers(0, 10 * 24 * 60))
def test_a_pause_never_brings_the_end_nearer(start, unit, amount, minutes):
    term, where = Term("answer", amount, unit), ground(Shift.FOLLOWING)
    whole = due(term, start, where)
    pause = Span(start + (whole - start) / 3, start + (whole - start) / 3 + timedelta(minutes=minutes))
    assert ends_at(term, running(start, [pause]), where) >= whole.replace(microsecond=0) - timedelta(seconds=1)
