"""Months of receipt where the region is: what changes in one makes its columnar copy stale."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from otklik.appeals import bulk
from otklik.facts.models import Touched


def touch(received: Iterable[datetime], at: datetime) -> None:
    """Facts of what was received then were made anew: their months are stale; in the transaction that makes them."""
    bulk.insert(Touched(month=month, at=at) for month in sorted({month_of(moment) for moment in received}))


def month_of(moment: datetime) -> date:
    """The month of a moment, as its first day."""
    return timezone.localtime(moment).date().replace(day=1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """The moments at which a month begins and the next one does."""
    zone, after = timezone.get_default_timezone(), date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return datetime.combine(month, time(), zone), datetime.combine(after, time(), zone)
