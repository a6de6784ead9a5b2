"""The region as the form's map draws it: municipalities with names, drawn roughly, and where towns lie."""

from functools import lru_cache
from typing import Any

import shapely
from django.db.models import Count, F, Max
from shapely.geometry import mapping, shape

from otklik.reference.models import Territory

_ROUGH = 0.002
"""Degrees by which a line may be moved: some 150 metres, less than a finger on a phone."""
_DECIMALS = 4
_TOWNS = 60


def has_any() -> bool:
    """Whether there is anything to draw."""
    return Territory.objects.filter(border__isnull=False).exists()


def drawn() -> dict[str, Any]:
    """A GeoJSON collection: polygons with a name, and points of the largest settlements; drawn once a change."""
    state = Territory.objects.aggregate(Count("pk"), Count("border"), Max("changed_at"))
    return _drawn(tuple(state.values()))


@lru_cache(maxsize=1)
def _drawn(_state: tuple[Any, ...]) -> dict[str, Any]:
    municipalities = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY, border__isnull=False)
    areas = [_feature(name, _rough(border)) for name, border in municipalities.values_list("name", "border")]
    known = Territory.objects.exclude(kind=Territory.Kind.REGION).exclude(latitude=None).exclude(longitude=None)
    # «Заречинск» says more, and is shorter, than «Городской округ город Заречинск».
    towns = known.filter(kind=Territory.Kind.SETTLEMENT)
    largest = towns if towns.exists() else known
    largest = largest.order_by(F("population").desc(nulls_last=True), "name")[:_TOWNS]
    told = largest.values_list("name", "longitude", "latitude")
    points = [_feature(name, {"type": "Point", "coordinates": [east, north]}) for name, east, north in told]
    return {"type": "FeatureCollection", "features": [*areas, *points]}


def _feature(name: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}


def _rough(border: Any) -> dict[str, Any]:
    line = shapely.simplify(shape(border), _ROUGH, preserve_topology=True)
    return dict(mapping(shapely.set_precision(line, 10**-_DECIMALS)))
