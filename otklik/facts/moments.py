"""Which questions a word about terms means: late, due today, at risk, promised; days begin where people live."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo

from django.db.models import Q
from django.utils import timezone

from otklik.deadlines import queries as deadlines
from otklik.reference import queries as reference

ANSWERED_DAYS = 30
"""How far back the answers go that the board counts."""


def term(word: str, now: datetime) -> Q:
    """What a word of the filter keeps; an empty one keeps everything, an unknown one nothing."""
    return _WORDS[word](now) if word in _WORDS else Q() if not word else Q(pk__in=[])


def _late(now: datetime) -> Q:
    return Q(due_at__lt=now)


def _week(now: datetime) -> Q:
    return Q(due_at__gte=now, due_at__lt=now + timedelta(days=7))


def _today(now: datetime) -> Q:
    near = Q(due_at__gte=now, due_at__lt=now + timedelta(days=2))
    return near & _by_zone(lambda zone: Q(due_at__lt=_midnight(now, zone, 1)))


def _tomorrow(now: datetime) -> Q:
    near = Q(due_at__gte=now, due_at__lt=now + timedelta(days=3))
    return near & _by_zone(
        lambda zone: Q(due_at__gte=_midnight(now, zone, 1), due_at__lt=_midnight(now, zone, 2)),
    )


def _risk(now: datetime) -> Q:
    """Not late, and either most of the term has passed or the forecast warns."""
    return Q(due_at__gte=now) & (Q(warn_at__lte=now) | Q(risk__gte=deadlines.risk_limit()))


def _promised(now: datetime) -> Q:
    return Q(promise_due_at__isnull=False)


def _promised_today(now: datetime) -> Q:
    near = Q(promise_due_at__lt=now + timedelta(days=2))
    return near & _by_zone(lambda zone: Q(promise_due_at__lt=_midnight(now, zone, 1)))


def _answered(now: datetime) -> Q:
    return Q(answered_on__gt=timezone.localdate(now) - timedelta(days=ANSWERED_DAYS))


def _missed(now: datetime) -> Q:
    return _answered(now) & Q(is_answered_late=True)


_WORDS: Mapping[str, Callable[[datetime], Q]] = {
    "late": _late, "today": _today, "tomorrow": _tomorrow, "week": _week, "risk": _risk, "promised": _promised,
    "promised_today": _promised_today, "answered": _answered, "missed": _missed,
}  # fmt: skip


def _midnight(now: datetime, zone: tzinfo, days: int) -> datetime:
    """The beginning of the day that comes in so many days, by the clock of the zone."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _by_zone(condition: Callable[[tzinfo], Q]) -> Q:
    """What each place means by its own clock; a place without a zone of its own lives by that around it."""
    zones = reference.zones()
    whole, own = condition(timezone.get_default_timezone()), Q()
    for prefix in sorted(zones, key=len):
        inside = Q(territory_code__startswith=prefix)
        deeper = Q()
        for other in zones:
            if other != prefix and other.startswith(prefix):
                deeper |= Q(territory_code__startswith=other)
        own |= inside & ~deeper & condition(zones[prefix]) if deeper else inside & condition(zones[prefix])
        whole &= ~inside
    return whole | own if zones else whole
