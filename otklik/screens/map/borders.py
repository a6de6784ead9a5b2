"""Borders of municipalities as a map draws them: one GeoJSON, drawn once a change, neighbours without a gap."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from django.db.models import Count, Max
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from otklik.reference.models import Territory

_ROUGH = 0.002
"""Degrees by which a line may be moved: some 150 metres, less than two pixels on a map of a region."""
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A GeoJSON collection as text: polygons with a code, a name and where the name stands; `tag` tells changes."""

    text: str
    tag: str
    codes: frozenset[str]


def drawn() -> Drawn:
    """The borders of all municipalities that have one. One query, three after a change."""
    state = Territory.objects.aggregate(Count("pk"), Count("border"), Max("changed_at"))
    return _drawn(tuple(state.values()))


@lru_cache(maxsize=1)
def _drawn(_state: tuple[Any, ...]) -> Drawn:
    found = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY, border__isnull=False).order_by("code")
    rows = list(found.values_list("code", "name", "border"))
    shapes = _rough([shape(border) for _, _, border in rows])
    features = [_feature(code, name, rough) for (code, name, _), rough in zip(rows, shapes, strict=True)]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    return Drawn(text, f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"', frozenset(code for code, *_ in rows))


def _rough(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Fewer points; borders that meet exactly are moved together, so that no gap opens between neighbours."""
    if not shapes:
        return []
    if shapely.coverage_is_valid(shapes):
        simpler = shapely.coverage_simplify(shapes, _ROUGH)
    else:
        simpler = shapely.simplify(shapes, _ROUGH, preserve_topology=True)
    return list(shapely.set_precision(simpler, 10**-_DECIMALS))


def _feature(code: str, name: str, border: BaseGeometry) -> dict[str, Any]:
    # The middle of the largest circle inside: there a name has the most room.
    at = shapely.Point(shapely.maximum_inscribed_circle(border, _ROUGH).coords[0])
    told = {"code": code, "name": name, "at": [round(at.x, _DECIMALS), round(at.y, _DECIMALS)]}
    return {"type": "Feature", "properties": told, "geometry": mapping(border)}
