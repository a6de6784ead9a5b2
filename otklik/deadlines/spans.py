"""A term as a sum of spans in which its clock ran: how much of it is spent, when the rest of it ends.

Hours are spent by the second, working hours by the office second, days by the day: the day on which a span begins is
not counted, the day on which it ends is (59-ФЗ art. 12; ГК РФ art. 191). So a pause of no length changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from otklik.deadlines import worktime
from otklik.deadlines.rules import DeadlineError
from otklik.reference.rules import Calendar, Hours
from otklik.reference.terms import Policy, Term, Unit

HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Ground:
    """What a term is counted by: its policy, the calendar and the wall clock of its place, the body's own hours."""

    policy: Policy
    calendar: Calendar
    zone: tzinfo
    own_hours: Hours | None = None

    @property
    def hours(self) -> Hours | None:
        """Office hours by which days end: the body's own where the policy counts office time at all."""
        return self.own_hours if self.own_hours and self.policy.hours else self.policy.hours


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a clock ran or stood; an open end is None."""

    start: datetime
    end: datetime | None


def running(started_at: datetime, pauses: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in which a clock that began at `started_at` ran, between `pauses` in order; the last may be open."""
    spans: list[Span] = []
    start: datetime | None = started_at
    for pause in pauses:
        if start is not None:
            spans.append(Span(start, pause.start))
        start = pause.end
    return (*spans, Span(start, None)) if start is not None else tuple(spans)


def due(term: Term, start: datetime, ground: Ground) -> datetime:
    """When `term`, running from `start` without a pause, ends. Raises YearNotLoaded, DeadlineError."""
    return _after(term.unit, start, _in_own_count(term), ground)


def ends_at(term: Term, spans: Sequence[Span], ground: Ground, *, extra_days: int = 0) -> datetime:
    """When `term` ends, running in `spans` (the last one open), extended by `extra_days` calendar days.

    Raises YearNotLoaded, DeadlineError.
    """
    if term.unit is Unit.CALENDAR_DAYS:
        term, extra_days = Term(term.kind, term.amount + extra_days, term.unit), 0
    left = _in_own_count(term) - sum(_spent(term.unit, span, ground) for span in spans[:-1])
    ended = _after(term.unit, spans[-1].start, left, ground)
    if extra_days:
        ended = worktime.add_calendar_days(
            ended, extra_days, calendar=ground.calendar, shift=ground.policy.shift, zone=ground.zone
        )
    return ended


def warns_at(term: Term, spans: Sequence[Span], ground: Ground, *, percent: int, extra_days: int = 0) -> datetime:
    """When less than `percent` of the term is left; of a term in days the end of a day. Raises as `ends_at`."""
    amount = term.amount + (extra_days if term.unit is Unit.CALENDAR_DAYS else 0)
    whole = _in_own_count(Term(term.kind, amount, term.unit))
    # What is left is rounded up: a term of one day is at risk from its beginning.
    passed = whole - -(-whole * percent // 100)
    left = max(0, passed - sum(_spent(term.unit, span, ground) for span in spans[:-1]))
    return _after(term.unit, spans[-1].start, left, ground) if left else spans[-1].start


def _in_own_count(term: Term) -> int:
    return term.amount * HOUR_S if term.unit in (Unit.HOURS, Unit.WORKING_HOURS) else term.amount


def _spent(unit: Unit, span: Span, ground: Ground) -> int:
    end = span.end or span.start
    match unit:
        case Unit.HOURS:
            return round((end - span.start).total_seconds())
        case Unit.WORKING_HOURS:
            return worktime.working_seconds_between(
                span.start, end, calendar=ground.calendar, hours=_hours(ground), zone=ground.zone
            )
        case Unit.WORKING_DAYS:
            return worktime.working_days_between(
                span.start, end, calendar=ground.calendar, hours=ground.hours, zone=ground.zone
            )
        case Unit.CALENDAR_DAYS:
            return (end.astimezone(ground.zone).date() - span.start.astimezone(ground.zone).date()).days


def _after(unit: Unit, start: datetime, left: int, ground: Ground) -> datetime:
    match unit:
        case Unit.HOURS:
            return start + timedelta(seconds=left)
        case Unit.WORKING_HOURS:
            return worktime.add_working_seconds(
                start, left, calendar=ground.calendar, hours=_hours(ground), zone=ground.zone
            )
        case Unit.WORKING_DAYS:
            return worktime.add_working_days(
                start, left, calendar=ground.calendar, hours=ground.hours, zone=ground.zone
            )
        case Unit.CALENDAR_DAYS:
            return worktime.add_calendar_days(
                start, left, calendar=ground.calendar, shift=ground.policy.shift, zone=ground.zone
            )


def _hours(ground: Ground) -> Hours:
    if ground.hours is None:
        code = ground.policy.code
        raise DeadlineError(f"У политики «{code}» срок в рабочих часах, но нет режима работы: укажите его.")
    return ground.hours
