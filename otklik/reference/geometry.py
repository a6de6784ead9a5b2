"""In which of several drawn territories a point lies, and what is wrong with a border that somebody drew."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.affinity import scale
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

Geometry = Mapping[str, Any]
Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

_DRAWN = ("Polygon", "MultiPolygon")
_DEGREE_M = 111_320
"""Metres in a degree of latitude."""
_TOUCH = 1e-6
"""A share of the area: a border that mending changes by less only touches itself, and is taken."""


class Borders:
    """Borders ready to be asked many times; `polygons` are GeoJSON geometries by code.

    A Polygon or a MultiPolygon with holes (RFC 7946: longitude first, WGS 84); another type raises ValueError.
    A territory that crosses the 180th meridian must be cut there, as the RFC asks. Degrees are taken for a plane.
    """

    def __init__(self, polygons: Mapping[str, Geometry]) -> None:
        drawn = [(code, _shape(code, geometry)) for code, geometry in polygons.items()]
        # A town inside a district that is drawn without a hole for it: the smaller one is the more exact answer.
        drawn.sort(key=lambda row: row[1].area)
        self._codes = tuple(code for code, _ in drawn)
        self._shapes = [drawn_shape for _, drawn_shape in drawn]
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    @property
    def box(self) -> Box | None:
        """What holds all of them, None where there are none."""
        if not self._shapes:
            return None
        west, south, east, north = shapely.total_bounds(self._shapes).tolist()
        return west, south, east, north

    def which(self, lon: float, lat: float) -> str:
        """The code of the smallest territory that holds the point, empty where none does."""
        return self.which_of([(lon, lat)])[0]

    def which_of(self, points: Sequence[tuple[float, float]]) -> list[str]:
        """The code for each (longitude, latitude); a point on a shared border belongs to one neighbour, the smaller."""
        if not points or not self._shapes:
            return [""] * len(points)
        xy = np.asarray(points, dtype=np.float64)
        asked, near = self._tree.query(shapely.points(xy))
        found = np.full(len(points), len(self._codes))
        for number in np.unique(near):
            here = asked[near == number]
            held = here[shapely.intersects_xy(self._shapes[number], xy[here, 0], xy[here, 1])]
            found[held] = np.minimum(found[held], number)
        return [(*self._codes, "")[number] for number in found]

    def near(self, lon: float, lat: float, metres: float) -> list[str]:
        """The codes of all territories that reach within `metres` of a point, the smallest first."""
        east, north = metres / (_DEGREE_M * max(math.cos(math.radians(lat)), 0.01)), metres / _DEGREE_M
        circle = scale(shapely.Point(lon, lat).buffer(1), east, north)
        return [self._codes[number] for number in sorted(self._tree.query(circle, predicate="intersects"))]


def border_of(written: Any) -> Geometry:
    """A border fit to be kept; one that only touches itself is mended. Raises ValueError with what is wrong (Russian).

    What is wrong: no polygon, an empty one, degrees out of range, a line that crosses itself.
    """
    kind = written.get("type") if isinstance(written, dict) else None
    if kind not in _DRAWN:
        raise ValueError(f"граница — «{kind or 'ничего'}», а нужен многоугольник: Polygon или MultiPolygon")
    drawn = _read(written)
    mended = drawn if drawn.is_valid else shapely.make_valid(drawn)
    if mended.area == 0:
        raise ValueError("граница пуста: в многоугольнике нет площади")
    west, south, east, north = drawn.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("координаты границы не похожи на градусы: нужны долгота и широта в WGS 84")
    if mended is drawn:
        return {"type": kind, "coordinates": written["coordinates"]}
    if mended.geom_type not in _DRAWN or abs(mended.area - drawn.area) > drawn.area * _TOUCH:
        raise ValueError(_crossing(shapely.is_valid_reason(drawn)))
    return dict(shapely.geometry.mapping(mended))


def point_on(written: Any) -> tuple[float, float] | None:
    """A point (longitude, latitude) that lies on any GeoJSON geometry; None where it can't be read."""
    try:
        drawn = shape(written)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError):
        return None
    if drawn.is_empty:
        return None
    point = drawn.representative_point()
    return (point.x, point.y)


def box_of(border: Geometry) -> Box:
    """The box of one border."""
    west, south, east, north = shape(border).bounds
    return west, south, east, north


def _read(written: Mapping[str, Any]) -> BaseGeometry:
    try:
        # Heights are passed over: a border lies on the ground.
        return shapely.force_2d(shape(written))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise ValueError("граница не прочитана: нужны кольца не меньше чем из четырёх пар чисел") from error


def _crossing(reason: str) -> str:
    """The library's «Self-intersection[56.1 58.2]» as words."""
    where = reason.partition("[")[2].rstrip("]").split()
    if len(where) != 2:
        return "граница пересекает сама себя: исправьте рисунок"
    lon, lat = where
    return f"граница пересекает сама себя у точки {float(lat):.4f}, {float(lon):.4f}: исправьте рисунок"


def _shape(code: str, geometry: Geometry) -> BaseGeometry:
    kind = geometry.get("type")
    if kind not in _DRAWN:
        raise ValueError(f"border of {code} is a {kind!r}; give a Polygon or a MultiPolygon")
    return shapely.force_2d(shape(geometry))
