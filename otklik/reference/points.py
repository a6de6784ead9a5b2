"""A point as people and tables write it: read, checked, turned where latitude and longitude were swapped."""

import re

MARGIN = 0.25
"""Degrees around the region's box in which a point is still taken: borders are drawn roughly, and roads lead out."""

ADVICE = "напишите широту и долготу в градусах, например 58.0105, 56.2502"

_NUMBER = re.compile(r"[-+−]?\d{1,3}(?:[.,]\d+)?")
_ONE = re.compile(r"\s*([-+−]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*")
_KEPT = 6
"""Decimals kept: a tenth of a metre."""

Spot = tuple[float, float]
"""Latitude, longitude, in degrees of WGS 84."""
Box = tuple[float, float, float, float]
"""West, south, east, north."""


class PointError(ValueError):
    """A point that can't be taken; the message says why and the way out (Russian)."""


def spot_of(latitude: str, longitude: str) -> Spot | None:
    """The point of two fields, None where both are empty. Raises PointError."""
    if not latitude.strip() and not longitude.strip():
        return None
    return _checked(_degrees("широта", latitude), _degrees("долгота", longitude))


def spot_in(written: str) -> Spot | None:
    """The point of one field («58.0105, 56.2502»), None where it is empty. Raises PointError."""
    if not written.strip():
        return None
    found = _NUMBER.findall(written)
    if len(found) != 2:
        raise PointError(f"координаты «{written.strip()[:60]}» не прочитаны: {ADVICE}")
    return _checked(_number(found[0]), _number(found[1]))


def within(spot: Spot, box: Box | None) -> tuple[Spot, bool]:
    """The point, and whether it had to be turned to lie in the region; without a box any point is taken as it is.

    Raises PointError where it lies outside both ways.
    """
    if _is_near(spot, box):
        return spot, False
    turned = (spot[1], spot[0])
    if _is_near(turned, box):
        return turned, True
    raise PointError(f"точка {told(spot)} далеко за пределами региона: проверьте координаты")


def told(spot: Spot) -> str:
    """«58.0105, 56.2502»."""
    return f"{spot[0]:.4f}, {spot[1]:.4f}"


def _degrees(name: str, written: str) -> float:
    match = _ONE.fullmatch(written)
    if match is None:
        said = f"«{written.strip()[:40]}» не прочитана" if written.strip() else "не указана"
        raise PointError(f"{name} {said}: {ADVICE}")
    return _number(match[1])


def _number(written: str) -> float:
    return round(float(written.replace(",", ".").replace("−", "-")), _KEPT)


def _checked(latitude: float, longitude: float) -> Spot:
    if abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180:
        # No place has such a latitude: the two were swapped, and the region's box will say so.
        return latitude, longitude
    if abs(latitude) > 90:
        raise PointError(f"широта {latitude:g} вне пределов от −90 до 90: {ADVICE}")
    if abs(longitude) > 180:
        raise PointError(f"долгота {longitude:g} вне пределов от −180 до 180: {ADVICE}")
    return latitude, longitude


def _is_near(spot: Spot, box: Box | None) -> bool:
    latitude, longitude = spot
    if abs(latitude) > 90:
        return False
    if box is None:
        return True
    west, south, east, north = box
    return west - MARGIN <= longitude <= east + MARGIN and south - MARGIN <= latitude <= north + MARGIN
