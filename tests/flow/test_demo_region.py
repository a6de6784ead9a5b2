"""The demo region: drawn without gaps, peopled for each role, with somebody to answer for everything everywhere."""

import ast
import csv
from itertools import pairwise
from pathlib import Path

import pytest

from otklik.flow.demo import bodies, people, region, routes

Point = tuple[float, float]

DEMO = Path(region.__file__).parent
SEED_TOPICS = DEMO.parents[1] / "reference" / "seed" / "im_topics.csv"
LAND = region.build()
BODIES = bodies.build(LAND)
PEOPLE = people.build(LAND)


def topics() -> list[str]:
    with SEED_TOPICS.open(encoding="utf-8", newline="") as lines:
        return [row["code"] for row in csv.DictReader(lines)]


def area(ring: tuple[Point, ...]) -> float:
    """Signed: above nought where the ring runs counter-clockwise."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def is_inside(point: Point, ring: tuple[Point, ...]) -> bool:
    x, y = point
    crossed = [
        (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax for (ax, ay), (bx, by) in pairwise(ring)
    ]
    return sum(crossed) % 2 == 1


def edges(ring: tuple[Point, ...]) -> set[tuple[Point, Point]]:
    return set(pairwise(ring))


def outline() -> tuple[Point, ...]:
    """The border of the whole region: the edges that no neighbour runs the other way."""
    every = {edge for each in LAND.municipalities for edge in edges(each.border)}
    outer = {start: end for start, end in every if (end, start) not in every}
    ring = [next(iter(outer))]
    while (following := outer[ring[-1]]) != ring[0]:
        ring.append(following)
    assert len(ring) == len(outer)
    return (*ring, ring[0])


def crosses(first: tuple[Point, Point], second: tuple[Point, Point]) -> bool:
    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = first, second
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def test_the_same_seed_draws_the_same_region() -> None:
    region.build.cache_clear()
    assert region.build() == LAND
    assert region.build(1) != LAND


def test_the_region_has_twelve_municipalities_and_a_capital() -> None:
    sizes = [each.population for each in LAND.municipalities]
    assert len(sizes) == 12
    assert max(sizes) == sizes[0] == 298_400


def test_every_border_is_a_closed_ring_run_counter_clockwise() -> None:
    for each in LAND.municipalities:
        assert each.border[0] == each.border[-1]
        assert len(set(each.border)) == len(each.border) - 1
        assert area(each.border) > 0


def test_neighbours_share_each_point_of_their_border() -> None:
    every = [edge for each in LAND.municipalities for edge in edges(each.border)]
    assert len(every) == len(set(every)), "an edge run twice the same way is an overlap"
    for each in LAND.municipalities:
        rest = {edge for other in LAND.municipalities if other != each for edge in edges(other.border)}
        assert any((end, start) in rest for start, end in edges(each.border)), each.name


def test_municipalities_fill_the_region_with_no_gap_and_no_overlap() -> None:
    whole = area(outline())
    assert sum(area(each.border) for each in LAND.municipalities) == pytest.approx(whole, rel=1e-9)


def test_no_border_crosses_another() -> None:
    every = sorted({tuple(sorted(edge)) for each in LAND.municipalities for edge in edges(each.border)})
    met = [(a, b) for at, a in enumerate(every) for b in every[at + 1 :] if b[0][0] <= a[1][0] and crosses(a, b)]
    assert met == []


def test_every_settlement_lies_in_its_own_municipality_alone() -> None:
    for each in LAND.municipalities:
        assert 3 <= len(each.settlements) <= 8
        for settlement in each.settlements:
            holders = [other.code for other in LAND.municipalities if is_inside(settlement.point, other.border)]
            assert holders == [each.code], settlement
            assert settlement.code.startswith(each.code)


def test_every_municipality_has_streets_and_landmarks_of_its_own_settlements() -> None:
    for each in LAND.municipalities:
        own = {settlement.code for settlement in each.settlements}
        assert 20 <= len(each.streets) <= 60
        assert {street.settlement for street in each.streets} == own
        assert {mark.settlement for mark in each.landmarks} <= own
        assert len({(street.settlement, street.full) for street in each.streets}) == len(each.streets)
        assert each.routes


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("улица Садовая", "Садовой"),
        ("улица Рабочая", "Рабочей"),
        ("улица Весенняя", "Весенней"),
        ("улица Гагарина", "Гагарина"),
        ("улица 8 Марта", "8 Марта"),
    ],
)
def test_a_street_is_spoken_of_in_the_right_case(name: str, spoken: str) -> None:
    assert spoken in {street.spoken for each in LAND.municipalities for street in each.streets if street.full == name}


def test_the_map_is_geojson_that_names_its_places() -> None:
    features = LAND.geojson()["features"]
    assert isinstance(features, list)
    assert {feature["id"] for feature in features} == {each.code for each in LAND.municipalities}


def test_thirty_bodies_stand_as_a_tree_in_eight_blocks() -> None:
    known: set[str] = set()
    for body in BODIES:
        assert body.parent is None or body.parent in known, body
        known.add(body.code)
    assert len(known) == len(BODIES) == 30
    assert {body.block for body in BODIES if body.block} == set(bodies.BLOCKS)
    assert [body.code for body in BODIES if body.parent is None] == ["government"]


def test_there_is_a_user_for_each_role_within_known_bodies_places_and_topics() -> None:
    grants = [grant for person in PEOPLE for grant in person.grants]
    assert {grant.role for grant in grants} == set(people.ROLES)
    assert {grant.body for grant in grants} <= {body.code for body in BODIES} | {None}
    assert {grant.territory for grant in grants} <= {each.code for each in LAND.municipalities} | {""}
    assert {grant.topic for grant in grants} <= set(topics()) | {""}
    assert len({person.login for person in PEOPLE}) == len({person.name for person in PEOPLE}) == len(PEOPLE)
    assert all(person.login.isascii() for person in PEOPLE)


@pytest.mark.parametrize("narrow", ["body", "territory", "topic"])
def test_somebody_is_limited_by_each_part_of_a_scope(narrow: str) -> None:
    assert any(getattr(grant, narrow) for person in PEOPLE for grant in person.grants)


def test_every_topic_in_every_municipality_has_a_body_nearer_than_the_fallback() -> None:
    known = {body.code for body in BODIES}
    for code in topics():
        for each in LAND.municipalities:
            found = routes.body_for(code, each.code)
            assert found in known
            assert found != "government" or code.startswith("im.20"), code


def test_every_rule_says_why_and_every_body_has_something_to_answer_for() -> None:
    assert all(rule.note for rule in routes.ROUTES)
    assert {rule.body for rule in routes.ROUTES} == {body.code for body in BODIES}
    assert {rule.topic for rule in routes.ROUTES} <= set(topics()) | {""}


@pytest.mark.parametrize(
    ("topic", "territory", "channel", "body", "why"),
    [
        ("im.02.12", "99705000", "", "adm-beloustye", "amenities are the place's own"),
        ("im.07.21", "99705000", "", "min-health", "health is the region's"),
        ("im.12.08", "99701000", "", "waste-operator", "rubbish is the operator's"),
        ("im.12.06", "99612000", "", "adm-lugogradsk", "a dump on the place's land is not"),
        ("im.06.19", "99701000", "", "water-company", "the capital has a water company"),
        ("im.06.19", "99705000", "", "adm-beloustye", "a town has none"),
        ("im.06.07", "99701000", "operator", "min-housing", "a call goes to the duty officer"),
        ("im.06.07", "99701000", "incident", "housing-inspection", "a post does not"),
        ("", "99701000", "", "government", "no matter: the fallback"),
    ],
)
def test_the_nearest_rule_wins(topic: str, territory: str, channel: str, body: str, why: str) -> None:
    assert routes.body_for(topic, territory, channel) == body, why


def test_the_generator_never_reaches_django() -> None:
    waiting, pure = ["stream", "people"], set()
    while waiting:
        stem = waiting.pop()
        pure.add(stem)
        tree = ast.parse((DEMO / f"{stem}.py").read_text(encoding="utf-8"))
        found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
        named = {f"{node.module}.{each.name}" for node in found for each in node.names}
        own = {name.removeprefix("otklik.flow.demo.") for name in named if name.startswith("otklik.flow.demo.")}
        assert not any(name.startswith(("django", "otklik.")) for name in named if "flow.demo." not in name), stem
        waiting += {name.split(".")[0] for name in own} - pure
    assert {"region", "borders", "places", "bodies", "routes", "scene", "texts", "truth"} <= pure
