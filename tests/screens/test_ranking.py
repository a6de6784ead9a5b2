"""«Рейтинг»: the places as they were counted, one place explained, periods, files, who sees what."""

import csv
import io
import re
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otklik.offices.models import Change, Person
from otklik.offices.rules import EVERYTHING
from otklik.ranking import models, queries
from otklik.ranking.rules import BODY, LeagueTable
from otklik.screens.ranking import told
from tests.region import ROADS, RUBBISH, person, send
from tests.screens import ranking_kit as kit
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db
MOST_QUERIES = 16


@pytest.fixture
def head(db: None) -> Person:
    kit.found()
    kit.publish()
    return person("head", "head")


@pytest.fixture
def browser(head: Person) -> Client:
    return entered(head)


def body(browser: Client, address: str, status: int = 200) -> str:
    page = browser.get(address)
    assert page.status_code == status, address
    return page.content.decode()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.split("<main")[1]))


def league() -> LeagueTable:
    return queries.latest(EVERYTHING, now=kit.NOW).leagues[0]


def test_the_latest_published_month_is_shown_with_every_place_as_counted(browser) -> None:
    page = words(body(browser, "/ranking/"))
    assert "октябрь 2026" in page and "опубликован, не меняется" in page
    for row in league().ranked:
        place, name, score = told.places(row.place_low, row.place_high), row.subject.title, told.score(row.score)
        assert f" {place} {name} {score}" in page
        assert told.bounds(row.low, row.high) in page and f" {row.n} " in page


def test_who_has_too_few_questions_is_listed_apart_with_what_is_needed(browser) -> None:
    page = body(browser, "/ranking/")
    table, few = page.split('id="few"')
    assert kit.FEW not in table.split("<tbody")[1]
    assert "вопросов 12, а нужно 30" in few and kit.FEW in few


def test_a_bracket_holds_those_that_cannot_be_told_apart(browser) -> None:
    rows = league().ranked
    bands = {row.band for row in rows if sum(other.band == row.band for other in rows) > 1}
    page = body(browser, "/ranking/")
    assert page.count('class="ranking-band"') == page.count("не различить: порядок") == len(bands) > 0


def test_every_part_says_how_far_it_is_from_the_league(browser) -> None:
    page = body(browser, "/ranking/")
    row = league().ranked[0]
    for part in row.parts:
        assert f"{told.share(part.value)} из 100, от {told.share(part.low)} до {told.share(part.high)}" in page


def test_a_league_is_opened_by_its_tab_and_an_unknown_one_opens_the_first(browser) -> None:
    assert "Заречинск" in words(body(browser, "/ranking/?league=large"))
    assert "Минздрав" in words(body(browser, "/ranking/?league=нет"))


@pytest.mark.parametrize("period", ["2026-13", "вчера", "2026-10-20..2026-10-05", "\0", "2026-W99", "x" * 300])
def test_a_period_that_is_not_read_is_told_and_the_latest_is_shown(browser, period) -> None:
    page = words(browser.get("/ranking/", {"period": period}).content.decode())
    assert browser.get("/ranking/", {"period": period}).status_code == 422
    assert "Пока показан октябрь 2026" in page and "Минздрав" in page


def test_a_region_without_facts_is_told_so(db) -> None:
    kit.found()
    page = words(body(entered(person("head", "head")), "/ranking/"))
    assert "Сравнивать пока некого" in page


def test_the_running_month_is_said_not_to_be_published(browser) -> None:
    running = queries.keys(now=kit.NOW)[0]
    with kit.drawn(3):
        page = words(body(browser, f"/ranking/?period={running}"))
    assert "не опубликован, места ещё меняются" in page


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=30),
    st.text(max_size=12),
    st.sampled_from(["ranking/", "ranking/body/b-1/", "ranking/export/csv/"]),
)
def test_no_address_breaks_a_page(browser, period, code, page) -> None:
    with kit.drawn(3):
        assert browser.get(f"/{page}", {"period": period, "league": code}).status_code in (200, 302, 422)


def test_the_points_of_a_place_can_be_reckoned_by_hand(browser) -> None:
    """(difference − of the league) × kept × weight, as the page tells it; and the points add up."""
    for row in league().ranked:
        page = body(browser, f"/ranking/body/{row.subject.code}/")
        steps = re.findall(
            r'data-label="(Разница|У лиги|Засчитано|Вес|Очки)">(?:<b>)?([^<]+)<', page.split('id="topics"')[0]
        )
        found = [float(re.sub(r"[ %]", "", value).replace("−", "-").replace(",", ".")) for _, value in steps]
        total = 0.0
        for beyond, of_league, kept, weight, points in zip(*(found[place::5] for place in range(5)), strict=True):
            assert points == pytest.approx((beyond - of_league) * kept / 100 * weight / 100, abs=0.13)
            total += points
        assert row.score - league().mean == pytest.approx(total, abs=0.25)


def test_a_place_is_explained_in_three_sentences_with_its_range(browser) -> None:
    row = league().ranked[2]
    page = words(body(browser, f"/ranking/body/{row.subject.code}/"))
    place = told.places(row.place_low, row.place_high)
    assert f"Место {place} из {len(league().ranked)} за октябрь 2026: балл {told.score(row.score)}" in page
    assert "По темам вниз" in page and "Самые дорогие вопросы" in page


