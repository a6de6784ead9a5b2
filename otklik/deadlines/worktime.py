"""Exact arithmetic of working time: from one moment to another over office hours, days off and time zones.

Days and hours are counted on the wall clock of `zone`, to the whole second. A timetable of all working intervals of the
loaded years is made once per (calendar, hours); a count is then two binary searches in it.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from otklik.reference.rules import Calendar, DayKind, Hours, Interval
from otklik.reference.terms import Shift

_DAY_S = 24 * 60 * 60
_LAST_SECOND = _DAY_S - 1
# For counts of days where the office's hours do not matter.
WHOLE_DAYS = Hours("whole-days", (((0, 24 * 60),),) * 5 + ((), ()), short_day_cut_min=0)


@dataclass(frozen=True, eq=False, slots=True)
class Timetable:
    """Working intervals in order, in seconds after local midnight of `origin`, and the working days among them."""

    calendar: Calendar
    origin: datetime
    starts: list[int]
    ends: list[int]
    # Seconds worked up to the end of each interval.
    totals: list[int]
    # Numbers of working days after `origin`, and the second of the day at which each closes.
    days: list[int]
    closings: list[int]

    def second(self, moment: datetime, zone: tzinfo) -> int:
        """The wall-clock second of `moment`. Raises YearNotLoaded outside the loaded years."""
        local = moment.astimezone(zone).replace(tzinfo=None)
        if not self.calendar.first_year <= local.year <= self.calendar.last_year:
            self.calendar.check(local.year)
        since = local - self.origin
        return since.days * _DAY_S + since.seconds

    def moment(self, second: int, zone: tzinfo) -> datetime:
        """The aware moment of a wall-clock second."""
        return (self.origin + timedelta(seconds=second)).replace(tzinfo=zone)

    def worked(self, second: int) -> int:
        """Seconds worked from the origin to `second`."""
        index = bisect_right(self.starts, second) - 1
        return self.totals[index] - max(0, self.ends[index] - second) if index >= 0 else 0

    def after(self, second: int, amount: int) -> int:
        """The second by which `amount` seconds are worked: the end of a day rather than the start of the next."""
        target = self.worked(second) + amount
        index = bisect_left(self.totals, target) if amount > 0 else bisect_right(self.totals, target)
        if index >= len(self.totals):
            self.calendar.check(self.calendar.last_year + 1)
        if target < 0:
            self.calendar.check(self.calendar.first_year - 1)
        return self.ends[index] - (self.totals[index] - target)

    def day_after(self, day: int, amount: int) -> int:
        """The index in `days` of the working day `amount` after `day`; 0 is the same or the next one that works."""
        index = bisect_right(self.days, day) + amount - 1 if amount > 0 else bisect_left(self.days, day) + amount
        if index >= len(self.days):
            self.calendar.check(self.calendar.last_year + 1)
        if index < 0:
            self.calendar.check(self.calendar.first_year - 1)
        return index


@lru_cache(maxsize=64)
def timetable(calendar: Calendar, hours: Hours) -> Timetable:
    """All working intervals of `calendar` by `hours`."""
    origin = date(calendar.first_year, 1, 1)
    starts: list[int] = []
    ends: list[int] = []
    totals: list[int] = []
    days: list[int] = []
    closings: list[int] = []
    worked = 0
    for number in range((date(calendar.last_year + 1, 1, 1) - origin).days):
        intervals = day_intervals(origin + timedelta(days=number), calendar, hours)
        for start, end in intervals:
            worked += (end - start) * 60
            starts.append(number * _DAY_S + start * 60)
            ends.append(number * _DAY_S + end * 60)
            totals.append(worked)
        if intervals:
            days.append(number)
            closings.append(min(intervals[-1][1] * 60, _LAST_SECOND))
    return Timetable(calendar, datetime.combine(origin, time()), starts, ends, totals, days, closings)


def day_intervals(day: date, calendar: Calendar, hours: Hours) -> tuple[Interval, ...]:
    """When the office works on `day`, in minutes of the day.

    A day off by the calendar is closed even where the week has hours; a Saturday that the calendar makes working has
    the hours of the last weekday that works; a short day ends earlier (ТК РФ art. 95).
    """
    kind = calendar.days.get(day)
    if kind is DayKind.OFF:
        return ()
    intervals = hours.week[day.weekday()]
    if kind is None:
        return intervals
    if not intervals:
        intervals = next(filter(None, (hours.week[(day.weekday() - back) % 7] for back in range(1, 7))), ())
    return _cut(intervals, hours.short_day_cut_min) if kind is DayKind.SHORT else intervals


def _cut(intervals: tuple[Interval, ...], minutes: int) -> tuple[Interval, ...]:
    """The day without its last `minutes` of work; an interval that is cut whole falls out."""
    kept = list(intervals)
    while kept and minutes > 0:
        start, end = kept.pop()
        if end - start > minutes:
            kept.append((start, end - minutes))
        minutes -= end - start
    return tuple(kept)


def add_working_minutes(start: datetime, minutes: int, *, calendar: Calendar, hours: Hours, zone: tzinfo) -> datetime:
    """The moment by which `minutes` of office hours have passed since `start`; negative counts back.

    What ends with a working day is due at its end, not at the opening of the next day. 0 gives `start` itself or the
    next opening. Raises YearNotLoaded.
    """
    return add_working_seconds(start, minutes * 60, calendar=calendar, hours=hours, zone=zone)


def add_working_seconds(start: datetime, seconds: int, *, calendar: Calendar, hours: Hours, zone: tzinfo) -> datetime:
    """As `add_working_minutes`, to the second. Raises YearNotLoaded."""
    table = timetable(calendar, hours)
    return table.moment(table.after(table.second(start, zone), seconds), zone)


def add_working_days(start: datetime, days: int, *, calendar: Calendar, hours: Hours | None, zone: tzinfo) -> datetime:
    """The end of office hours (23:59:59 without `hours`) of the `days`-th working day after the day of `start`.

    The day of `start` is not counted. Negative counts back. Raises YearNotLoaded.
    """
    table = timetable(calendar, hours or WHOLE_DAYS)
    index = table.day_after(table.second(start, zone) // _DAY_S, days)
    return table.moment(table.days[index] * _DAY_S + table.closings[index], zone)


def add_calendar_days(start: datetime, days: int, *, calendar: Calendar, shift: Shift, zone: tzinfo) -> datetime:
    """23:59:59 of the last of `days` calendar days, counted from the day after `start`, moved off a day off by `shift`.

    A term never ends before it begins: where the preceding working day is not after the day of `start`, the last day
    goes to the following one. Source: 59-ФЗ art. 12 p. 1; ГК РФ art. 191, 193, 194. Raises YearNotLoaded.
    """
    table = timetable(calendar, WHOLE_DAYS)
    first = table.second(start, zone) // _DAY_S
    last = _shifted(table, first, first + days, shift)
    return table.moment(last * _DAY_S + _LAST_SECOND, zone)


def _shifted(table: Timetable, first: int, last: int, shift: Shift) -> int:
    if shift is Shift.NONE:
        return last
    if shift is Shift.PRECEDING:
        if last > table.days[-1]:
            # A last day past the loaded years must be told of, not quietly moved to the last day that is known.
            table.calendar.check((table.origin + timedelta(days=last)).year)
        before = table.days[bisect_right(table.days, last) - 1]
        if before > first:
            return before
    return table.days[table.day_after(last, 0)]


def working_days_between(
    start: datetime, end: datetime, *, calendar: Calendar, hours: Hours | None, zone: tzinfo
) -> int:
    """Working days after the day of `start`, up to the day of `end`; 0 within one day. Raises YearNotLoaded."""
    table = timetable(calendar, hours or WHOLE_DAYS)
    first, last = (table.second(moment, zone) // _DAY_S for moment in (start, end))
    return bisect_right(table.days, last) - bisect_right(table.days, first)


def working_seconds_between(start: datetime, end: datetime, *, calendar: Calendar, hours: Hours, zone: tzinfo) -> int:
    """Office seconds from `start` to `end`; negative where `end` is earlier. Raises YearNotLoaded."""
    table = timetable(calendar, hours)
    return table.worked(table.second(end, zone)) - table.worked(table.second(start, zone))


def working_minutes_between(start: datetime, end: datetime, *, calendar: Calendar, hours: Hours, zone: tzinfo) -> float:
    """Office minutes from `start` to `end`, exact to the second; negative where `end` is earlier.

    Raises YearNotLoaded.
    """
    return working_seconds_between(start, end, calendar=calendar, hours=hours, zone=zone) / 60
