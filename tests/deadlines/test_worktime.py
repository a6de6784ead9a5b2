"""Working time against a slow simulation, and worked examples with one reason a row."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.deadlines import worktime
from otklik.reference import seeding
from otklik.reference.rules import Calendar, DayKind, Hours, YearNotLoaded, read_hours
from otklik.reference.terms import Shift

ZONE = ZoneInfo("Asia/Yekaterinburg")
LUNCH = read_hours("office", {str(day): [["09:00", "13:00"], ["14:00", "18:00"]] for day in range(5)})
DUTY = read_hours("duty", {str(day): [["08:00", "20:00"]] for day in range(7)}, 0)
LONG_WEEK = {str(day): [["09:00", "18:00"]] for day in range(4)}
FRIDAY = read_hours("friday", LONG_WEEK | {"4": [["09:00", "12:00"], ["12:30", "13:15"]]}, 50)


@cache
def russia() -> Calendar:
    rows = [row for year in range(2022, 2028) for row in seeding.year_days(year)]
    return Calendar({row[0]: row[1] for row in rows}, 2022, 2027)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


WORKING_HOURS = [
    ("2026-03-04T09:00", 8, "2026-03-04T18:00", "a whole day ends at closing, not at the next opening"),
    ("2026-03-04T09:00", 9, "2026-03-05T10:00", "nine hours are a day of eight and an hour"),
    ("2026-03-04T12:30", 1, "2026-03-04T14:30", "lunch is not counted"),
    ("2026-03-04T13:20", 1, "2026-03-04T15:00", "a letter at lunch starts after it"),
    ("2026-03-04T20:00", 1, "2026-03-05T10:00", "a letter in the evening starts the next morning"),
    ("2026-03-06T23:59", 1, "2026-03-10T10:00", "Friday 23:59 before the eighth of March starts on Tuesday"),
    ("2026-04-30T16:00", 2, "2026-05-04T10:00", "a short day ends at 17:00; 1-3 May are off"),
    ("2024-04-26T17:00", 2, "2024-04-27T10:00", "the worked Saturday of 27.04.2024 has hours of Friday"),
    ("2024-11-02T16:00", 2, "2024-11-05T10:00", "a worked Saturday may be short too"),
    ("2025-12-30T17:00", 2, "2026-01-12T10:00", "31.12.2025-11.01.2026 are off"),
    ("2024-02-28T17:00", 9, "2024-02-29T18:00", "29 February works"),
    ("2026-03-04T17:59:30", 1, "2026-03-05T09:59:30", "seconds are not lost"),
]


@pytest.mark.parametrize(("start", "hours", "expected", "reason"), WORKING_HOURS)
def test_working_hours_end_when_they_are_worked(start, hours, expected, reason):
    assert hours_after(start, hours) == local(expected), reason


WORKING_DAYS = [
    ("2026-03-02T10:00", 7, "2026-03-12T18:00", "counted from the next day over 7-9 March"),
    ("2026-03-06T23:59", 1, "2026-03-10T18:00", "Friday 23:59: the first working day is Tuesday"),
    ("2026-03-07T12:00", 1, "2026-03-10T18:00", "a letter on Saturday"),
    ("2026-04-29T10:00", 1, "2026-04-30T17:00", "a short day closes an hour earlier"),
    ("2025-12-30T10:00", 1, "2026-01-12T18:00", "over the New Year holidays"),
    ("2024-04-25T10:00", 2, "2024-04-27T18:00", "a worked Saturday is a working day"),
]


@pytest.mark.parametrize(("start", "days", "expected", "reason"), WORKING_DAYS)
def test_working_days_end_with_office_hours(start, days, expected, reason):
    due = worktime.add_working_days(local(start), days, calendar=russia(), hours=LUNCH, zone=ZONE)
    assert due == local(expected), reason


CALENDAR_DAYS = [
    ("2026-02-04T10:00", 30, Shift.PRECEDING, "2026-03-06", "counted from the day after registration"),
    ("2026-02-04T23:59:59", 30, Shift.PRECEDING, "2026-03-06", "the hour of registration does not matter"),
    ("2026-02-06T10:00", 30, Shift.PRECEDING, "2026-03-06", "Sunday 8 March goes back to Friday"),
    ("2026-02-06T10:00", 30, Shift.FOLLOWING, "2026-03-10", "Sunday 8 March goes on to Tuesday: Monday is off too"),
    ("2026-02-06T10:00", 30, Shift.NONE, "2026-03-08", "without a shift the term ends on Sunday"),
    ("2024-01-30T10:00", 30, Shift.PRECEDING, "2024-02-29", "the leap day counts"),
    ("2025-12-05T10:00", 30, Shift.PRECEDING, "2025-12-30", "4 January goes back over the holidays"),
    ("2025-12-05T10:00", 30, Shift.FOLLOWING, "2026-01-12", "4 January goes on to 12 January"),
    ("2025-12-31T23:00", 3, Shift.PRECEDING, "2026-01-12", "a term never ends before it begins"),
    ("2026-04-30T23:59", 3, Shift.PRECEDING, "2026-05-04", "nor on the day it begins"),
    ("2026-03-06T23:59", 3, Shift.PRECEDING, "2026-03-10", "three days from Friday 23:59 are Monday 9 March, off"),
]


def days_after(start, days, shift, zone=ZONE):
    return worktime.add_calendar_days(local(start), days, calendar=russia(), shift=shift, zone=zone)


@pytest.mark.parametrize(("start", "days", "shift", "expected", "reason"), CALENDAR_DAYS)
def test_calendar_days_end_at_midnight_of_the_shifted_day(start, days, shift, expected, reason):
    assert days_after(start, days, shift) == local(f"{expected}T23:59:59"), reason


def test_the_local_day_decides_not_the_servers():
    moment = datetime(2026, 2, 3, 20, 0, tzinfo=UTC)
    here, kamchatka = ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Kamchatka")
    days = [
        worktime.add_calendar_days(moment, 30, calendar=russia(), shift=Shift.NONE, zone=zone).date()
        for zone in (here, kamchatka)
    ]
    assert days == [date(2026, 3, 5), date(2026, 3, 6)]


def hours_after(start, hours):
    return worktime.add_working_minutes(local(start), hours * 60, calendar=russia(), hours=LUNCH, zone=ZONE)


@pytest.mark.parametrize(
    ("count", "year"),
    [
        (lambda: hours_after("2021-05-05T10:00", 1), 2021),
        (lambda: hours_after("2027-12-30T17:00", 10), 2028),
        (lambda: hours_after("2022-01-10T10:00", -10), 2021),
        (lambda: worktime.add_working_days(local("2027-12-30"), 3, calendar=russia(), hours=None, zone=ZONE), 2028),
        (lambda: days_after("2027-12-30", 30, Shift.PRECEDING), 2028),
        (lambda: days_after("2027-12-30", 30, Shift.FOLLOWING), 2028),
    ],
)
def test_a_year_without_a_calendar_is_named(count, year):
    with pytest.raises(YearNotLoaded, match=f"на {year} год не загружен: есть 2022–2027"):
        count()


def test_an_office_open_at_weekends_closes_on_holidays():
    due = worktime.add_working_minutes(local("2026-04-30T19:00"), 120, calendar=russia(), hours=DUTY, zone=ZONE)
    assert due == local("2026-05-02T09:00")


def test_a_cut_longer_than_the_last_interval_reaches_the_one_before():
    calendar = Calendar({date(2026, 3, 6): DayKind.SHORT}, 2026, 2026)
    assert worktime.day_intervals(date(2026, 3, 6), calendar, FRIDAY) == ((540, 715),)


# The simulation walks minute by minute over eight weeks; the days differ at random.
FIRST = date(2025, 12, 1)
SPAN = 56 * 24 * 60
OFFICES = st.sampled_from([LUNCH, DUTY, FRIDAY])
DAYS = st.dictionaries(
    st.dates(FIRST, FIRST + timedelta(days=55)), st.sampled_from(list(DayKind)), max_size=20
).map(lambda days: Calendar(days, 2025, 2026))  # fmt: skip


def minutes_worked(calendar: Calendar, hours: Hours) -> list[int]:
    """The numbers of all working minutes after the first midnight."""
    spans = (
        (number * 1440, worktime.day_intervals(FIRST + timedelta(days=number), calendar, hours)) for number in range(56)
    )
    return [day + minute for day, intervals in spans for start, end in intervals for minute in range(start, end)]


def moment(minute: int) -> datetime:
    return (datetime(FIRST.year, FIRST.month, FIRST.day) + timedelta(minutes=minute)).replace(tzinfo=ZONE)  # noqa: DTZ001


@settings(max_examples=60, deadline=None)
@given(DAYS, OFFICES, st.integers(0, SPAN // 2), st.integers(1, 3000))
def test_adding_agrees_with_a_walk_minute_by_minute(calendar, hours, start, amount):
    worked = [minute for minute in minutes_worked(calendar, hours) if minute >= start]
    due = worktime.add_working_minutes(moment(start), amount, calendar=calendar, hours=hours, zone=ZONE)
    if amount <= len(worked):
        assert due == moment(worked[amount - 1] + 1)


@settings(max_examples=60, deadline=None)
@given(DAYS, OFFICES, st.integers(0, SPAN - 1), st.integers(0, SPAN - 1))
def test_between_agrees_with_a_walk_minute_by_minute(calendar, hours, start, end):
    worked = minutes_worked(calendar, hours)
    counted = bisect_right(worked, end - 1) - bisect_right(worked, start - 1)
    between = worktime.working_minutes_between(moment(start), moment(end), calendar=calendar, hours=hours, zone=ZONE)
    assert between == counted


@settings(max_examples=60, deadline=None)
@given(OFFICES, st.integers(0, 3 * 365 * 86400), st.integers(1, 20_000))
def test_what_is_added_lies_between_and_can_be_taken_back(hours, second, amount):
    start = local("2023-01-09T00:00") + timedelta(seconds=second)
    due = worktime.add_working_minutes(start, amount, calendar=russia(), hours=hours, zone=ZONE)
    assert worktime.working_minutes_between(start, due, calendar=russia(), hours=hours, zone=ZONE) == amount
    back = worktime.add_working_minutes(due, -amount, calendar=russia(), hours=hours, zone=ZONE)
    assert worktime.working_minutes_between(start, back, calendar=russia(), hours=hours, zone=ZONE) == 0


@settings(max_examples=60, deadline=None)
@given(DAYS, OFFICES, st.integers(0, SPAN // 2), st.integers(1, 12))
def test_working_days_agree_with_a_walk_day_by_day(calendar, hours, start, amount):
    day, left = moment(start).date(), amount
    while left:
        day += timedelta(days=1)
        left -= bool(worktime.day_intervals(day, calendar, hours))
    due = worktime.add_working_days(moment(start), amount, calendar=calendar, hours=hours, zone=ZONE)
    closing = worktime.day_intervals(day, calendar, hours)[-1][1]
    assert due == datetime(day.year, day.month, day.day, closing // 60, closing % 60, tzinfo=ZONE)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, SPAN // 2), st.integers(1, 40), st.sampled_from(list(Shift)))
def test_calendar_days_agree_with_a_walk_day_by_day(calendar, start, amount, shift):
    first = moment(start).date()
    last = first + timedelta(days=amount)
    step = {Shift.PRECEDING: -1, Shift.FOLLOWING: 1, Shift.NONE: 0}[shift]
    day = last
    while step and not calendar.is_working_day(day):
        day += timedelta(days=step)
        if day <= first:
            day, step = last, 1
    due = worktime.add_calendar_days(moment(start), amount, calendar=calendar, shift=shift, zone=ZONE)
    assert due == datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=ZONE)
