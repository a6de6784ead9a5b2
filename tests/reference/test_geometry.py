"""In which drawn territory a point lies: holes, islands, shared borders, the demo's country."""

import random

import pytest

from otklik.flow.demo import region
from otklik.reference.geometry import Borders, Geometry


def which(polygons: dict[str, Geometry], lon: float, lat: float) -> str:
    return Borders(polygons).which(lon, lat)


def square(west: float, south: float, size: float) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


FIELD = {"type": "Polygon", "coordinates": [square(0, 0, 10), square(4, 4, 2)]}
ISLANDS = {"type": "MultiPolygon", "coordinates": [[square(20, 0, 2)], [square(30, 0, 4), square(31, 1, 2)]]}
LAND = {"field": FIELD, "islands": ISLANDS}


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (1, 1, "field"),
        (5, 5, ""),  # in the hole
        (5, 3.9, "field"),  # just below the hole
        (21, 1, "islands"),  # the first island
        (30.5, 0.5, "islands"),  # the second, beside its hole
        (32, 2, ""),  # the hole of the second
        (15, 1, ""),  # between
        (5, 20, ""),  # north of all boxes
    ],
)
def test_a_point_belongs_to_the_territory_that_holds_it(lon: float, lat: float, code: str) -> None:
    assert which(LAND, lon, lat) == code


def test_a_territory_in_the_hole_of_another_is_found() -> None:
    town = {"type": "Polygon", "coordinates": [square(4, 4, 2)]}
    assert which({"district": FIELD, "town": town}, 5, 5) == "town"


def test_a_town_in_a_district_drawn_without_a_hole_is_found_first() -> None:
    whole = {"type": "Polygon", "coordinates": [square(0, 0, 10)]}
    town = {"type": "Polygon", "coordinates": [square(4, 4, 2)]}
    assert Borders({"district": whole, "town": town}).which_of([(5, 5), (1, 1), (50, 5)]) == ["town", "district", ""]


@pytest.mark.parametrize("lat", [0.0, 2.5, 5.0])
def test_a_point_on_a_shared_border_belongs_to_exactly_one_neighbour(lat: float) -> None:
    west = {"type": "Polygon", "coordinates": [square(0, 0, 5)]}
    east = {"type": "Polygon", "coordinates": [square(5, 0, 5)]}
    holders = {which({"west": west, "east": east}, 5.0, lat), which({"east": east, "west": west}, 5.0, lat)}
    assert holders <= {"west", "east"}


def test_a_ring_that_is_not_closed_is_closed() -> None:
    assert which({"open": {"type": "Polygon", "coordinates": [square(0, 0, 1)[:-1]]}}, 0.1, 0.5) == "open"


def test_heights_of_points_are_passed_over() -> None:
    ring = [[*point, 120.0] for point in square(0, 0, 1)]
    assert which({"high": {"type": "Polygon", "coordinates": [ring]}}, 0.5, 0.5) == "high"


def test_another_geometry_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="border of road is a 'LineString'; give a Polygon"):
        Borders({"road": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}})


def test_no_territory_holds_nothing() -> None:
    assert which({}, 1, 1) == ""


def test_the_demos_settlements_lie_in_their_own_municipalities() -> None:
    land = region.build()
    borders = Borders({each.code: each.geojson() for each in land.municipalities})
    for municipality in land.municipalities:
        assert borders.which(*municipality.label) == municipality.code
        found = {borders.which(*settlement.point) for settlement in municipality.settlements}
        assert found == {municipality.code}


def test_the_demos_country_has_no_point_in_two_municipalities() -> None:
    land = region.build()
    alone = [Borders({each.code: each.geojson()}) for each in land.municipalities]
    rng = random.Random(7)
    for _ in range(200):
        point = rng.uniform(167, 173), rng.uniform(55.5, 58.5)
        assert sum(bool(each.which(*point)) for each in alone) <= 1
