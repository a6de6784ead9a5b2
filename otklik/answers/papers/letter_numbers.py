"""Numbers of outgoing letters: one after another in a year of a body, never given twice."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from otklik.answers.models import OutgoingLetter, OutgoingNumbering
from otklik.appeals import registry
from otklik.offices import actions as offices
from otklik.offices.models import Body, Person

FIRST_PATTERN = "{n}-исх/{year}"


def give(body: Body, *, at: datetime) -> str:
    """The next number of a body; inside a transaction.

    The row of the year is locked until the transaction ends, so that workers take turns; rolled back, the number is
    given to the next one. A number that stands already, since the pattern was changed, is passed over.
    """
    row = _numbering(body, timezone.localtime(at).year)
    while True:
        row.last += 1
        number = row.pattern.replace("{n}", str(row.last)).replace("{year}", str(row.year))
        if not OutgoingLetter.objects.filter(body=body, number=number).exists():
            break
    row.save(update_fields=["last"])
    return number


@dataclass(frozen=True, slots=True)
class BodyPattern:
    """How a body numbers letters of a year, and the last number it gave."""

    name: str
    pattern: str
    last: int


def patterns(year: int) -> list[BodyPattern]:
    """The bodies that have a numbering of the year, in order of name. One query."""
    found = OutgoingNumbering.objects.filter(year=year).select_related("body").order_by("body__name")
    return [BodyPattern(row.body.name, row.pattern, row.last) for row in found]


@transaction.atomic
def save_pattern(body: Body, *, pattern: str, by: Person | None, at: datetime) -> None:
    """Letters of a body are numbered by this pattern from now on. Raises registry.NumberingError (Russian)."""
    if flaws := registry.pattern_flaws(pattern):
        raise registry.NumberingError(" ".join(flaws))
    row = _numbering(body, timezone.localtime(at).year)
    before, row.pattern = row.pattern, pattern
    row.save(update_fields=["pattern"])
    after = {"pattern": pattern}
    offices.record(subject="outgoing", key=body.code, before={"pattern": before}, after=after, by=by, at=at)


def _numbering(body: Body, year: int) -> OutgoingNumbering:
    """The locked row of a year; a new year goes on with the pattern of the year before."""
    former = OutgoingNumbering.objects.filter(body=body, year__lt=year).order_by("-year").first()
    first = {"pattern": former.pattern if former else FIRST_PATTERN}
    OutgoingNumbering.objects.get_or_create(body=body, year=year, defaults=first)
    return OutgoingNumbering.objects.select_for_update().get(body=body, year=year)
