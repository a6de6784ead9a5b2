"""Passports: every figure is a plain recount of the questions and opens its rows; a passport of others is not there."""

import re
from datetime import timedelta
from html import unescape
from statistics import median

import pytest
from django.test import Client
from django.utils import timezone

from otklik.facts import parquet
from otklik.indicators.cutting import SMALL
from otklik.indicators.indicator import Unit
from otklik.indicators.passport import MEASURES
from otklik.indicators.queries import SHELF
from otklik.offices import queries as offices
from otklik.offices.models import Body, Person
from otklik.reference.models import Territory
from otklik.screens.head import passport, subjects
from otklik.screens.head.passport import PREVIOUS, YEAR, Tables
from otklik.screens.head.table import FigureRow, PartRow
from otklik.screens.parts import period
from otklik.screens.parts.figures import told
from tests.region import TOWN, VILLAGE, person
from tests.screens import head_kit as kit
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.OTKLIK_HOME = tmp_path


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    return kit.staff()


@pytest.fixture
def lived(staff: dict[str, Person]) -> dict[str, Person]:
    kit.letters(staff["worker"])
    parquet.write_stale(timezone.now())
    return staff


def tables(someone: Person, *, of_body: str = "", of_place: str = "", than: str = PREVIOUS) -> Tables:
    scope = offices.scope(someone)
    subject = subjects.body(scope, of_body) if of_body else subjects.place(scope, of_place)
    found = passport.load(scope, subject, period.days({}), than, now=timezone.now()).tables
    assert found is not None
    return found


def figures(found: Tables) -> dict[str, FigureRow]:
    return dict(zip(MEASURES, found.figures, strict=True))


def parts(rows: tuple[PartRow, ...]) -> dict[str, tuple[str, str]]:
    return {row.title: (row.now.told, row.then.told) for row in rows}


def page(browser: Client, address: str, status: int = 200) -> str:
    found = browser.get(address)
    assert found.status_code == status, address
    return found.content.decode()


@pytest.mark.parametrize("where", [{"of_body": "roads"}, {"of_place": TOWN}])
def test_the_figures_are_a_plain_recount_of_the_questions(lived, where) -> None:
    rows = kit.questions(body=where.get("of_body", ""), place=where.get("of_place", ""))
    shown, now = figures(tables(lived["head"], **where)), timezone.now()
    last, first = timezone.localdate(now), timezone.localdate(now) - timedelta(days=29)
    before = first - timedelta(days=30), first - timedelta(days=1)
    in_time, judged = kit.judged(rows, first, last)
    earlier, of = kit.judged(rows, *before)
    assert judged >= SMALL and of >= SMALL
    assert (shown["in_time"].now.told, shown["in_time"].n.told) == (told(in_time / judged, Unit.SHARE), str(judged))
    assert shown["in_time"].then.told == told(earlier / of, Unit.SHARE)
    assert shown["received"].now.told == str(sum(kit.on(row.appeal.received_at, first, last) for row in rows))
    assert shown["received"].then.told == str(sum(kit.on(row.appeal.received_at, *before) for row in rows))
    assert shown["overdue"].now.told == str(len(kit.overdue(rows, now)))
    assert shown["open"].now.told == str(sum(row.state in kit.OPEN for row in rows))
    received = {row.pk: row.appeal.received_at for row in rows}
    hours = [(one.done_at - received[one.question_id]).total_seconds() / 3600
             for one in kit.answer_clocks(rows) if kit.on(one.done_at, first, last)]  # fmt: skip
    assert shown["answer_hours"].now.told == told(median(hours), Unit.HOURS)
    whole, all_judged = kit.judged(kit.questions(), first, last)
    assert shown["in_time"].region == told(whole / all_judged, Unit.SHARE)


def test_topics_places_bodies_and_tones_add_up(lived) -> None:
    now = timezone.now()
    last, first = timezone.localdate(now), timezone.localdate(now) - timedelta(days=29)
    rows = [row for row in kit.questions(place=TOWN) if kit.on(row.appeal.received_at, first, last)]
    found = tables(lived["head"], of_place=TOWN)
    assert parts(found.topics)["Дороги"][0] == str(sum(bool(row.topic and row.topic.code == "im.05") for row in rows))
    for split in (found.topics, found.places, found.bodies):
        assert sum(int(row.now.told) for row in split) == len(rows)
    roads = next(row for row in found.bodies if row.title == "Управление дорог")
    assert roads.href == "/bodies/roads/"
    in_time, judged = kit.judged(kit.questions(body="roads", place=TOWN), first, last)
    assert roads.in_time.told == told(in_time / judged, Unit.SHARE)


def test_months_begin_with_the_first_that_anything_is_known_of(lived) -> None:
    rows = kit.questions(body="roads")
    found = tables(lived["head"], of_body="roads")
    first = min(timezone.localdate(row.appeal.received_at) for row in rows)
    assert found.months.categories[0] == f"{first:%m.%Y}"
    assert sum(value or 0 for value in found.months.series[0].values) == len(rows)


