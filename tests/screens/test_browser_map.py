"""The map and the load in a browser: no other host is asked, a click opens the panel, time moves, axe is clean."""

import math
import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from tests.screens import map_kit
from tests.screens.browser import DESK, PHONE, chromium, window
from tests.screens.desk_factories import entered
from tests.screens.map_kit import EAST, POINT, WEST
from tests.screens.test_browser_desk import come_in, faults

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
READY = "#map-left[data-ready]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def analyst() -> Client:
    found = map_kit.staff()
    map_kit.ground()
    map_kit.letters()
    return entered(found["analyst"])


def opened(page: Page, served: str, query: str = "") -> set[str]:
    """The map drawn; returns the hosts that were asked meanwhile and are asked later."""
    hosts: set[str] = set()
    page.on("request", lambda asked: hosts.add(asked.url.split("/")[2]) if "://" in asked.url else None)
    page.goto(f"{served}/map/?{query}")
    page.wait_for_selector(READY)
    return hosts


def press(page: Page, across: float, down: float) -> None:
    """Click the map at a share of its width and height."""
    box = page.locator("#map-box").bounding_box()
    assert box
    page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_the_map_and_the_load_fit_and_break_nothing(browser, analyst, served, size, scheme):
    with window(browser, size, scheme) as page:
        come_in(page, analyst, served)
        addresses = ("map/?compare=previous", "map/?per=1000", "map/rows/?at=50,100,100", "load/")
        wrong = {address: found for address in addresses if (found := faults(page, f"{served}/{address}"))}
    assert not wrong, "\n".join(f"{address}: {found}" for address, found in wrong.items())


def test_a_click_on_a_municipality_opens_its_panel_and_asks_nobody_else(browser, analyst, served):
    with window(browser) as page:
        come_in(page, analyst, served)
        hosts = opened(page, served)
        # The town is the western half of the region.
        press(page, 0.45, 0.5)
        page.wait_for_selector("#map-panel .map-figure")
        assert "Заречинск" in page.inner_text("#map-panel") and "9" in page.inner_text(".map-figure")
        press(page, 0.55, 0.5)
        page.wait_for_function("() => document.querySelector('#map-panel').innerText.includes('Дальний округ')")
    assert hosts == {served.removeprefix("http://")}


def test_a_name_in_the_table_opens_the_panel_by_keys(browser, analyst, served):
    with window(browser) as page:
        come_in(page, analyst, served)
        opened(page, served)
        page.get_by_role("link", name="Дальний округ").focus()
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.id === 'map-panel'")
        assert "Дальний округ" in page.inner_text("#map-panel")


def test_time_moves_by_the_slider_and_by_itself(browser, analyst, served):
    with window(browser) as page:
        come_in(page, analyst, served)
        opened(page, served, "step=day")
        page.wait_for_function("() => document.querySelector('#map-step').max === '29'")
        page.focus("#map-step")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => /^\\d\\d\\.\\d\\d/.test(document.querySelector('#map-when').value)")
        was = page.evaluate("document.querySelector('#map-when').value")
        page.click("#map-play")
        page.wait_for_function("was => document.querySelector('#map-when').value !== was", arg=was)
        page.click("#map-pause")
        page.click("#map-whole")
        assert page.evaluate("document.querySelector('#map-when').value") == "весь период"


def test_a_point_opens_its_questions(browser, analyst, served):
    with window(browser) as page:
        come_in(page, analyst, served)
        opened(page, served, f"until={timezone.localdate() - timedelta(days=4)}")
        page.check("#map-spots")
        page.wait_for_function("() => document.querySelector('#map-said').innerText.includes('С известным местом: 4')")
        page.wait_for_timeout(500)
        press(page, *_seen_at(page, POINT))
        page.wait_for_selector("#map-panel .map-rows")
        assert "4 вопроса в этом месте" in page.inner_text("#map-panel")


def _seen_at(page: Page, point: tuple[float, float]) -> tuple[float, float]:
    """Where a latitude and longitude is on the map as it opens: the region fills its height but for 24 pixels."""
    box = page.locator("#map-box").bounding_box()
    assert box
    high, low, here = (math.log(math.tan(math.pi / 4 + math.radians(at) / 2)) for at in (58, 56, point[0]))
    scale = (box["height"] - 48) / (high - low)
    across = box["width"] / 2 + math.radians(point[1] - (WEST + EAST) / 2) * scale
    return across / box["width"], (24 + (high - here) * scale) / box["height"]
