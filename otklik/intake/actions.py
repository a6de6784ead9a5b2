"""Writes of the inbox: letters accepted, read, read again after a fix; sources with their keys."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from otklik.citizens import queries as originals
from otklik.intake.channel import Unreadable
from otklik.intake.deliveries import DUPLICATE, QUARANTINED, STORED, From, Receipt, lay, lay_one, weigh
from otklik.intake.models import Letter, Source
from otklik.intake.queries import SourceCard
from otklik.intake.reading import ReadCount, read
from otklik.offices import actions as offices
from otklik.offices.models import Person

__all__ = [
    "DUPLICATE", "QUARANTINED", "STORED", "ReadCount", "Receipt", "RetryCount", "SourceError", "accept_batch",
    "accept_one", "make_source", "read", "retry_quarantined", "set_aside", "switch_source", "waiting", "waiting_alone",
]  # fmt: skip


class SourceError(ValueError):
    """A source that can't be made; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class RetryCount:
    """How many letters of quarantine went back to the line, turned out repeats, or stay."""

    waiting: int = 0
    duplicates: int = 0
    quarantined: int = 0


def accept_one(
    *, channel: str, raw: bytes, source: SourceCard | None, at: datetime, by: Person | None = None
) -> Receipt:
    """Accept one delivery for good: when this returns, it is on the disk. The line reads it later.

    Raises LookupError for an unknown channel.
    """
    origin = From(channel, at, source.id if source else None, by_id=by.pk if by else None)
    return lay_one(weigh(raw, origin), origin)


def accept_batch(
    *, channel: str, raws: Sequence[bytes], source: SourceCard | None, at: datetime, by: Person | None = None
) -> list[Receipt]:
    """Accept deliveries by one transaction; receipts in their order. Up to 1000 at once."""
    origin = From(channel, at, source.id if source else None, by_id=by.pk if by else None)
    return lay([weigh(raw, origin) for raw in raws], origin)


def waiting(limit: int) -> list[int]:
    """Letters that the line has to read, the oldest first."""
    return list(Letter.objects.filter(state=Letter.State.WAITING).order_by("pk").values_list("pk", flat=True)[:limit])


def waiting_alone(limit: int) -> list[int]:
    """Letters that came one by one, not by a table, and wait to be read, the newest first: nothing may hold them up."""
    alone = Letter.objects.filter(state=Letter.State.WAITING, run=None)
    return list(alone.order_by("-pk").values_list("pk", flat=True)[:limit])


def retry_quarantined(letter_ids: Sequence[int], *, by: Person | None, at: datetime) -> RetryCount:
    """Read letters of quarantine again, after a fix of what kept them there; those that can be read go to the line."""
    counted = {Letter.State.WAITING: 0, Letter.State.DUPLICATE: 0, Letter.State.QUARANTINED: 0}
    with transaction.atomic():
        held = Letter.objects.select_for_update().filter(pk__in=letter_ids, state=Letter.State.QUARANTINED)
        letters = list(held.order_by("pk"))
        raws = originals.raws(letter.original_key for letter in letters)
        for letter in letters:
            counted[_again(letter, raws[letter.original_key])] += 1
        if letters:
            told = {state.value: number for state, number in counted.items()}
            offices.record(subject="quarantine", key="retry", before=len(letters), after=told, by=by, at=at)
    return RetryCount(*counted.values())


def make_source(*, name: str, code: str, by: Person | None, at: datetime) -> tuple[Source, str]:
    """Let a system send letters: the source and its key, which is shown now and never again.

    Raises SourceError for a code in use.
    """
    key = f"otk_{secrets.token_urlsafe(32)}"
    try:
        with transaction.atomic():
            source = Source.objects.create(name=name, code=code, key_hash=sha256(key.encode()).hexdigest())
            offices.record(subject="source", key=code, before=None, after={"name": name}, by=by, at=at)
    except IntegrityError as error:
        raise SourceError(f"Код «{code}» занят другим источником: возьмите другой.") from error
    return source, key


def switch_source(source: Source, *, is_active: bool, by: Person | None, at: datetime) -> None:
    """Let the source send or stop it; a stopped key is refused within queries.SOURCE_CACHE_S seconds."""
    if source.is_active != is_active:
        with transaction.atomic():
            offices.record(subject="source", key=source.code, before={"is_active": source.is_active},
                           after={"is_active": is_active}, by=by, at=at)  # fmt: skip
            source.is_active = is_active
            source.save(update_fields=["is_active"])


def _again(letter: Letter, raw: bytes) -> Letter.State:
    """Read a held letter with today's channel; its key becomes that of its content."""
    origin = From(letter.channel, letter.received_at, letter.source_id)
    delivery = weigh(raw, origin, letter.row)
    if isinstance(delivery.read, Unreadable):
        letter.reason = delivery.read.reason[:500]
        letter.save(update_fields=["reason"])
        return Letter.State.QUARANTINED
    keys = [key for key in (delivery.keys.earlier, delivery.keys.key) if key]
    first = Letter.objects.filter(dedup_key__in=keys).exclude(pk=letter.pk).order_by("pk").first()
    if first is not None:
        letter.first, letter.appeal_id, letter.state = first, first.appeal_id, Letter.State.DUPLICATE
    else:
        letter.dedup_key, letter.state = delivery.keys.key, Letter.State.WAITING
    letter.reason = ""
    letter.save(update_fields=["first", "appeal", "dedup_key", "state", "reason"])
    return Letter.State(letter.state)


def set_aside(letter_id: int, reason: str) -> None:
    """Put one waiting letter into quarantine: its reading broke (reason in Russian)."""
    waiting = Letter.objects.filter(pk=letter_id, state=Letter.State.WAITING)
    waiting.update(state=Letter.State.QUARANTINED, reason=reason[:500])
