"""The gazetteer from files: what is taken, what is told of the rest, and that the same file changes nothing."""

import json
from datetime import UTC, datetime

import pytest

from otklik.flow import places
from otklik.offices.models import Change
from otklik.reference.ground import ground
from otklik.reference.models import PlaceName, Territory
from otklik.reference.places import listing, titles
from otklik.reference.places.kinds import KINDS
from otklik.reference.places.load import PlacesFile
from otklik.reference.places.plan import Plan, plan
from otklik.reference.rules import ReferenceRefused

AT = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
NORTH, SOUTH = "99701000", "99620000"
MUNICIPALITIES = f"""код;название;другие имена;широта;долгота
{NORTH};Городской округ город Заречинск;Заречинск;58.0;56.2
{SOUTH};Дальний муниципальный район;;57.0;57.4
""".encode()
VILLAGES = f"""ОКТМО;Название;Тип;Муниципалитет;Широта;Долгота
{NORTH}001;Заречинск;город;;58,01;56,21
{SOUTH}101;Ключи;село;Дальний район;57.1;57.5
""".encode()


def put(kind: str, content: bytes | str | dict, *, skip: bool = False, replace: bool = False) -> Plan:
    return places.put_in_force(file(kind, content, replace=replace), skip_flawed=skip, by=None, at=AT)


def file(kind: str, content: bytes | str | dict, *, replace: bool = False) -> PlacesFile:
    raw = json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
    return PlacesFile(KINDS[kind], "f.csv", raw.encode() if isinstance(raw, str) else raw, replace)


def flaws(kind: str, content: bytes | str | dict) -> list[str]:
    taken = file(kind, content)
    return [str(flaw) for flaw in plan(taken.kind, taken.content).flaws]


def feature(name: str, ring: list, **more: object) -> dict:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name, **more}, "geometry": geometry}


def collection(*features: dict) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


def box(west: float, south: float, size: float = 0.8) -> list:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


NORTH_BORDER = feature("Заречинск", box(56, 57.6))
SOUTH_BORDER = feature("Дальний район", box(57, 56.7))


@pytest.fixture
def land(db: None) -> None:
    Territory.objects.create(code="99000000", name="Край", kind="region")
    put("municipalities", MUNICIPALITIES)
    put("settlements", VILLAGES)


@pytest.mark.usefixtures("land")
def test_territories_come_with_their_points_parents_and_names() -> None:
    village = Territory.objects.select_related("parent__parent").get(code=f"{SOUTH}101")
    assert village.parent and village.parent.parent
    assert (village.parent.code, village.parent.parent.name, village.aliases) == (SOUTH, "Край", ["село Ключи"])
    assert (village.latitude, village.longitude) == (57.1, 57.5)


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(("kind", "content"), [("municipalities", MUNICIPALITIES), ("settlements", VILLAGES)])
def test_the_same_file_again_changes_nothing(kind: str, content: bytes) -> None:
    before, told = list(Territory.objects.order_by("pk").values()), Change.objects.count()
    made = put(kind, content)
    assert (made.is_idle, made.same, made.added) == (True, 2, 0)
    assert (list(Territory.objects.order_by("pk").values()), Change.objects.count()) == (before, told)


@pytest.mark.usefixtures("land")
def test_a_new_name_leaves_the_old_one_among_the_others() -> None:
    put("municipalities", f"код;название\n{NORTH};Заречинский округ\n")
    north = Territory.objects.get(code=NORTH)
    assert north.name == "Заречинский округ"
    assert north.aliases == ["Заречинск", "Городской округ город Заречинск"]
    assert put("municipalities", f"код;название\n{NORTH};Заречинский округ\n").is_idle


@pytest.mark.usefixtures("land")
def test_streets_are_spelled_with_their_type_and_taken_once() -> None:
    made = put("streets", "Название,Тип,Населённый пункт,Муниципалитет\n"
               "Гагарина,ул,г. Заречинск,\nул. Гагарина,,Заречинск,Заречинск\nСибирский тракт,,,Дальний\n")  # fmt: skip
    assert (made.added, made.repeats) == (2, 1)
    assert set(PlaceName.objects.values_list("title", "territory__code")) == {
        ("улица Гагарина", f"{NORTH}001"), ("Сибирский тракт", SOUTH),
    }  # fmt: skip
    assert Change.objects.filter(subject="places").latest("pk").after["added"] == 2


