"""What one row of a file says of a place, checked by itself: pure, each refusal told in Russian."""

from collections.abc import Mapping
from typing import Any

from otklik.reference import points
from otklik.reference.geometry import Borders, Box, border_of, box_of, point_on
from otklik.reference.places import titles
from otklik.reference.places.files import PlaceRow
from otklik.reference.places.finder import full_code
from otklik.reference.places.kinds import Kind

__all__ = ["Box", "Refused", "border", "code_of", "holder", "is_area", "title_of", "told"]

LONGEST = 200
_MOST_PEOPLE = 200_000_000
_DIGITS = {"municipalities": (8,), "settlements": (11, 8)}
_TITLES = {"street": titles.street, "landmark": titles.landmark, "route": titles.route}


class Refused(ValueError):
    """A row that can't be taken; the message says why (Russian)."""


def title_of(sort: str, row: PlaceRow) -> str:
    """The title of a street, landmark or route in one spelling. Raises Refused."""
    name = _name(row)
    title = titles.street(name, row.cell("type")) if sort == "street" else _TITLES[sort](name)
    if not title or len(title) > LONGEST:
        raise Refused(f"название «{name[:60]}» не годится: нужно от 1 до {LONGEST} знаков.")
    return title


def code_of(kind: Kind, row: PlaceRow) -> str:
    """The ОКТМО code of a territory. Raises Refused."""
    written = row.cell("code").replace(" ", "")
    if not written.isdecimal() or len(written) > 11:
        raise Refused(f"код ОКТМО «{written[:40]}» не прочитан: нужны 8 или 11 цифр." if written else "нет кода ОКТМО.")
    code = full_code(written)
    if kind.code == "municipalities" and code.endswith("000") and len(code) == 11:
        code = code[:8]
    if len(code) not in _DIGITS[kind.code]:
        raise Refused(f"код ОКТМО {code}: у муниципалитета 8 цифр, а это код населённого пункта.")
    return code


def told(row: PlaceRow, box: Box | None) -> dict[str, Any]:
    """Fields of a territory that the row fills; an empty cell leaves what is known as it is. Raises Refused."""
    name = _name(row)
    values: dict[str, Any] = {"name": name}
    others = [one.strip() for one in row.cell("aliases").split("|") if one.strip()]
    if (kind := row.cell("type")) and titles.bare_town(name) == titles.spelling(name):
        others.append(f"{kind} {name}")
    if others:
        values["aliases"] = [one[:LONGEST] for one in dict.fromkeys(others)]
    if people := row.cell("population").replace(" ", ""):
        values["population"] = _people(people)
    if (spot := _spot(row, box)) is not None:
        values["latitude"], values["longitude"] = spot
    return values


def border(row: PlaceRow, box: Box | None) -> Mapping[str, Any]:
    """The border of a GeoJSON object. Raises Refused, where latitude and longitude are swapped too."""
    try:
        found = border_of(row.geometry)
    except ValueError as why:
        raise Refused(f"{why}.") from why
    west, south, east, north = box_of(found)
    if box is not None and not _meet((west, south, east, north), box):
        if _meet((south, west, north, east), box):
            raise Refused("в границе широта и долгота переставлены: в GeoJSON первой пишется долгота.")
        raise Refused("граница лежит вне региона: проверьте координаты.")
    return found


def is_area(geometry: Any) -> bool:
    """Whether a geometry is meant as a border and not as a point."""
    return isinstance(geometry, dict) and geometry.get("type") in ("Polygon", "MultiPolygon")


def holder(geometry: Any, borders: Borders) -> str:
    """The code of the municipality where a street's line or a landmark's point lies. Raises Refused."""
    point = point_on(geometry)
    if point is None:
        raise Refused("положение не прочитано: нужна геометрия GeoJSON или муниципалитет.")
    code = borders.which(*point)
    if not code:
        raise Refused("лежит вне границ известных муниципалитетов: загрузите границы или укажите муниципалитет.")
    return code


def _name(row: PlaceRow) -> str:
    name = row.cell("name")
    if not name or "\ufffd" in name:
        raise Refused(f"название «{name[:60]}» испорчено: проверьте кодировку." if name else "нет названия.")
    if len(name) > LONGEST:
        raise Refused(f"название длиннее {LONGEST} знаков: «{name[:60]}…».")
    return name


def _people(written: str) -> int:
    if not written.isdecimal() or int(written) > _MOST_PEOPLE:
        raise Refused(f"население «{written[:40]}» — не число людей.")
    return int(written)


def _spot(row: PlaceRow, box: Box | None) -> points.Spot | None:
    try:
        spot = points.spot_of(row.cell("latitude"), row.cell("longitude")) or _drawn_at(row.geometry)
        if spot is None:
            return None
        found, is_turned = points.within(spot, box)
    except points.PointError as why:
        raise Refused(f"{why}.") from why
    if is_turned:
        raise Refused(f"широта и долгота переставлены: {points.told(spot)}; в регионе лежит {points.told(found)}.")
    return found


def _drawn_at(geometry: Any) -> points.Spot | None:
    """The point of a GeoJSON Point; an area says nothing of where the centre is."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point" or (point := point_on(geometry)) is None:
        return None
    return points.spot_of(str(round(point[1], 6)), str(round(point[0], 6)))


def _meet(one: Box, other: Box) -> bool:
    near = points.MARGIN
    return (
        one[0] <= other[2] + near and other[0] - near <= one[2]
        and one[1] <= other[3] + near and other[1] - near <= one[3]
    )  # fmt: skip
