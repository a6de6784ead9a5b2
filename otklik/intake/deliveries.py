"""The inbox itself: deliveries laid in by one durable transaction, each letter once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from otklik.appeals import bulk
from otklik.citizens import actions as citizens
from otklik.citizens import queries as originals
from otklik.intake import rules
from otklik.intake.catalogue import named
from otklik.intake.channel import ParsedLetter, Unreadable
from otklik.intake.models import Letter

STORED, DUPLICATE, QUARANTINED = "stored", "duplicate", "quarantined"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one delivery: stored, duplicate or quarantined; why (Russian); what was noted in it."""

    letter_id: int
    outcome: str
    reason: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class From:
    """Where deliveries come from: the channel, the source's id, the import, the person who typed, and when."""

    channel: str
    at: datetime
    source_id: int | None = None
    run_id: int | None = None
    by_id: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as its channel read it, with the keys by which a second one is recognised."""

    raw: bytes
    read: ParsedLetter | Unreadable
    keys: rules.Keys
    original_key: uuid.UUID
    row: int | None = None


@dataclass(frozen=True, slots=True)
class _Lying:
    """A letter that lies in the inbox already."""

    letter_id: int
    original_key: uuid.UUID
    reason: str


def weigh(raw: bytes, origin: From, row: int | None = None) -> Delivery:
    """Read the bytes and find their keys; nothing is written."""
    read = named(origin.channel).read(raw)
    source = str(origin.source_id or "")
    if isinstance(read, Unreadable):
        keys = rules.Keys(rules.unread_key(origin.channel, source, raw))
    else:
        keys = rules.keys(channel=origin.channel, source=source, letter=read, received_at=origin.at)
    return Delivery(raw, read, keys, uuid.uuid4(), row)


def lay_one(delivery: Delivery, origin: From) -> Receipt:
    """Lay one delivery in: two inserts and a commit where it is new, which nearly all are."""
    if delivery.keys.earlier is not None:
        return lay([delivery], origin)[0]
    letter = _letter(delivery, origin)
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
            citizens.keep([_kept(delivery, origin)])
    except IntegrityError:
        # Another worker or an earlier delivery has the key: the careful way tells which.
        return lay([delivery], origin)[0]
    return _receipt(letter.pk, delivery)


def lay(deliveries: Sequence[Delivery], origin: From) -> list[Receipt]:
    """Lay deliveries in by one transaction with a constant number of queries; receipts in their order."""
    with transaction.atomic():
        before = _lying([one.keys.earlier for one in deliveries if one.keys.earlier], origin.at)
        first: dict[bytes, Delivery] = {}
        for one in deliveries:
            if one.keys.earlier not in before:
                first.setdefault(one.keys.key, one)
        bulk.insert((_letter(one, origin) for one in first.values()), skip_known=True)
        lying = before | _lying(list(first))
        ours = [one for key, one in first.items() if lying[key].original_key == one.original_key]
        citizens.keep(_kept(one, origin) for one in ours)
        new = {one.original_key for one in ours}
        again = [one for one in deliveries if one.original_key not in new]
        _keep_editions(again, lying, origin)
    return [_told(one, _place(one, lying), new) for one in deliveries]


def known_keys(keys: Sequence[bytes], at: datetime | None = None) -> set[bytes]:
    """Which of the keys lie in the inbox; with `at`, only of letters that came within the window before it."""
    return set(_lying(keys, at))


def _told(delivery: Delivery, lying: _Lying, new: set[uuid.UUID]) -> Receipt:
    if delivery.original_key in new:
        return _receipt(lying.letter_id, delivery)
    return Receipt(lying.letter_id, DUPLICATE, lying.reason)


def _receipt(letter_id: int, delivery: Delivery) -> Receipt:
    if isinstance(delivery.read, Unreadable):
        return Receipt(letter_id, QUARANTINED, delivery.read.reason)
    return Receipt(letter_id, STORED, "", tuple(f"{note.field}: {note.message}" for note in delivery.read.notes))


def _place(delivery: Delivery, lying: dict[bytes, _Lying]) -> _Lying:
    return lying.get(delivery.keys.earlier or b"") or lying[delivery.keys.key]


def _lying(keys: Sequence[bytes], at: datetime | None = None) -> dict[bytes, _Lying]:
    if not keys:
        return {}
    found = Letter.objects.filter(dedup_key__in=keys)
    if at is not None:
        found = found.filter(received_at__gt=at - timedelta(days=rules.WINDOW_DAYS))
    rows = found.values_list("dedup_key", "pk", "original_key", "reason")
    return {bytes(key): _Lying(letter_id, original, reason) for key, letter_id, original, reason in rows}


def _keep_editions(again: Sequence[Delivery], lying: dict[bytes, _Lying], origin: From) -> None:
    """Keep what came again with other content beside the first, each edition once; the very same bytes are not kept."""
    if not again:
        return
    raws = originals.raws({_place(one, lying).original_key for one in again})
    editions: dict[bytes, Letter] = {}
    kept: dict[uuid.UUID, Delivery] = {}
    for one in again:
        first = _place(one, lying)
        if raws[first.original_key] != one.raw:
            letter = _letter(one, origin)
            letter.dedup_key = rules.edition_key(one.keys.key, one.raw)
            letter.state, letter.first_id = Letter.State.DUPLICATE, first.letter_id
            letter.reason = "Пришло снова с другим содержанием"
            if editions.setdefault(letter.dedup_key, letter) is letter:
                kept[one.original_key] = one
    appeals = dict(
        Letter.objects.filter(pk__in={one.first_id for one in editions.values()}).values_list("pk", "appeal")
    )
    for letter in editions.values():
        letter.appeal_id = appeals.get(letter.first_id or 0)
    Letter.objects.bulk_create(editions.values(), 1000, ignore_conflicts=True)
    stand = {one.original_key for one in _lying(list(editions)).values()}
    citizens.keep(_kept(one, origin) for key, one in kept.items() if key in stand)


def _letter(delivery: Delivery, origin: From) -> Letter:
    is_read = isinstance(delivery.read, ParsedLetter)
    return Letter(
        channel=origin.channel, source_id=origin.source_id, run_id=origin.run_id, row=delivery.row,
        dedup_key=delivery.keys.key, original_key=delivery.original_key, received_at=origin.at, by_id=origin.by_id,
        state=Letter.State.WAITING if is_read else Letter.State.QUARANTINED,
        reason="" if isinstance(delivery.read, ParsedLetter) else delivery.read.reason[:500],
    )  # fmt: skip


def _kept(delivery: Delivery, origin: From) -> citizens.Kept:
    return citizens.Kept(delivery.original_key, delivery.raw, named(origin.channel).content_type)
