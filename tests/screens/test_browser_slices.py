"""«Срезы» in a browser: clicks change the slice without a new page, a figure opens its rows, charts are drawn."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from otklik.indicators import kept
from otklik.indicators.rules import Period, Slice
from tests import region
from tests.region import ROADS, RUBBISH, TOWN, VILLAGE, person, send
from tests.screens.browser import DESK, PHONE, chromium, window
from tests.screens.desk_factories import entered
from tests.screens.test_browser_desk import come_in, faults

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGES = (
    "slices/?m=received&m=in_time&d=group&compare=previous", "slices/?m=received&d=day&compare=year",
    "slices/?m=received&d=group&d=place", "slices/?m=received&m=no_topic&d=group&d=place&d=tone",
    "slices/?m=received&d=group&narrow=place", "slices/rows/?m=in_time&d=group&measure=in_time",
    "slices/board/", "slices/kept/", "indicators/",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def analyst() -> Client:
    """An analyst of a region with a few letters and one slice on the board."""
    now = timezone.now()
    region.found()
    anna = person("anna", "analyst")
    for days in (1, 2, 9):
        at = now - timedelta(days=days)
        send(*(f"{ROADS} {number}" for number in range(4)), topic="Дороги", territory=TOWN, at=at)
        send(*(f"{RUBBISH} {number}" for number in range(3)), topic="Мусор/Свалки/ТКО", territory=VILLAGE, at=at)
    week = Period(timezone.localdate() - timedelta(days=9), timezone.localdate())
    one = kept.keep(Slice(("received",), ("day",), week), "По дням", is_rolling=True, by=anna, at=now)
    kept.pin(one.pk, by=anna)
    return entered(anna)


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_every_page_of_slices_fits_and_breaks_nothing(browser, analyst, served, size, scheme):
    with window(browser, size, scheme) as page:
        come_in(page, analyst, served)
        assert {address: found for address in PAGES if (found := faults(page, f"{served}/{address}"))} == {}


def test_clicks_build_a_slice_and_a_figure_opens_its_rows(browser, analyst, served):
    with window(browser) as page:
        come_in(page, analyst, served)
        page.goto(f"{served}/slices/?m=received&d=group")
        page.evaluate("window.isSamePage = true")
        page.locator("#d-group").click()
        page.wait_for_url(lambda address: "d=group" not in address)
        page.locator("#d-day").click()
        page.wait_for_url("**d=day**")
        drawn(page)
        page.locator("#group-2 summary").click()
        page.locator("#m-answered").click()
        page.wait_for_url("**m=answered**")
        assert page.locator("#group-2").get_attribute("open") is not None
        assert page.evaluate("window.isSamePage")
        page.get_by_role("link", name="Убрать: Дан ответ").click()
        page.wait_for_url(lambda address: "m=answered" not in address)
        total = page.locator("tfoot a").first
        assert total.inner_text() == "21"
        total.click()
        page.wait_for_url("**/slices/rows/**")
        assert page.locator(".slices-rows tbody tr").count() == 21
        page.locator(".slices-rows tbody a").first.click()
        page.wait_for_url("**/questions/**")


def test_a_chart_opens_rows_and_leaves_as_a_picture(browser, analyst, served):
    with window(browser) as page:
        come_in(page, analyst, served)
        page.goto(f"{served}/slices/?m=received&d=group")
        drawn(page)
        with page.expect_download() as taken:
            page.locator("[data-chart-save]").click()
        assert taken.value.suggested_filename.endswith(".png")
        assert taken.value.path().read_bytes().startswith(b"\x89PNG")
        area = page.locator(".chart-area").bounding_box()
        assert area
        page.mouse.click(area["x"] + 260, area["y"] + 24)
        page.wait_for_url("**/slices/rows/**")
        assert page.locator(".slices-rows tbody tr").count() == 12


def drawn(page: Page) -> None:
    page.locator(".chart-area svg path").first.wait_for(state="attached")
