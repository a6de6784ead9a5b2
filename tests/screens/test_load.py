"""«Нагрузка»: what lies on whom, equal to its rows; absent people; a proposal with its reasons."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from otklik.facts.models import Fact, MonthFile
from otklik.indicators import loading
from otklik.offices.absences import save_absence
from otklik.offices.models import Block, Body, Person
from otklik.offices.rules import EVERYTHING
from tests import region
from tests.flow.judged import answer
from tests.region import ROADS, RUBBISH, TOWN, UNCLEAR, VILLAGE, person, send
from tests.screens.desk_factories import entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(db: None) -> dict[str, Person]:
    region.found()
    block = Block.objects.create(code="town", name="Городское хозяйство")
    Body.objects.filter(code__in=("roads", "waste")).update(block=block)
    return {
        "boss": person("boss", "administrator"), "analyst": person("olga", "analyst", body="roads"),
        "roads": person("roman", "executor", body="roads"), "waste": person("vasya", "executor", body="waste"),
    }  # fmt: skip


@pytest.fixture
def letters(staff: dict[str, Person]) -> None:
    """Eight of roads three weeks ago, six of them answered the next day; four of rubbish; one unclear."""
    at = timezone.now() - timedelta(days=21)
    roads = send(*(f"{ROADS} {number}" for number in range(8)), topic="Дороги", territory=TOWN, at=at)
    send(*(f"{RUBBISH} {number}" for number in range(4)), topic="Мусор/Свалки/ТКО", territory=VILLAGE, at=at)
    send(UNCLEAR, at=at)
    for question in roads[:6]:
        answer(question, staff["roads"], at=at + timedelta(days=1))


def page(browser: Client, query: str = "") -> str:
    found = browser.get(f"/load/{query}")
    assert found.status_code == 200
    return found.content.decode()


def counted() -> None:
    """Facts were changed by hand: their months are written anew."""
    MonthFile.objects.all().delete()


def flood(code: str, count: int, staff: dict[str, Person]) -> None:
    """So many more open questions in a body, and answers enough of both bodies to know a pace."""
    at = timezone.now() - timedelta(days=10)
    text = {"roads": (ROADS, "Дороги"), "waste": (RUBBISH, "Мусор/Свалки/ТКО")}
    for body, number in (("roads", 24), ("waste", 24), (code, count)):
        words, topic = text[body]
        made = send(
            *(f"{words} ещё {body} {one} {number}" for one in range(number)), topic=topic, territory=TOWN, at=at
        )
        if number == 24 and (body != code or count != 24):
            Fact.objects.filter(pk__in=[one.pk for one in made]).update(
                is_open=False, state="closed", load=0, replied_at=at + timedelta(days=1), closed_at=at, due_at=None
            )
    counted()


def test_what_lies_on_a_body_is_that_of_its_rows(staff, letters):
    browser = entered(staff["boss"])
    told = page(browser)
    links = re.findall(r'<a href="(/slices/rows/[^"]+measure=(open|overdue)[^"]*)">([\d\u202f]+)</a>', told)
    assert len(links) > 5
    for href, _, figure in links:
        rows = browser.get(unescape(href)).content.decode()
        assert rows.count('data-label="О чём"') == int(figure)
    assert sum(Fact.objects.filter(is_open=True).values_list("load", flat=True)) == pytest.approx(
        loading.load(EVERYTHING, now=timezone.now()).all.load
    )


def test_what_came_and_went_is_counted_by_days_that_were_worked(staff, letters):
    found = loading.load(EVERYTHING, now=timezone.now())
    roads = found.bodies[Body.objects.get(code="roads").pk]
    assert (roads.received, roads.answered, roads.open, roads.open_before) == (8, 6, 2, 0)
    assert found.period.days == 28 and 15 <= found.days <= 20


def test_four_weeks_ago_is_told_beside(staff, letters):
    later = timezone.now() + timedelta(days=28)
    roads = loading.load(EVERYTHING, now=later).bodies[Body.objects.get(code="roads").pk]
    assert (roads.received, roads.received_before, roads.answered_before, roads.open_before) == (0, 8, 6, 2)


def test_everybody_sees_the_load_of_their_scope(staff, letters):
    told = page(entered(staff["analyst"]))
    assert "Посчитано по вопросам вашей области" in told
    assert "Ещё без органа" not in told and "measure=open" in told
    assert loading.load(EVERYTHING, now=timezone.now()).all.open == 7


def test_balanced_work_needs_no_help(staff, letters):
    assert "Подкрепление никому не нужно" in page(entered(staff["boss"]))


def test_a_flooded_body_is_told_with_reasons_and_who_can_help(staff, letters):
    for number in range(3):
        person(f"helper-{number}", "executor", body="waste")
    flood("roads", 60, staff)
    told = page(entered(staff["boss"]))
    assert "Управление дорог</a>: нужно ещё" in told or "Управление дорог: нужно ещё" in told
    assert "тот же блок" in told and "Оператор отходов" in told
    assert "сама она никого не переводит" in told


def test_people_away_are_named_and_counted_out(staff, letters):
    today = timezone.localdate()
    save_absence(
        person=staff["roads"], since=today, until=today + timedelta(days=3), deputy=None, note="", by=staff["boss"],
        at=timezone.now(),
    )  # fmt: skip
    told = page(entered(staff["boss"]))
    assert "Roman" in told and f"до {today + timedelta(days=3):%d.%m}" in told and "0 из 1" in told
    flood("roads", 60, staff)
    assert "отвечать сегодня некому" in page(entered(staff["boss"]))


def test_one_block_is_shown_alone_and_an_unknown_one_is_told(staff, letters):
    browser = entered(staff["boss"])
    told = page(browser, "?block=town")
    assert "Управление дорог" in told and "Дежурный центра" not in told.split('id="bodies"')[1]
    assert "Блока «луна» нет" in page(browser, "?block=луна")


def test_a_region_without_letters_says_so(staff):
    found = entered(staff["boss"]).get("/load/")
    assert "Считать пока нечего" in found.content.decode()
