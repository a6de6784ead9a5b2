"""The region's ground: in which municipality a point lies, and whether it lies in the region at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Min

from otklik.reference import points
from otklik.reference.geometry import Borders
from otklik.reference.models import Territory
from otklik.reference.points import Box, PointError, Spot


@dataclass(frozen=True, slots=True)
class Ground:
    """The drawn municipalities; `box` holds all that is known of the region, None where nothing is."""

    borders: Borders
    names: Mapping[str, str]
    box: Box | None

    def municipalities(self, spots: Sequence[Spot]) -> list[str]:
        """The ОКТМО code of the municipality of each point, empty where none is drawn there."""
        return self.borders.which_of([(longitude, latitude) for latitude, longitude in spots])

    def taken(self, spot: Spot) -> tuple[Spot | None, str]:
        """The point to keep and what to note (Russian): swapped ones are turned, those outside the region left out."""
        try:
            found, is_turned = points.within(spot, self.box)
        except PointError as flaw:
            return None, str(flaw)
        return found, f"широта и долгота переставлены: взято {points.told(found)}" if is_turned else ""


def ground() -> Ground:
    """The ground as it is now; drawn anew in a process when territories have changed. Two queries."""
    box = known_box()
    state = Territory.objects.aggregate(Count("pk"), Count("border"), Max("changed_at"))
    return _drawn((*state.values(), box))


def known_box() -> Box | None:
    """The box of the points of territories, by which a swapped border is recognised; None where none is known."""
    found = Territory.objects.filter(latitude__isnull=False, longitude__isnull=False)
    edges = found.aggregate(Min("longitude"), Min("latitude"), Max("longitude"), Max("latitude"))
    west, south, east, north = edges.values()
    return None if west is None else (west, south, east, north)


@lru_cache(maxsize=1)
def _drawn(_state: tuple[Any, ...]) -> Ground:
    rows = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY, border__isnull=False)
    told = rows.values_list("code", "name", "border")
    found = {code: (name, border) for code, name, border in told if border}
    borders = Borders({code: border for code, (_, border) in found.items()})
    return Ground(borders, {code: name for code, (name, _) in found.items()}, borders.box or known_box())
