"""When a term passes a step of the ladder, in the office time of the body that owes it. Reaches no table."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from otklik.deadlines import worktime
from otklik.reference.rules import Calendar, Hours

RISK, BEFORE, AT, AFTER = "risk", "before", "at", "after"
# To whom a step goes when nobody of its role can be told.
ABOVE = {"executor": "curator", "curator": "block_head", "block_head": "head"}
# Russia's zones lie ten hours apart: a term of another zone may be over so much earlier or later.
ZONES_APART = timedelta(hours=11)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder; `minutes` are office minutes, no `kinds` are all."""

    id: int
    position: int
    side: str
    minutes: int
    kinds: tuple[str, ...]
    role: str
    mail: str


@dataclass(frozen=True, slots=True)
class Ground:
    """By what office time a term is told of."""

    calendar: Calendar
    hours: Hours
    zone: tzinfo


def moment(step: Step, *, due_at: datetime, warn_at: datetime, ground: Ground) -> datetime:
    """When a term that ends at `due_at` and is at risk from `warn_at` passes the step. Raises YearNotLoaded."""
    match step.side:
        case "risk":
            return warn_at
        case "at":
            return due_at
        case "before":
            return _shifted(due_at, -step.minutes, ground)
        case _:
            return _shifted(due_at, step.minutes, ground)


def latest_due(step: Step, now: datetime, ground: Ground) -> datetime:
    """No term of this ground that ends later has passed the step by `now`; of another zone it is still so."""
    if step.side in (RISK, AT):
        return now
    # One minute more reaches past a night that lies between.
    minutes = step.minutes + 1 if step.side == BEFORE else -step.minutes
    return _shifted(now, minutes, ground) + ZONES_APART


def earliest_due(step: Step, since: datetime, ground: Ground) -> datetime:
    """Every term of this ground, or of another zone, that ended earlier had passed the step by `since`."""
    if step.side in (RISK, AT):
        return since
    return _shifted(since, step.minutes if step.side == BEFORE else -step.minutes, ground) - ZONES_APART


def is_working(now: datetime, ground: Ground) -> bool:
    """Whether the office works at `now`."""
    table = worktime.timetable(ground.calendar, ground.hours)
    second = table.second(now, ground.zone)
    return table.worked(second + 1) > table.worked(second)


def told(side: str, minutes: int) -> str:
    """When a step comes, in words: «за 2 ч до срока» (Russian)."""
    match side:
        case "risk":
            return "срок под угрозой"
        case "at":
            return "срок наступил"
        case "before":
            return f"за {lasting(minutes)} до срока"
        case _:
            return f"через {lasting(minutes)} после срока"


def lasting(minutes: int) -> str:
    """Office time in words: «8 ч», «1 ч 30 мин» (Russian)."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} ч" if hours else "", f"{rest} мин" if rest else "") if part) or "0 мин"


def _shifted(start: datetime, minutes: int, ground: Ground) -> datetime:
    if not minutes:
        return start
    return worktime.add_working_minutes(start, minutes, calendar=ground.calendar, hours=ground.hours, zone=ground.zone)
