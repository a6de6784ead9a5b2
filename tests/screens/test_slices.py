"""«Срезы»: every figure opens its rows, nobody sees beyond their scope, no address breaks the page."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from otklik.gateways.engines import EngineError
from otklik.indicators import queries as indicators
from otklik.indicators import source
from otklik.offices.models import Body, Change, Person
from otklik.reference.models import Topic
from otklik.screens.slices import groups
from otklik.screens.slices.exports import safe
from tests import region
from tests.flow.judged import answer
from tests.region import ROADS, RUBBISH, TOWN, UNCLEAR, VILLAGE, person, send
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    region.found()
    return {
        "analyst": person("anna", "analyst"), "roads": person("olga", "analyst", body="roads"),
        "worker": person("worker", "executor", body="roads"),
    }  # fmt: skip


@pytest.fixture
def region_of_letters(staff: dict[str, Person]) -> None:
    """Nine of roads in the town, four of rubbish in the village, one unclear; six answered within an hour."""
    at = timezone.now() - timedelta(days=2)
    roads = send(*(f"{ROADS} {number}" for number in range(9)), topic="Дороги", territory=TOWN, at=at)
    send(*(f"{RUBBISH} {number}" for number in range(4)), topic="Мусор/Свалки/ТКО", territory=VILLAGE, at=at)
    send(UNCLEAR, at=at)
    for question in roads[:6]:
        answer(question, staff["worker"], at=at + timedelta(hours=1))


@pytest.fixture
def analyst(staff: dict[str, Person], region_of_letters: None) -> Client:
    return entered(staff["analyst"])


def body(browser: Client, address: str, status: int = 200) -> str:
    page = browser.get(address)
    assert page.status_code == status, (address, page.status_code)
    return page.content.decode()


def figures(page: str) -> list[tuple[str, str]]:
    """The links of figures with what they tell."""
    found = re.findall(r'<a href="(/slices/rows/[^"]+)"[^>]*>([^<]*)', page)
    return [(unescape(href), told.strip()) for href, told in found]


def listed(browser: Client, address: str) -> int:
    """How many questions all pages of a list hold."""
    total = 0
    while address:
        page = body(browser, address)
        total += page.count('data-label="О чём"')
        more = re.search(r'class="more"><a class="btn" href="([^"]+)"', page)
        address = unescape(more.group(1)) if more else ""
    return total


@pytest.mark.parametrize(
    "asked", ["m=received&d=group", "m=received&d=body&d=place", "m=received&d=day&d=channel&d=tone"]
)
def test_each_count_opens_as_many_questions(analyst, asked):
    found = figures(body(analyst, f"/slices/?{asked}"))
    assert len(found) > 2
    for address, told in found:
        assert listed(analyst, address) == int(told), address


def test_a_share_opens_those_it_is_of_and_those_that_count(analyst):
    (address, told), *_ = figures(body(analyst, "/slices/?m=in_time&d=group"))
    assert told == "100,0 %"
    page = body(analyst, address)
    assert "Все, о которых известно: 6" in page and "Вошли в долю: 6" in page
    assert listed(analyst, f"{address}&hits=1") == 6


def test_too_few_are_told_as_too_few_and_still_open(analyst):
    told = dict(figures(body(analyst, "/slices/?m=no_place&d=group")))
    few = [address for address, words in told.items() if words.startswith("мало данных")]
    assert sorted(listed(analyst, address) for address in few) == [1, 4]


def test_without_a_dimension_only_the_whole_is_told(analyst):
    ((address, told),) = figures(body(analyst, "/slices/?m=received"))
    assert listed(analyst, address) == int(told) == 14


def test_others_open_what_is_beyond_the_top(analyst):
    page = body(analyst, "/slices/?m=received&d=group&top=1")
    assert "прочие" in page
    address, told = next(pair for pair in figures(page) if "k=%E2%80%A6" in pair[0])
    assert listed(analyst, address) == int(told) == 5


def test_a_person_of_one_body_sees_its_questions_only(staff, region_of_letters):
    browser = entered(staff["roads"])
    page = body(browser, "/slices/?m=received&d=body")
    assert "Управление дорог" in page and "Оператор отходов" not in page
    assert "Посчитано по вопросам вашей области" in page
    waste = Body.objects.get(code="waste").pk
    assert "Здесь вопросов нет" in body(browser, f"/slices/rows/?m=received&d=body&measure=received&k={waste}")


def test_who_may_not_analyse_opens_nothing(staff):
    assert entered(staff["worker"]).get("/slices/").status_code == 403


def test_a_click_is_a_plain_link_and_chips_take_it_back(analyst):
    page = body(analyst, "/slices/?m=received&d=place&f.group=im.05&compare=previous&per=1000")
    assert "Убрать: по муниципалитетам" in page and "Убрать: группа тем: " in page
    assert "Убрать: на 1000 жителей" in page and "Убрать: с прошлым периодом" in page


def test_values_to_filter_by_are_those_of_the_period(analyst):
    page = body(analyst, "/slices/?m=received&d=group&narrow=place")
    assert "Отобрать: муниципалитет" in page and "Заречинск" in page and "9 вопросов" in page


def test_an_unknown_filter_value_is_no_error_but_an_empty_answer(analyst):
    assert "снимите часть отборов" in body(analyst, "/slices/?m=received&d=group&f.channel=nowhere")


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("m=nothing", "Нет показателя «nothing»"),
        ("d=nothing", "Нет разреза «nothing»"),
        ("d=day&d=week&d=month&d=hour&d=group&d=topic&d=body&d=tone&d=state&d=kind", "Выбрано 10"),
        ("since=2026-11-30&until=2026-11-01", "Поменяйте местами"),
        ("since=yesterday", "не прочитаны"),
        ("f.nothing=1", "такого разреза нет"),
        ("compare=moon", "«moon» не понято"),
        ("d=tone&per=1000&m=received", "жителей не имеет"),
        ("top=-1", "нужно число"),
    ],
)
def test_a_wrong_address_keeps_the_page_and_says_what_to_do(analyst, address, says):
    page = body(analyst, f"/slices/?{address}", status=422)
    assert says in page and 'id="shelf"' in page


def test_rows_of_a_wrong_address_say_what_to_do(analyst):
    page = body(analyst, "/slices/rows/?m=received&d=nothing&measure=received", status=422)
    assert "Нет разреза «nothing»" in page and "К срезам" in page


def test_a_period_before_the_first_question_is_empty_and_stands(analyst):
    page = body(analyst, "/slices/?m=received&since=1999-01-01&until=1999-12-31")
    assert "первое письмо получено" in page


def test_a_region_without_letters_says_so(staff):
    page = body(entered(staff["analyst"]), "/slices/")
    assert "Считать пока нечего" in page
    assert "Считать пока нечего" in body(entered(staff["analyst"]), "/indicators/")


def test_an_engine_that_does_not_answer_is_told(analyst, monkeypatch):
    def broken() -> None:
        raise EngineError("DuckDB не посчитал срез: нет памяти")

    monkeypatch.setattr(source, "engine", broken)
    assert "нет памяти" in body(analyst, "/slices/", status=422)
    assert "нет памяти" in body(analyst, "/indicators/")
    assert "нет памяти" in body(analyst, "/slices/rows/?m=received&measure=received", status=422)


_NAMES = some.sampled_from(["m", "d", "since", "until", "compare", "per", "top", "f.group", "f.place", "f.", "narrow",
                            "k", "measure", "hits", "after", "x"])  # fmt: skip
_VALUES = some.one_of(
    some.sampled_from(["received", "in_time", "group", "place", "month", "2026-11-01", "1000", "year", "…", "", "0",
                       "5", "person", "stars", "-1", "9" * 30, "im.05", "\x00", "1' OR 1=1"]),
    some.text(max_size=12),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=some.lists(some.tuples(_NAMES, _VALUES), max_size=7))
def test_no_address_breaks_the_pages(analyst, asked):
    query: dict[str, list[str]] = {}
    for name, value in asked:
        query.setdefault(name, []).append(value)
    for page in ("/slices/", "/slices/rows/", "/slices/export/csv/"):
        assert analyst.get(page, query).status_code in (200, 302, 422), (page, query)


def test_the_book_has_figures_and_definitions_and_no_formula(analyst):
    Topic.objects.filter(code="im.05").update(name="=cmd|' /C calc'!A0")
    page = analyst.get("/slices/export/xlsx/?m=received&m=in_time&d=group&compare=previous")
    made = CalamineWorkbook.from_filelike(io.BytesIO(page.content))
    heads, *rows = made.get_sheet_by_name("Срез").to_python()
    assert heads[:3] == ["Группа тем", "Получено, вопросов", "Получено: вопросов"]
    by_key = {row[0]: row for row in rows}
    assert by_key["Всего"][1] == 14 and by_key["=cmd|' /C calc'!A0"][1] == 9
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(page.content)).read("xl/worksheets/sheet1.xml")
    told = str(made.get_sheet_by_name("Как посчитано").to_python())
    assert "Источник" in told and "/slices/?m=received" in told


def test_the_csv_opens_in_excel_and_hides_formulas(analyst):
    Topic.objects.filter(code="im.05").update(name="=1+1")
    got = analyst.get("/slices/export/csv/?m=received&d=group").content
    assert got.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(got.decode("utf-8-sig")), delimiter=";"))
    assert rows[-1] == ["Всего", "14", "14"] and ["'=1+1", "9", "9"] in rows


@pytest.mark.parametrize(("typed", "told"), [("=1", "'=1"), ("+7", "'+7"), ("-", "'-"), ("@x", "'@x"), ("а", "а")])
def test_a_text_is_no_formula(typed, told):
    assert safe(typed) == told


def test_an_export_leaves_who_took_what(analyst, staff):
    analyst.get("/slices/export/xlsx/?m=received&d=group")
    kept = Change.objects.get(subject="export")
    assert kept.by == staff["analyst"] and kept.after["form"] == "xlsx" and "m=received" in kept.after["address"]


def test_an_export_of_nonsense_goes_to_the_page_that_says_so(analyst):
    assert analyst.get("/slices/export/xlsx/?m=nothing").headers["Location"] == "/slices/?m=nothing"
    assert analyst.get("/slices/export/doc/?m=received").status_code == 404


def test_the_catalogue_tells_every_indicator_with_its_figure(analyst):
    page = body(analyst, "/indicators/")
    for one in indicators.SHELF.values():
        assert f'id="{one.code}"' in page and one.title in unescape(page)
    assert listed(analyst, next(address for address, _ in figures(page) if "measure=received" in address)) == 14


def test_the_catalogue_is_searched_by_words(analyst):
    page = body(analyst, "/indicators/?q=обещан")
    assert 'id="promises_kept"' in page and 'id="received"' not in page
    assert "ничего нет" in body(analyst, "/indicators/?q=ъъъ")


def test_every_indicator_lies_in_a_named_group_once():
    codes = [one.code for _, found in groups.grouped() for one in found]
    assert sorted(codes) == sorted(indicators.SHELF)
    assert groups.REST not in dict(groups.grouped())
