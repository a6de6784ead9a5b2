"""The gazetteer as lists show it: found by kind and name, written out as the files it is read from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from otklik.reference.models import PlaceName, Territory
from otklik.reference.places.kinds import KINDS, ROW_OF, Kind

_SORTS = {"municipalities": Territory.Kind.MUNICIPALITY, "settlements": Territory.Kind.SETTLEMENT}


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A row of the list: `id` is that of a name that can be dropped, 0 for a territory; `code` is the territory's."""

    id: int
    name: str
    code: str
    where: str


def lines(kind: Kind, words: str, after: int, limit: int) -> list[PlaceLine]:
    """Places of a kind in order of their entry, after the number `after`. One query."""
    if kind.code in ROW_OF:
        found: QuerySet[Any] = _names(kind, words).filter(pk__gt=after)[:limit]
        return [PlaceLine(row.pk, row.title, row.territory.code, _within(row.territory)) for row in found]
    territories = _territories(kind, words).filter(pk__gt=after)[:limit]
    return [PlaceLine(row.pk, row.name, row.code, row.parent.name if row.parent else "") for row in territories]


def amounts() -> dict[str, int]:
    """How many places of each kind there are. Two queries."""
    names = dict(PlaceName.objects.values_list("kind").annotate(Count("pk")))
    territories = Territory.objects.values_list("kind").annotate(Count("pk"))
    sorts = dict(territories)
    borders = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY, border__isnull=False).count()
    told = {code: names.get(ROW_OF[code], 0) for code in ROW_OF}
    told |= {code: sorts.get(sort, 0) for code, sort in _SORTS.items()} | {"borders": borders}
    return {code: told[code] for code in KINDS}


def written(kind: Kind) -> Iterator[list[str]]:
    """The rows of a file of this kind, headings first: loaded again, it changes nothing."""
    yield [column.title for column in kind.columns if column.field != "type"]
    if kind.code in ROW_OF:
        for row in _names(kind, "").iterator(2000):
            yield [row.title, *_address(row.territory)]
        return
    for place in _territories(kind, "").iterator(2000):
        yield _told(place, kind)


def _told(place: Territory, kind: Kind) -> list[str]:
    cells = {
        "code": place.code, "name": place.name, "municipality": place.parent.code if place.parent else "",
        "aliases": "|".join(place.aliases), "population": str(place.population or ""),
        "latitude": _degrees(place.latitude), "longitude": _degrees(place.longitude),
    }  # fmt: skip
    return [cells[column.field] for column in kind.columns if column.field in cells]


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"


def _address(territory: Territory) -> list[str]:
    """The codes of a name's settlement and municipality: names alone may be two places."""
    if territory.kind == Territory.Kind.SETTLEMENT:
        return [territory.code, territory.parent.code if territory.parent else ""]
    return ["", territory.code]


def _within(territory: Territory) -> str:
    upper = territory.parent if territory.kind == Territory.Kind.SETTLEMENT else None
    return f"{territory.name}, {upper.name}" if upper else territory.name


def _names(kind: Kind, words: str) -> QuerySet[PlaceName]:
    rows = PlaceName.objects.filter(kind=ROW_OF[kind.code]).select_related("territory__parent").order_by("pk")
    rows = rows.defer("territory__border", "territory__parent__border")
    return rows.filter(_spelled("title", words) | _spelled("territory__name", words)) if words else rows


def _territories(kind: Kind, words: str) -> QuerySet[Territory]:
    sort = _SORTS.get(kind.code, Territory.Kind.MUNICIPALITY)
    rows = Territory.objects.filter(kind=sort).select_related("parent").defer("border", "parent__border").order_by("pk")
    if kind.is_drawn:
        rows = rows.filter(border__isnull=False)
    return rows.filter(_spelled("name", words) | Q(code__startswith=words)) if words else rows


def _spelled(field: str, words: str) -> Q:
    # SQLite folds only Latin letters, so a Cyrillic word is tried as typed, capitalised and in lower case.
    found = Q()
    for form in {words, words.lower(), words.capitalize()}:
        found |= Q(**{f"{field}__icontains": form})
    return found
