"""In which of several drawn territories a point lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Ring = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Shape:
    """One polygon: its code, its box (west, south, east, north), its outer ring and holes as closed rings."""

    code: str
    box: tuple[float, float, float, float]
    rings: tuple[_Ring, ...]


class Borders:
    """Borders ready to be asked many times; `polygons` are GeoJSON geometries by code.

    A Polygon or a MultiPolygon with holes (RFC 7946: longitude first, WGS 84); another type raises ValueError.
    A territory that crosses the 180th meridian must be cut there, as the RFC asks. Degrees are taken for a plane.
    """

    def __init__(self, polygons: Mapping[str, Mapping[str, Any]]) -> None:
        self._shapes = tuple(
            _shape(code, rings) for code, geometry in polygons.items() for rings in _polygons(code, geometry)
        )

    def which(self, lon: float, lat: float) -> str:
        """The code of the first territory that holds the point, empty where none does.

        A point right on a shared border belongs to one neighbour; so does no point to two.
        """
        for shape in self._shapes:
            west, south, east, north = shape.box
            # All rings together: each hole crossed turns inside to outside.
            if west <= lon <= east and south <= lat <= north and sum(_crossings(r, lon, lat) for r in shape.rings) % 2:
                return shape.code
        return ""


def which(polygons: Mapping[str, Mapping[str, Any]], lon: float, lat: float) -> str:
    """The code of the territory that holds one point; for many points keep a `Borders`."""
    return Borders(polygons).which(lon, lat)


def _polygons(code: str, geometry: Mapping[str, Any]) -> Sequence[Sequence[Sequence[Sequence[float]]]]:
    kind = geometry.get("type")
    if kind == "Polygon":
        return [geometry["coordinates"]]
    if kind == "MultiPolygon":
        return list(geometry["coordinates"])
    raise ValueError(f"border of {code} is a {kind!r}; give a Polygon or a MultiPolygon")


def _shape(code: str, rings: Sequence[Sequence[Sequence[float]]]) -> _Shape:
    closed = tuple(_closed(np.array([point[:2] for point in ring], dtype=np.float64)) for ring in rings)
    (west, south), (east, north) = closed[0].min(axis=0).tolist(), closed[0].max(axis=0).tolist()
    return _Shape(code, (west, south, east, north), closed)


def _closed(ring: _Ring) -> _Ring:
    return ring if np.array_equal(ring[0], ring[-1]) else np.vstack([ring, ring[:1]])


def _crossings(ring: _Ring, lon: float, lat: float) -> int:
    """How many sides of the ring a ray to the east crosses; a side holds its lower end and not its upper one."""
    x, y = ring[:, 0], ring[:, 1]
    above = y > lat
    crossed = np.flatnonzero(above[:-1] != above[1:])
    ax, ay, bx, by = x[crossed], y[crossed], x[crossed + 1], y[crossed + 1]
    return int(np.count_nonzero(lon < ax + (lat - ay) * (bx - ax) / (by - ay)))