def test_a_topic_leads_to_the_answers_of_that_body_and_period(browser) -> None:
    row = league().ranked[0]
    links = re.findall(r'href="(/slices/rows/[^"]+)"', body(browser, f"/ranking/body/{row.subject.code}/"))
    topics = [link for link in links if "d=group" in link]
    assert topics and all(
        f"f.body={row.subject.key}" in link and "since=2026-10-01&amp;until=2026-10-31" in link for link in topics
    )


def test_a_costly_question_opens_only_for_who_may_see_it(head) -> None:
    seen, hidden = send(ROADS, topic="Дороги")[0], send(RUBBISH, topic="Мусор/Свалки/ТКО")[0]
    place = models.Place.objects.filter(counted__key="2026-10", code="b-1").get()
    place.why["costs"] = [
        {"question_id": one.pk, "group": "im.05", "points": -0.3, "why": ["ответ опоздал"]} for one in (seen, hidden)
    ]
    place.save()
    page = body(entered(person("part", "analyst", topic="im.05")), "/ranking/body/b-1/")
    assert reverse("card", args=[seen.pk]) in page
    assert f"№ {hidden.pk}" in page and reverse("card", args=[hidden.pk]) not in page and "вне вашей области" in page
    assert RUBBISH[:30] not in page


def test_the_passport_is_offered_only_to_who_may_open_it(browser) -> None:
    assert "/bodies/b-1/" in body(browser, "/ranking/body/b-1/")
    part = entered(person("part", "analyst", body="b-2"))
    assert "/bodies/b-1/" not in body(part, "/ranking/body/b-1/")
    assert "/bodies/b-2/" in body(part, "/ranking/body/b-2/")


def test_earlier_months_stand_below_with_their_places(browser) -> None:
    row = league().ranked[0]
    past = words("<main" + body(browser, f"/ranking/body/{row.subject.code}/").split('id="past"')[1])
    for one in queries.history(BODY, row.subject.key, EVERYTHING):
        assert f"{told.places(one.place_low, one.place_high)} из {one.of} {told.score(one.score)}" in past
    assert past.index("октябрь 2026") < past.index("сентябрь 2026")


def test_who_has_no_question_in_a_period_is_told_so_and_a_stranger_is_not_found(browser) -> None:
    assert "В рейтинге за октябрь 2026 его нет" in words(body(browser, "/ranking/body/waste/"))
    for address in ("body/nobody", "place/nobody", "person/b-1"):
        body(browser, f"/ranking/{address}/", 404)


def test_a_body_with_few_questions_has_reasons_and_no_place(browser) -> None:
    page = words(body(browser, "/ranking/body/b-6/"))
    assert "Почему места нет" in page and "место из" not in page


def rows_of(browser: Client) -> list[list[str]]:
    page = browser.get("/ranking/export/csv/?period=2026-10")
    assert 'filename="reiting-2026-10.csv"' in page["Content-Disposition"]
    return list(csv.reader(io.StringIO(page.content.decode("utf-8-sig")), delimiter=";"))


def test_a_table_holds_all_leagues_and_what_they_were_counted_by(browser) -> None:
    lines = rows_of(browser)
    names = [line[5] for line in lines[1:] if len(line) > 5]
    every = queries.ranking("2026-10", EVERYTHING, now=kit.NOW).leagues
    assert len(names) == sum(len(table.ranked) + len(table.apart) for table in every)
    row = league().ranked[0]
    line = next(one for one in lines if len(one) > 5 and one[5].lstrip("'") == row.subject.title)
    assert line[1:4] == [str(row.place_low), str(row.place_high), str(row.place)]
    assert float(line[6].replace(",", ".")) == pytest.approx(row.score, abs=0.005)
    assert any(line[:1] == ["Формула"] and "версия 1" in line[1] for line in lines)


def test_a_name_that_begins_as_a_formula_stays_a_word_in_a_table(browser) -> None:
    names = [line[5] for line in rows_of(browser) if len(line) > 5]
    assert "'=Минжилкомхоз" in names and "=Минжилкомхоз" not in names


def test_a_book_has_places_formula_and_method_and_no_formulas_of_a_sheet(browser) -> None:
    page = browser.get("/ranking/export/xlsx/")
    with zipfile.ZipFile(io.BytesIO(page.content)) as book:
        sheets = book.read("xl/workbook.xml").decode()
        cells = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
        strings = book.read("xl/sharedStrings.xml").decode()
    assert re.findall('<sheet name="([^"]+)"', sheets) == ["Рейтинг", "Формула", "Как посчитано"]
    assert "<f>" not in cells and "=Минжилкомхоз" in strings and "Отпечаток данных" in strings


def test_who_took_a_file_is_kept_and_other_forms_are_not_found(browser, head) -> None:
    browser.get("/ranking/export/csv/")
    kept = Change.objects.get(subject="export", key="ranking")
    assert (kept.by, kept.after["period"], kept.after["form"]) == (head, "2026-10", "csv")
    assert browser.get("/ranking/export/docx/").status_code == 404
    assert browser.get("/ranking/export/csv/?period=вчера").status_code == 302


@pytest.mark.parametrize("page", ["/ranking/", "/ranking/?period=2026-09", "/ranking/body/b-1/", "/ranking/formula/"])
def test_a_page_asks_few_queries(browser, page) -> None:
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        browser.get(page)
    assert len(asked) <= MOST_QUERIES