@pytest.mark.usefixtures("land")
def test_names_the_file_lacks_go_only_where_that_is_asked_for() -> None:
    put("routes", "маршрут;мо\n14;Заречинск\nмаршрут № 15;Заречинск\n")
    assert put("routes", "маршрут;мо\n14;Заречинск\n").is_idle
    made = put("routes", "маршрут;мо\n14;Заречинск\n16;Заречинск\n", replace=True)
    assert (made.added, len(made.gone)) == (1, 1)
    assert set(PlaceName.objects.values_list("title", flat=True)) == {"14", "16"}


@pytest.mark.usefixtures("land")
def test_a_borders_file_is_matched_by_name_and_answers_for_points() -> None:
    put("borders", collection(NORTH_BORDER, SOUTH_BORDER))
    assert ground().municipalities([(58.0, 56.2), (57.0, 57.4), (10.0, 10.0)]) == [NORTH, SOUTH, ""]
    assert put("borders", collection(NORTH_BORDER, SOUTH_BORDER)).is_idle


@pytest.mark.usefixtures("land")
def test_a_street_drawn_without_a_municipality_is_placed_by_its_line() -> None:
    put("borders", collection(NORTH_BORDER))
    line = {"type": "LineString", "coordinates": [[56.2, 58.0], [56.3, 58.1]]}
    street = {"type": "Feature", "properties": {"name": "Лесная"}, "geometry": line}
    put("streets", collection(street))
    assert PlaceName.objects.get().territory.code == NORTH


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize("kind", ["municipalities", "settlements", "streets", "landmarks", "routes"])
def test_what_is_downloaded_can_be_loaded_again_and_changes_nothing(kind: str) -> None:
    put("streets", "name;settlement\nпереулок Банный;Ключи\n")
    put("landmarks", "name;municipality\nшкола №5;Заречинск\n")
    put("routes", "name;municipality\n14;Заречинск\n")
    rows = list(listing.written(KINDS[kind]))
    assert len(rows) > 1
    assert put(kind, "\n".join(";".join(row) for row in rows)).is_idle


