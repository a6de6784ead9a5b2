"""Settings, imports, quarantine and the new letter in a browser: nothing overflows, is refused or fails axe."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from otklik.intake import actions as intake
from otklik.intake.models import Flaw, Import, Mapping, Source
from otklik.offices.models import Person
from tests.factories import a_question
from tests.screens.browser import DESK, PHONE, axe_findings, chromium, follow, overflow, window
from tests.screens.desk_factories import a_region, entered, someone

# The driver of the browser runs an event loop of its own in this thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# A folder for pictures of every page, to be looked at.
SHOTS = os.environ.get("OTKLIK_SHOTS", "")
PAGES = (
    "letters/new/", "imports/", "imports/1/", "imports/2/", "imports/3/columns/", "quarantine/",
    "quarantine/letters/1/", "settings/", "settings/bodies/", "settings/bodies/mintrans/",
    "settings/bodies/g-zarechnyi/", "settings/blocks/", "settings/blocks/new/", "settings/people/",
    "settings/people/1/", "settings/topics/", "settings/topics/upload/", "settings/topics/mapping/",
    "settings/topics/im/", "settings/policies/", "settings/policies/messages/", "settings/calendar/2026/",
    "settings/calendar/day/2026-05-08/", "settings/calendar/recount/",
    "settings/calendar/hours/new/", "settings/policies/fast/",
    "settings/territories/", "settings/territories/99701000/",
    "settings/routes/", "settings/routes/new/", "settings/asking/", "settings/asking/texts/new/",
    "settings/asking/rules/new/", "settings/urgent/", "settings/sources/", "quality/threshold/all/",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def admin(tmp_path: Path) -> Client:
    """An administrator of a region with a little of everything, entered."""
    person = someone()
    a_region()
    _imports(person, tmp_path)
    intake.accept_one(channel="api", raw=b"{broken", source=None, at=timezone.now())
    a_question(waits_for="quarantine", wait_reason="Разбор споткнулся")
    Source.objects.create(code="portal", name="Портал края", key_hash="0" * 64)
    client = entered(person)
    client.post("/settings/blocks/roads/", {"name": "Дороги и транспорт", "position": "1"})
    return client


def _imports(person: Person, folder: Path) -> None:
    """A done import with flaws, a running one, a draft with its table on the disk."""
    done = Import.objects.create(pk=1, by=person, channel="incident", file_name="выгрузка-за-март.csv", path="/x",
                                 state="done", total_bytes=10, done_bytes=10, read=18047, stored=17900, duplicates=140,
                                 quarantined=7, flaw_count=2)  # fmt: skip
    Flaw.objects.create(
        run=done, row=12, column="Дата публикации", message="дата «луна» не прочитана; пишите 05.03.2026"
    )
    Flaw.objects.create(run=done, row=40, message="Текст пуст: строка лежит в карантине")
    Import.objects.create(pk=2, by=person, channel="incident", file_name="апрель.xlsx", path="/x", state="running",
                          total_bytes=100, done_bytes=35, read=6000, stored=6000)  # fmt: skip
    table = folder / "t.csv"
    table.write_text(
        "Номер;Текст инцидента;Группа тем;Тема;Исполнитель\n1;" + "Яма у школы. " * 40 + ";Дороги;Ямы;Город\n"
    )
    Import.objects.create(pk=3, by=person, channel="incident", file_name="май.csv", path=str(table))
    Mapping.objects.create(name="Полная выгрузка", channel="incident", columns={"text": "Текст инцидента"})


def come_in(page: Page, admin: Client, address: str) -> None:
    """Give the window the administrator's session."""
    page.context.add_cookies([{"name": "sessionid", "value": admin.cookies["sessionid"].value, "url": address}])


def faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page: its answer, its width, what axe finds."""
    answer = page.goto(address, wait_until="load")
    found = [] if answer and answer.status == 200 else [f"answered {answer and answer.status}"]
    wide = overflow(page)
    return found + ([f"{wide} px wider than the window"] if wide > 0 else []) + axe_findings(page)


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_every_page_fits_and_breaks_nothing(browser, admin, served, size, scheme):
    wrong = {}
    with window(browser, size, scheme) as page:
        come_in(page, admin, served)
        for number, address in enumerate(PAGES):
            if found := faults(page, f"{served}/{address}"):
                wrong[address] = found
            if SHOTS:
                name = address.strip("/").replace("/", "-")
                page.screenshot(path=f"{SHOTS}/{size[0]}-{number:02}-{name}.png", full_page=True)
    assert not wrong, "\n".join(f"{address}: {found}" for address, found in wrong.items())


def test_a_letter_is_typed_and_its_card_opens(browser, admin, served):
    with window(browser) as page:
        come_in(page, admin, served)
        page.goto(f"{served}/letters/new/")
        page.get_by_label("Телефон", exact=True).fill("12")
        follow(page, "Принять письмо")
        assert page.get_by_text("Поле «Суть» пусто").is_visible()
        assert page.evaluate("document.activeElement.name") == "text"
        assert axe_findings(page) == []
        page.get_by_label("Суть").fill("На улице Лесной третий день нет воды")
        page.locator("[name=phone]").fill("8 900 123-45-67")
        page.get_by_role("button", name="Принять письмо").click()
        page.wait_for_url("**/questions/*/")
        assert page.get_by_text("Письмо принято").first.is_visible()


def test_progress_moves_by_itself(browser, admin, served):
    with window(browser) as page:
        come_in(page, admin, served)
        page.goto(f"{served}/imports/2/")
        assert page.locator("progress").get_attribute("value") == "35"
        Import.objects.filter(pk=2).update(state="done", done_bytes=100, read=6100, stored=6100)
        page.wait_for_selector("progress.is-finished")
        assert page.get_by_role("heading", name="Завершён").is_visible()


def test_all_letters_are_marked_by_one_box(browser, admin, served):
    with window(browser) as page:
        come_in(page, admin, served)
        page.goto(f"{served}/quarantine/")
        page.get_by_label("Отметить все письма страницы").check()
        page.get_by_role("button", name="Прочитать заново отмеченное").click()
        page.get_by_text("Осталось в карантине 1").wait_for()
