"""By when a step of approval or a rework is due, in the working time of the body that has the question."""

from datetime import datetime, timedelta

from django.utils import timezone

from otklik.appeals.models import Question
from otklik.deadlines import queries as deadlines
from otklik.deadlines import worktime
from otklik.reference import queries as reference
from otklik.reference.rules import YearNotLoaded
from otklik.reference.terms import Shift, Unit


def due(question: Question, at: datetime, *, amount: int | None, unit: str, hours_id: int | None) -> datetime | None:
    """`amount` of `unit` from `at`; None where no term is set or the calendar has no such year.

    Office time is the body's own, else that of the step, else the first one known.
    """
    if not amount:
        return None
    if unit == Unit.HOURS:
        return at + timedelta(hours=amount)
    place = reference.places([question.territory_id]).get(question.territory_id) if question.territory_id else None
    zone = place.zone if place else timezone.get_default_timezone()
    known = reference.hours_by_id()
    own = deadlines.own_hours([question.body_id]).get(question.body_id) if question.body_id else None
    hours = own[1] if own else known.get(hours_id or 0) or next(iter(known.values()), None)
    try:
        calendar = reference.calendar(place.code if place else "")
        if unit == Unit.CALENDAR_DAYS:
            return worktime.add_calendar_days(at, amount, calendar=calendar, shift=Shift.FOLLOWING, zone=zone)
        if unit == Unit.WORKING_HOURS and hours is not None:
            return worktime.add_working_minutes(at, amount * 60, calendar=calendar, hours=hours, zone=zone)
        return worktime.add_working_days(at, amount, calendar=calendar, hours=hours, zone=zone)
    except YearNotLoaded:
        return None
