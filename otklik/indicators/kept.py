"""Kept slices: under a name, shared with a role, laid on a board."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from otklik.indicators.models import BoardTile, SavedSlice
from otklik.indicators.rules import Slice
from otklik.offices.models import Grant, Person
from otklik.offices.rules import ROLES, Verb

EVERYONE = "*"
MOST_TILES = 12
AUDIENCES = {
    "": "только я", EVERYONE: "все, кто видит срезы",
    **{code: role.title for code, role in ROLES.items() if Verb.ANALYSE in role.verbs},
}  # fmt: skip
"""With whom a slice can be shared, by code."""
_MOST_ADDRESS, _MOST_NAME = 4000, 80


class KeptError(ValueError):
    """A kept slice can't be written; the message says why and what to do (Russian)."""


def keep(asked: Slice, name: str, *, is_rolling: bool, by: Person, at: datetime) -> SavedSlice:
    """A new one. `is_rolling`: it always shows as many days up to today. Raises KeptError."""
    name, address = " ".join(name.split()), asked.address()
    if not name or len(name) > _MOST_NAME:
        raise KeptError(f"Имя среза — от 1 до {_MOST_NAME} знаков: назовите его, например «Дороги по месяцам».")
    if len(address) > _MOST_ADDRESS:
        raise KeptError("В срезе слишком много отборов, чтобы его сохранить: уберите часть значений.")
    days = asked.period.days if is_rolling else None
    found, is_new = SavedSlice.objects.get_or_create(
        owner=by, name=name, defaults={"address": address, "rolling_days": days, "changed_at": at}
    )
    if not is_new:
        raise KeptError(f"Срез «{name}» у вас уже есть: возьмите другое имя или удалите прежний.")
    return found


def share(slice_id: int, audience: str, *, by: Person, at: datetime) -> SavedSlice:
    """Let others open it, each within what they may see. Raises KeptError."""
    if audience not in AUDIENCES:
        raise KeptError(f"Нельзя поделиться с «{audience[:20]}»: выберите из списка.")
    found = _own(slice_id, by)
    found.shared_with, found.changed_at = audience, at
    found.save(update_fields=["shared_with", "changed_at"])
    return found


def drop(slice_id: int, *, by: Person) -> None:
    """Forget an own one; it leaves all boards. Raises KeptError."""
    _own(slice_id, by).delete()


@transaction.atomic
def pin(slice_id: int, *, by: Person) -> None:
    """Lay one on the board, at its end; one that lies there stays where it is. Raises KeptError."""
    found = visible(by).filter(pk=slice_id).first()
    if found is None:
        raise KeptError("Этого среза больше нет: обновите страницу.")
    tiles = BoardTile.objects.filter(person=by)
    if tiles.filter(slice=found).exists():
        return
    if tiles.count() >= MOST_TILES:
        raise KeptError(f"На доске не больше {MOST_TILES} срезов: уберите один и закрепите этот.")
    last = tiles.aggregate(last=Max("position"))["last"]
    BoardTile.objects.create(person=by, slice=found, position=0 if last is None else last + 1)


def unpin(slice_id: int, *, by: Person) -> None:
    """Take one off the board."""
    BoardTile.objects.filter(person=by, slice_id=slice_id).delete()


@transaction.atomic
def move(slice_id: int, *, by: Person, earlier: bool) -> None:
    """Change places with its neighbour on the board; the first and the last stay at the edge."""
    tiles = list(BoardTile.objects.filter(person=by))
    here = next((place for place, tile in enumerate(tiles) if tile.slice_id == slice_id), None)
    there = None if here is None else here + (-1 if earlier else 1)
    if here is None or there is None or not 0 <= there < len(tiles):
        return
    tiles[here], tiles[there] = tiles[there], tiles[here]
    for place, tile in enumerate(tiles):
        tile.position = place
    BoardTile.objects.bulk_update(tiles, ["position"])


def visible(person: Person) -> QuerySet[SavedSlice]:
    """Those that a person may open: the own ones, and those shared with a role of theirs."""
    return SavedSlice.objects.filter(Q(owner=person) | Q(shared_with__in=_audiences(person))).select_related("owner")


def board(person: Person) -> list[SavedSlice]:
    """The slices of a person's board in order; one that is no longer shared with them is left out."""
    tiles = BoardTile.objects.filter(person=person).values_list("slice_id", flat=True)
    seen = visible(person).in_bulk(list(tiles))
    return [seen[number] for number in tiles if number in seen]


def pinned(person: Person) -> set[int]:
    """Which slices lie on a person's board."""
    return set(BoardTile.objects.filter(person=person).values_list("slice_id", flat=True))


def _own(slice_id: int, person: Person) -> SavedSlice:
    found = SavedSlice.objects.filter(pk=slice_id, owner=person).first()
    if found is None:
        raise KeptError("Этого среза больше нет, или он не ваш: меняет и удаляет срез тот, кто его сохранил.")
    return found


def _audiences(person: Person) -> Collection[str]:
    return {EVERYONE, *Grant.objects.filter(person=person).values_list("role", flat=True)}
