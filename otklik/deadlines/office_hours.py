"""A body's own office hours: its clocks are counted by them where the policy counts office time."""

from datetime import datetime

from django.db import transaction

from otklik.deadlines.models import BodyHours
from otklik.deadlines.rules import DeadlineError
from otklik.offices import actions as offices
from otklik.offices.models import Body, Person
from otklik.reference.models import OfficeHours


def of_body(body: Body) -> str:
    """The code of the body's own hours, empty where it works by those of the policies."""
    return BodyHours.objects.filter(body=body).values_list("hours__code", flat=True).first() or ""


@transaction.atomic
def save(body: Body, *, hours_code: str, by: Person, at: datetime) -> None:
    """Give a body hours of its own, or none; kept in the history of settings. Raises DeadlineError for unknown hours.

    Clocks that run already are moved by a recount.
    """
    before = of_body(body)
    if before == hours_code:
        return
    hours = OfficeHours.objects.filter(code=hours_code).first()
    if hours_code and hours is None:
        raise DeadlineError(f"Режима работы «{hours_code}» нет: сначала заведите его в календаре.")
    if hours is None:
        BodyHours.objects.filter(body=body).delete()
    else:
        BodyHours.objects.update_or_create(body=body, defaults={"hours": hours})
    told = {"before": {"hours": before} if before else None, "after": {"hours": hours_code} if hours_code else None}
    offices.record(subject="body_hours", key=body.code, **told, by=by, at=at)
