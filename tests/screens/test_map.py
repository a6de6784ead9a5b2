"""«Карта»: figures as in a slice, each with its rows; points never exact; any address is answered in words."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
import shapely
from django.test import Client
from django.utils import timezone
from shapely.geometry import shape

from otklik.facts.models import Fact
from otklik.flow.demo import region as demo
from otklik.offices.models import Person
from otklik.reference.models import Territory
from otklik.screens.map import borders, classes, points
from tests.region import TOWN, VILLAGE
from tests.screens import map_kit
from tests.screens.desk_factories import entered
from tests.screens.map_kit import POINT

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    found = map_kit.staff()
    map_kit.ground()
    map_kit.letters()
    return found


@pytest.fixture
def analyst(staff: dict[str, Person]) -> Client:
    return entered(staff["analyst"])


def page(browser: Client, query: str = "", status: int = 200) -> str:
    found = browser.get(f"/map/?{query}")
    assert found.status_code == status, (query, found.status_code)
    return found.content.decode()


def cells(told: str) -> dict[str, list]:
    """What the script draws: colour, words and questions by code."""
    return _json(told)["cells"]


def _json(told: str) -> dict:
    return json.loads(re.search(r'id="map-drawn" type="application/json">(.*?)</script>', told)[1])


def test_a_figure_is_as_many_as_its_rows(analyst):
    told = page(analyst)
    assert [cells(told)[code][1:] for code in (TOWN, VILLAGE)] == [["9", 9], ["6", 6]]
    assert Fact.objects.filter(territory_code=TOWN).count() == 9
    for href, figure in re.findall(r'<a href="(/slices/rows/[^"]+)">(\d+)</a>', told):
        rows = analyst.get(unescape(href)).content.decode()
        assert rows.count('data-label="О чём"') == int(figure)
    assert "Муниципалитет не определён" in told


def test_everybody_sees_the_figures_of_their_scope(staff):
    assert cells(page(entered(staff["roads"])))[VILLAGE][2] == 0
    own = page(entered(staff["village"]))
    assert (cells(own)[TOWN][2], cells(own)[VILLAGE][2]) == (0, 6)
    assert "Посчитано по вопросам вашей области" in own


def test_a_thousand_residents_are_not_told_where_nobody_is_counted(analyst):
    told = cells(page(analyst, "per=1000"))
    assert told[TOWN][1] == "0,90"
    assert (told[VILLAGE][0], told[VILLAGE][1]) == (-1, "население не указано")


def test_what_has_no_place_is_not_told_by_residents(analyst):
    assert re.search(r"Муниципалитет не определён</td><td[^>]*><a[^>]*>—</a>", page(analyst, "per=1000"))


def test_a_thousand_residents_are_not_told_of_few(analyst):
    Territory.objects.filter(code=VILLAGE).update(population=5_000)
    told = cells(page(analyst, f"per=1000&until={timezone.localdate() - timedelta(days=4)}"))
    assert (told[TOWN][1], told[VILLAGE][1]) == ("мало данных", "мало данных")


def test_a_share_is_not_counted_by_residents_and_that_is_said(analyst):
    told = page(analyst, "m=in_time&per=1000")
    assert "на 1000 жителей не пересчитывают" in told and "На 1000 жителей</a>" not in told


def test_a_share_of_nothing_is_hatched(analyst):
    assert cells(page(analyst, "m=in_time"))[TOWN][:2] == [-1, "нет данных"]


def test_colours_of_change_stand_on_the_change(analyst):
    today = timezone.localdate()
    query = f"since={today - timedelta(days=3)}&until={today}&compare=previous&show=change"
    told = cells(page(analyst, query))
    # Five in the town after four of three days before: too few were there to say by how many per cent more.
    assert told[TOWN][1] == "мало данных"
    assert "Было" in analyst.get(f"/map/panel/?{query}&place={TOWN}").content.decode()


def test_steps_add_up_to_the_period(analyst):
    got = analyst.get("/map/steps.json?step=day").json()
    assert len(got["days"]) == len(got["titles"]) == 30
    assert sum(cell[2] for cell in got["cells"][TOWN]) == 9
    assert got["days"][-1] == [str(timezone.localdate())] * 2
    weeks = analyst.get("/map/steps.json?step=week").json()["days"]
    assert weeks[0][0] == str(timezone.localdate() - timedelta(days=29))
    assert weeks[-1][1] == str(timezone.localdate())


def test_what_is_so_now_has_no_steps(analyst):
    assert 'id="map-step"' not in page(analyst, "m=open&step=day")
    assert analyst.get("/map/steps.json?m=open").json()["days"] == []


def test_a_point_is_told_by_its_square_alone(analyst):
    got = analyst.get("/map/points.json").json()
    assert (got["metres"], got["questions"]) == (50, 5)
    counts = sorted(row[3] for row in got["rows"])
    assert counts == [1, 4]
    north, east, _, _ = next(row for row in got["rows"] if row[3] == 4)
    latitude = north * 50 / got["degree"]
    assert latitude != POINT[0] and abs(latitude - POINT[0]) * got["degree"] <= 25.1
    rows = analyst.get(f"/map/rows/?at=50,{north},{east}").content.decode()
    assert "4 вопроса в этом месте" in rows and rows.count("/questions/") == 4


def test_many_points_are_told_by_larger_squares(analyst, monkeypatch):
    monkeypatch.setattr(points, "MOST", 1)
    got = analyst.get("/map/points.json?m=open").json()
    # The two points are a kilometre apart: the first side that holds both is the one that is shown.
    assert got["metres"] > 800 and [row[3] for row in got["rows"]] == [5]
    north, east, _, _ = got["rows"][0]
    assert (
        "5 вопросов в этом месте"
        in analyst.get(f"/map/rows/?m=open&at={got['metres']},{north},{east}").content.decode()
    )


def test_a_step_of_time_has_its_own_points(analyst):
    got = analyst.get("/map/points.json?step=day").json()
    days = analyst.get("/map/steps.json?step=day").json()["days"]
    by_day = {days[row[2]][0]: row[3] for row in got["rows"]}
    assert by_day == {
        str(timezone.localdate() - timedelta(days=5)): 4,
        str(timezone.localdate() - timedelta(days=2)): 1,
    }


def test_points_out_of_scope_are_not_told(staff):
    browser = entered(staff["village"])
    assert browser.get("/map/points.json").json()["rows"] == []
    north, east, _, _ = entered(staff["analyst"]).get("/map/points.json").json()["rows"][0]
    assert "/questions/" not in browser.get(f"/map/rows/?at=50,{north},{east}").content.decode()


def test_a_point_of_the_address_bar_is_checked(analyst):
    for at in ("", "1,2", "50,a,b", "51,1,1", "50,9999999999,1"):
        assert "не прочитано" in analyst.get(f"/map/rows/?at={at}").content.decode()


def test_borders_are_fetched_once(analyst):
    first = analyst.get("/map/borders.json")
    names = [one["properties"]["name"] for one in first.json()["features"]]
    assert names == ["Дальний округ", "Заречинск"]
    assert analyst.get("/map/borders.json", headers={"If-None-Match": first["ETag"]}).status_code == 304
    Territory.objects.filter(code=TOWN).update(border=None, changed_at=timezone.now())
    assert analyst.get("/map/borders.json", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_no_gap_opens_between_neighbours():
    for one in demo.build().municipalities:
        Territory.objects.create(
            code=one.code, name=one.name, kind=Territory.Kind.MUNICIPALITY, border=one.geojson()
        )  # fmt: skip
    drawn = [shape(one["geometry"]) for one in json.loads(borders.drawn().text)["features"]]
    together = shapely.union_all(drawn)
    assert len(drawn) == 12 and sum(one.area for one in drawn) == pytest.approx(together.area, rel=1e-4)
    # A hole would be a gap between two or three of them.
    assert together.geom_type == "Polygon" and sum(shapely.Polygon(hole).area for hole in together.interiors) < 1e-4


def test_a_region_without_borders_gets_the_table_and_the_way_out(staff):
    Territory.objects.update(border=None)
    told = page(entered(staff["analyst"]))
    assert "Границы загружает администратор" in told and "map-box" not in told and "Заречинск" in told
    assert 'href="/settings/territories/"' in page(entered(staff["boss"]))


def test_a_region_without_municipalities_says_so(staff):
    Territory.objects.update(kind=Territory.Kind.SETTLEMENT)
    assert "нет ни одного муниципалитета" in page(entered(staff["boss"]))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("m=wisdom", "Нет показателя «wisdom»"),
        ("since=вчера", "не прочитаны"),
        ("since=2026-11-30&until=2026-11-01", "Поменяйте местами"),
        ("f.wisdom=1", "такого разреза нет"),
        ("step=hour", "Шаг «hour» не понят"),
        ("per=7", "Пересчёт «7» не понято"),
    ],
)
def test_an_address_edited_by_hand_is_answered_in_words(analyst, query, says):
    assert says in unescape(page(analyst, query, status=422))
    for address in ("steps.json", "points.json"):
        got = analyst.get(f"/map/{address}?{query}")
        assert got.status_code == 422 and says in got.json()["problem"]


def test_the_address_of_a_slice_opens_the_map(analyst):
    told = page(analyst, "m=received&m=in_time&d=group&d=place&top=5")
    assert "Карта показывает один показатель" in told
    assert "разрез «Группа тем» на ней не показан" in page(analyst, "m=received&d=group")


def test_the_form_leads_to_an_address_that_can_be_sent(analyst):
    got = analyst.get("/map/?m=received&pick.group=im.05&pick.block=&compare=")
    assert got.status_code == 302 and "f.group=im.05" in got["Location"] and "pick" not in got["Location"]
    told = page(analyst, got["Location"].partition("?")[2])
    assert (cells(told)[TOWN][2], cells(told)[VILLAGE][2]) == (9, 0)
    assert "Убрать отбор" in told


def test_a_period_before_the_first_letter_is_empty_and_stands(analyst):
    told = page(analyst, "since=1999-01-01&until=1999-02-01")
    assert cells(told)[TOWN][1:] == ["0", 0]


def test_the_panel_of_an_unknown_place_is_not_found(analyst):
    assert analyst.get("/map/panel/?place=00000000").status_code == 404
    assert "Дороги" in analyst.get(f"/map/panel/?place={TOWN}").content.decode()


def test_fifths_hold_as_many_places_each():
    found = classes.fifths(range(20))
    assert [sum(found.of(value) == number for value in range(20)) for number in range(5)] == [4] * 5


def test_places_with_one_value_have_one_colour():
    found = classes.fifths([0] * 18 + [1, 5])
    assert found.of(0) == 0 and found.count <= 3
    assert classes.fifths([]).count == classes.fifths([7, 7]).count == 1
    assert classes.fifths([7, 7]).colour(0) == 2


def test_classes_of_change_are_alike_both_ways():
    found = classes.changes([-0.5, -0.02, 0.01, 0.03, 0.3, 1.2])
    assert found.bounds == tuple(-bound for bound in reversed(found.bounds))
    assert found.of(0) == 2 and found.of(1.2) == 4 and found.of(-0.5) < 2
