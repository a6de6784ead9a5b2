"""A letter's point: read on each channel, checked against the region, and what it says of the territory."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from otklik.appeals.models import Event, Question
from otklik.appeals.states import Desk
from otklik.facts import actions as facts
from otklik.facts.models import Fact
from otklik.flow import run
from otklik.flow.desks import desk, pointing
from otklik.intake.channels.api import API
from otklik.reference import points
from otklik.reference.geometry import Borders
from otklik.reference.ground import Ground
from otklik.reference.models import Territory
from tests.intake.kit import flaws, take
from tests.region import AT, ROADS, TOWN, VILLAGE, person, send

pytestmark = pytest.mark.django_db
IN_TOWN, IN_VILLAGE = (58.0, 56.2), (57.0, 57.4)
BOX = (56.0, 56.5, 58.0, 58.5)


def box(west: float, south: float) -> dict:
    east, north = west + 0.8, south + 0.8
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def land(founded: None) -> None:
    now = timezone.now()
    Territory.objects.filter(code=TOWN).update(border=box(56, 57.6), changed_at=now)
    Territory.objects.filter(code=VILLAGE).update(border=box(57, 56.7), changed_at=now)


def sent(text: str, spot: tuple[float, float] | None, **fields: object) -> Question:
    more = {} if spot is None else {"latitude": spot[0], "longitude": spot[1]}
    question = send(text, **more, **fields)[0]
    return Question.objects.select_related("territory__parent").get(pk=question.pk)


WRITTEN = [
    ("58.0105", "56.2502", (58.0105, 56.2502), "figures"),
    ("58,0105", " 56,2502° ", (58.0105, 56.2502), "commas and a degree"),
    ("", "", None, "nothing"),
    ("158", "56", (158.0, 56.0), "perhaps swapped: the region decides"),
]


@pytest.mark.parametrize(("latitude", "longitude", "spot", "_why"), WRITTEN)
def test_a_point_of_two_fields_is_read(latitude: str, longitude: str, spot: object, _why: str) -> None:
    assert points.spot_of(latitude, longitude) == spot


@pytest.mark.parametrize("written", ["58.0105, 56.2502", "58,0105; 56,2502", "58.0105 56.2502", "(58.0105, 56.2502)"])
def test_a_point_of_one_field_is_read(written: str) -> None:
    assert points.spot_in(written) == (58.0105, 56.2502)


@pytest.mark.parametrize(
    ("latitude", "longitude", "message"),
    [
        ("58", "", "долгота не указана"),
        ("север", "56", "широта «север» не прочитана"),
        ("95", "100", "широта 95 вне пределов"),
        ("58", "190", "долгота 190 вне пределов"),
    ],
)
def test_a_point_that_cannot_be_is_refused_with_the_way_out(latitude: str, longitude: str, message: str) -> None:
    with pytest.raises(points.PointError, match=message):
        points.spot_of(latitude, longitude)


@pytest.mark.parametrize(
    ("spot", "taken", "note"),
    [
        ((57.5, 57.5), (57.5, 57.5), ""),
        ((58.7, 57.5), (58.7, 57.5), ""),  # just over the border
        ((56.2, 58.2), (58.2, 56.2), "переставлены"),
        ((10.0, 10.0), None, "далеко за пределами региона"),
        ((156.0, 57.0), None, "далеко за пределами региона"),
    ],
)
def test_the_region_says_whether_a_point_is_swapped_or_far(spot: points.Spot, taken: object, note: str) -> None:
    found, told = Ground(Borders({}), {}, (56.0, 57.7, 58.0, 58.5)).taken(spot)
    if spot == (57.5, 57.5):
        found, told = Ground(Borders({}), {}, BOX).taken(spot)
    assert found == taken
    assert note in told


@pytest.mark.usefixtures("land")
def test_the_point_tells_the_territory_where_the_text_tells_none() -> None:
    question = sent(ROADS, IN_VILLAGE)
    assert (question.territory and question.territory.code, question.latitude) == (VILLAGE, 57.0)
    fact = Fact.objects.get(pk=question.pk)
    assert (fact.territory_code, fact.latitude, fact.longitude) == (VILLAGE, *IN_VILLAGE)


@pytest.mark.usefixtures("land")
def test_a_swapped_point_is_turned_and_the_timeline_says_so() -> None:
    question = sent(ROADS, (56.2, 58.2))
    assert (question.latitude, question.longitude) == (58.2, 56.2)
    notes = Event.objects.get(question=question, kind="accepted").what["notes"]
    assert any("переставлены" in note for note in notes)


@pytest.mark.usefixtures("land")
def test_a_point_of_another_region_is_left_out_and_the_letter_goes_on() -> None:
    question = sent(ROADS, (10.0, 10.0))
    assert (question.latitude, question.territory, question.waits_for) == (None, None, "")


@pytest.mark.usefixtures("land")
def test_a_person_chooses_where_text_and_point_disagree() -> None:
    question = sent(f"{ROADS}, город Заречинск", IN_VILLAGE)
    assert (question.territory, question.waits_for) == (None, Desk.TRIAGE)
    assert "Заречинск" in question.wait_reason and "Дальний округ" in question.wait_reason
    someone = person("moderator", "moderator")
    desk.place(question_ids=[question.pk], territory_code=TOWN, by=someone, at=AT)
    question = Question.objects.select_related("territory__parent", "body").get(pk=question.pk)
    assert (question.waits_for, question.body and question.body.code) == ("", "roads")
    line = pointing.point_line(question)
    assert line and (line.municipality, line.is_elsewhere, line.text) == ("Дальний округ", True, "57.0000, 57.4000")


@pytest.mark.usefixtures("land")
def test_what_the_source_says_of_the_territory_stands_and_the_card_tells_of_the_point() -> None:
    question = sent(ROADS, IN_VILLAGE, territory=TOWN)
    assert question.territory and question.territory.code == TOWN
    line = pointing.point_line(question)
    assert line and line.is_elsewhere


@pytest.mark.usefixtures("land")
def test_facts_made_anew_are_the_same() -> None:
    sent(ROADS, IN_TOWN)
    sent(ROADS + "!", None)
    before = list(Fact.objects.order_by("pk").values())
    facts.rebuild()
    assert list(Fact.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("land")
def test_columns_of_a_table_bring_points_and_their_flaws(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    spots = ("57.0;57.4", "57.2;57,1", "57.0;где-то", "1;2")
    rows = [f"{ROADS} {number};{spot}" for number, spot in enumerate(spots)]
    table.write_text("\n".join(["Текст;Широта;Долгота", *rows]))
    taken = take(table)
    run.drain(now=lambda: AT)
    kept = list(Question.objects.order_by("pk").values_list("latitude", "longitude"))
    assert kept == [(57.0, 57.4), (57.2, 57.1), (None, None), (None, None)]
    told = flaws(taken)
    assert [row for row, _, _ in told] == [4, 5]
    assert "долгота «где-то» не прочитана" in told[0][2] and "далеко за пределами" in told[1][2]
    assert {column for _, column, _ in told} == {"Широта"}


def test_the_letter_of_the_api_may_carry_a_point() -> None:
    raw = json.dumps({"text": "Яма", "latitude": 58.01, "longitude": "56,25"}).encode()
    assert API.read(raw).point == (58.01, 56.25)  # type: ignore[union-attr]
    half = API.read(json.dumps({"text": "Яма", "latitude": 58.01}).encode())
    assert half.point is None and "долгота не указана" in half.notes[0].message  # type: ignore[union-attr]