@pytest.mark.parametrize(("address", "who"), [
    ("/bodies/roads/", "head"), (f"/places/{TOWN}/", "head"), ("/bodies/roads/", "roads"), ("/bodies/", "head"),
    ("/places/", "roads"),
])  # fmt: skip
def test_every_number_opens_as_many_rows(lived, address: str, who: str) -> None:
    browser = entered(lived[who])
    main = page(browser, address).split("<main", 1)[-1]
    links = re.findall(r'<a href="(/slices/rows/[^"]+)"[^>]*>([^<]+)</a>', main)
    counted = {unescape(href): int(text) for href, text in links if text.strip().isdigit()}
    assert counted
    for href, number in counted.items():
        assert kit.rows_of(browser, href) == number, href


def test_a_year_ago_is_offered_and_tells_of_its_days(lived) -> None:
    shown = figures(tables(lived["head"], of_body="roads", than=YEAR))
    assert shown["received"].then.told == "0"
    told_page = page(entered(lived["head"]), "/bodies/roads/?than=year")
    assert f"{timezone.localdate().year - 1}" in told_page


def test_days_of_an_address_are_read_and_nonsense_is_told(lived) -> None:
    browser, today = entered(lived["head"]), timezone.localdate()
    week = page(browser, f"/bodies/roads/?from={today - timedelta(days=6)}&to={today}")
    assert 'active" href' in week
    assert "Даты в адресе не прочитаны" in page(browser, "/bodies/roads/?from=2026-99-01&than=x")


@pytest.mark.parametrize(("who", "seen", "hidden"), [
    ("head", ["/bodies/roads/", "/bodies/waste/", f"/places/{TOWN}/", f"/places/{VILLAGE}/"], []),
    ("roads", ["/bodies/roads/", f"/places/{TOWN}/"], ["/bodies/waste/", "/bodies/duty/"]),
    ("town", ["/bodies/roads/", f"/places/{TOWN}/"], [f"/places/{VILLAGE}/"]),
])  # fmt: skip
def test_a_passport_of_others_is_not_there(lived, who: str, seen: list[str], hidden: list[str]) -> None:
    browser = entered(lived[who])
    for address in seen:
        page(browser, address)
    for address in hidden:
        page(browser, address, 404)
    told_list = page(browser, "/bodies/") + page(browser, "/places/")
    assert all(f'href="{address}"' in told_list for address in seen)
    assert not any(f'href="{address}"' in told_list for address in hidden)


def test_who_sees_a_part_is_not_held_against_the_region(lived) -> None:
    own = page(entered(lived["roads"]), "/bodies/roads/")
    assert "Против региона" not in own and "Посчитано по вопросам вашей области" in own
    assert "Против региона" in page(entered(lived["head"]), "/bodies/roads/")


@pytest.mark.parametrize("address", ["/bodies/nobody/", "/places/1/", "/places/99000000/", "/places/roads/"])
def test_what_is_not_there_is_not_found(staff, address: str) -> None:
    page(entered(staff["head"]), address, 404)


def test_who_it_is_stands_on_top(lived) -> None:
    body = Body.objects.get(code="roads")
    body.territory_codes = [TOWN]
    body.save()
    Territory.objects.filter(code=TOWN).update(population=120_000)
    person("chief", "approver", body="roads")
    Person.objects.filter(login="chief").update(body=body, position="Начальник управления")
    told_page = page(entered(lived["head"]), "/bodies/roads/")
    assert "Chief, Начальник управления" in told_page and f'href="/places/{TOWN}/"' in told_page
    place = page(entered(lived["head"]), f"/places/{TOWN}/")
    assert "120\u202f000" in place and 'href="/bodies/roads/"' in place


def test_the_latest_late_ones_and_what_is_not_there_yet_are_told(lived) -> None:
    late = kit.overdue(kit.questions(place=TOWN), timezone.now())
    told_page = page(entered(lived["head"]), f"/places/{TOWN}/")
    assert late and f"/questions/{late[0]}/" in told_page
    assert "Голосования и общественные обсуждения" in told_page and "пока нет" in told_page


def test_a_passport_before_the_first_letter_says_so(staff) -> None:
    told_page = page(entered(staff["head"]), "/bodies/roads/")
    assert "Считать пока нечего" in told_page and "Кто это" in told_page


def test_a_body_is_found_by_a_word(lived) -> None:
    browser = entered(lived["head"])
    found = page(browser, "/bodies/?q=ДОРОГ")
    assert "Управление дорог" in found and "Оператор отходов" not in found
    assert "ничего не нашлось" in page(browser, "/bodies/?q=зззз")


def test_the_place_in_the_last_published_month_is_told(lived) -> None:
    assert "Место в рейтинге" not in page(entered(lived["head"]), "/bodies/roads/")
    kit.ranked({"roads": 60, "waste": 40})
    assert "1 из 2" in page(entered(lived["head"]), "/bodies/roads/")
    assert "Место в рейтинге" not in page(entered(lived["head"]), f"/places/{TOWN}/")


def test_every_measure_of_a_passport_is_on_the_shelf() -> None:
    assert set(MEASURES) <= set(SHELF)
