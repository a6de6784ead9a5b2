"""Doors that do not open: a server that is down is left alone for a while, alone of all."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from otklik.answers.models import SenderState

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
"""After how long a door is tried again; the last for ever."""


def shut(at: datetime) -> Mapping[str, SenderState]:
    """The doors that are left alone now, by code. One query."""
    return {row.door: row for row in SenderState.objects.filter(until__gt=at)}


def close(door: str, *, why: str, at: datetime) -> SenderState:
    """Nobody opened: leave the door alone, longer with each failure in a row."""
    first = {"until": at + PAUSES[0], "since": at, "failure": why[:300], "failures": 1}
    row, is_new = SenderState.objects.get_or_create(door=door, defaults=first)
    if not is_new:
        row.failures += 1
        row.until, row.failure = at + PAUSES[min(row.failures, len(PAUSES)) - 1], why[:300]
        row.save()
    return row


def open_again(door: str) -> None:
    """Somebody opened: the failures in a row are forgotten."""
    SenderState.objects.filter(door=door).delete()


def troubles() -> list[SenderState]:
    """Doors that failed last time, the longest first."""
    return list(SenderState.objects.order_by("since"))