TWISTED = [[56, 57.6], [56.8, 58.4], [56.8, 57.6], [56, 58.4], [56, 57.6]]
BAD = [
    ("streets", b"", "Файл пуст", "nothing in it"),
    ("streets", b"PK\x03\x04rest", "Excel", "a workbook"),
    ("streets", "Название;Город\n".encode("utf-16"), "UTF-16", "saved as Unicode"),
    ("streets", "Название;Город\nЛесная;Ключи\n".encode("koi8-r"), "Кодировка не распознана", "another encoding"),
    ("streets", "Адрес;Город\nЛесная;Ключи\n", "Нет колонки «Название»", "no name column"),
    ("streets", "Название;Город\nЛесная\n", "Строка 2: ячеек 1, а колонок 2", "a short row"),
    ("streets", "Название;МО\nЛесная;Дольний\n", "муниципалитета «Дольний» нет", "an unknown municipality"),
    ("streets", "Название;Город\nЛесная;Ключики\n", "населённого пункта «Ключики» нет", "an unknown settlement"),
    ("streets", "Название;МО\n;Заречинск\n", "Строка 2: нет названия", "an empty name"),
    ("streets", "Название;МО\nЛесная;\n", "не сказано, где это", "no place of the street"),
    ("streets", '{"type": "FeatureCollection", "features": []}', "нет объектов", "an empty collection"),
    ("streets", '{"type": ', "Не GeoJSON", "broken JSON"),
    ("municipalities", "код;название\n12;Заречинск\nабв;Дальний\n", "код ОКТМО «абв» не прочитан", "a code in words"),
    ("municipalities", f"код;название\n{NORTH};А\n{NORTH};Б\n", "та же территория, что в строке 2", "a code twice"),
    ("settlements", f"код;название;lat;lon\n{SOUTH}102;Юг;57.5;57.1\n{SOUTH}103;Яр;91;181\n", "широта 91 вне", "range"),
    ("settlements", f"код;название;lat;lon\n{SOUTH}102;Юг;56.21;58.01\n", "переставлены", "latitude for longitude"),
    ("settlements", f"код;название;lat;lon\n{SOUTH}102;Юг;57,1;\n", "долгота не указана", "half a point"),
    ("settlements", "код;название\n88620000101;Юг\n", "муниципалитета для кода 88620000101 нет", "another region"),
    ("borders", "код;название\n1;2\n", "загружаются из GeoJSON", "a table of borders"),
    ("borders", collection(feature("Заречинск", TWISTED)), "пересекает сама себя", "a twisted border"),
    ("borders", collection(feature("Заречинск", [[56, 57]] * 4)), "граница пуста", "no area"),
    ("borders", collection(feature("Заречинск", [[56, "x"], [1, 2]])), "граница не прочитана", "not numbers"),
    ("borders", collection(feature("Неведомый", box(56, 57.6))), "муниципалитета «Неведомый» нет", "unknown"),
    ("borders", collection(feature("Заречинск", [[y, x] for x, y in box(40, 57.6)])), "вне региона", "far away"),
    ("borders", collection(NORTH_BORDER, feature("Заречинск", box(56, 57))), "та же территория", "two borders"),
    ("borders", collection({"type": "Feature", "properties": {"name": "Заречинск"}, "geometry": None}),
     "нужен многоугольник", "no geometry"),
    ("borders", collection({"type": "Feature", "properties": {"x": 1}, "geometry": None}), "нет свойства", "no name"),
]  # fmt: skip


@pytest.mark.usefixtures("land")
@pytest.mark.parametrize(("kind", "content", "message", "_why"), BAD)
def test_a_bad_file_changes_nothing_and_says_why(kind: str, content: object, message: str, _why: str) -> None:
    before = (list(Territory.objects.order_by("pk").values()), PlaceName.objects.count())
    with pytest.raises(ReferenceRefused) as refused:
        put(kind, content)  # type: ignore[arg-type]
    assert any(message in flaw for flaw in refused.value.flaws), refused.value.flaws
    assert (list(Territory.objects.order_by("pk").values()), PlaceName.objects.count()) == before


@pytest.mark.django_db
def test_a_border_with_latitude_first_is_recognised_by_known_points() -> None:
    put("municipalities", f"код;название;lat;lon\n{NORTH};Заречинск;58.0;50.2\n")
    swapped = feature("Заречинск", [[y, x] for x, y in box(50, 57.6)])
    assert "первой пишется долгота" in flaws("borders", collection(swapped))[0]


@pytest.mark.usefixtures("land")
def test_good_rows_are_taken_where_that_is_asked_for() -> None:
    text = "Название;МО\nЛесная;Заречинск\nПолевая;Нигде\n"
    assert len(put("streets", text, skip=True).flaws) == 1
    assert PlaceName.objects.get().title == "улица Лесная"


@pytest.mark.usefixtures("land")
def test_a_weaker_match_yields_to_a_better_one_whatever_their_order() -> None:
    weak = feature("Дальний", box(57, 56.7))
    for features in ((weak, SOUTH_BORDER), (SOUTH_BORDER, weak)):
        told = flaws("borders", collection(*features))
        assert len(told) == 1 and "«Дальний» — та же территория" in told[0]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("ул. Гагарина", "улица Гагарина"),
        ("К.Маркса", "улица К. Маркса"),
        ("пр-т Мира", "проспект Мира"),
        ("Банный переулок", "Банный переулок"),
        ("улица 8 Марта", "улица 8 Марта"),
    ],
)
def test_a_street_has_one_spelling(written: str, title: str) -> None:
    assert titles.street(written) == title
    assert titles.street(title) == title
