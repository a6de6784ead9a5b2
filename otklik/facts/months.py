"""Months of receipt where the region is: what changes in one makes its columnar copy stale."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from otklik.appeals import bulk
from otklik.appeals.bulk import Moment
from otklik.facts.models import Touched


def touch(received: Iterable[Moment | datetime], at: datetime) -> None:
    """Facts of what was received then were made anew: their months are stale; in the transaction that makes them."""
    left = sorted(one if isinstance(one, str) else bulk.kept(one) for one in received)
    stale: list[date] = []
    # A month at a time: told of each moment, the month would cost as much as writing the fact.
    while left:
        stale.append(month_of(bulk.moment(left[0])))
        left = left[bisect_left(left, bulk.kept(bounds(stale[-1])[1])) :]
    bulk.insert(Touched(month=month, at=at) for month in stale)


def month_of(moment: datetime) -> date:
    """The month of a moment, as its first day."""
    return timezone.localtime(moment).date().replace(day=1)


def bounds(month: date) -> tuple[datetime, datetime]:
    """The moments at which a month begins and the next one does."""
    zone, after = timezone.get_default_timezone(), date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return datetime.combine(month, time(), zone), datetime.combine(after, time(), zone)
