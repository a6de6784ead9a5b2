"""«Рейтинг» in a browser: nothing overflows or fails axe, and a weight that is typed shows who would move."""

import os
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests.region import ROADS, person, send
from tests.screens import ranking_kit as kit
from tests.screens.browser import DESK, PHONE, chromium, window
from tests.screens.desk_factories import entered
from tests.screens.test_browser_desk import come_in, faults

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGES = (
    "ranking/", "ranking/?league=large", "ranking/body/b-1/", "ranking/body/b-6/",
    "ranking/body/waste/", "ranking/place/99701000/", "ranking/formula/", "ranking/formula/edit/",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def admin(db: None) -> Client:
    kit.found()
    kit.publish()
    send(ROADS, topic="Дороги")
    return entered(person("boss", "administrator"))


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_every_page_of_the_ranking_fits_and_breaks_nothing(browser, admin, served, size, scheme):
    with window(browser, size, scheme) as page:
        come_in(page, admin, served)
        wrong = {address: found for address in PAGES if (found := faults(page, f"{served}/{address}"))}
    assert not wrong, "\n".join(f"{address}: {found}" for address, found in wrong.items())


def test_a_weight_that_is_typed_shows_who_would_move_before_anything_is_sent(browser, admin, served):
    with window(browser) as page:
        come_in(page, admin, served)
        page.goto(f"{served}/ranking/formula/edit/")
        page.fill("#id_minimum", "290")
        page.press("#id_minimum", "Tab")
        page.wait_for_selector("#preview >> text=останется без места")
        page.fill("#id_part_quality", "31")
        page.press("#id_part_quality", "Tab")
        page.wait_for_selector("#preview >> text=в сумме дают 101 %")
        assert page.input_value("#id_minimum") == "290"


def test_a_row_leads_to_why_it_stands_there(browser, admin, served):
    with window(browser) as page:
        come_in(page, admin, served)
        page.goto(f"{served}/ranking/")
        page.locator(".ranking-who a").first.click()
        page.wait_for_selector("text=Почему это место")
        page.wait_for_selector("#past .chart-area svg")
