"""«Главное» and passports in a browser: what matters is seen at once, nothing overflows or fails axe, one A4 page."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from otklik.facts import parquet
from tests.region import TOWN
from tests.screens import head_kit as kit
from tests.screens.browser import DESK, PHONE, chromium, window
from tests.screens.desk_factories import entered
from tests.screens.test_browser_desk import come_in, faults

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGES = ("head/", "head/rows/?what=overdue", "bodies/", "places/", "bodies/roads/", f"places/{TOWN}/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def head(settings, tmp_path: Path, db: None) -> Client:
    settings.OTKLIK_HOME = tmp_path
    staff = kit.staff()
    kit.letters(staff["worker"])
    kit.ranked({"roads": 60, "waste": 40})
    parquet.write_stale(timezone.now())
    return entered(staff["head"])


def test_pages_fit_a_desk_and_a_phone_and_break_nothing(browser, head, served) -> None:
    for size, scheme in ((DESK, "light"), (PHONE, "dark")):
        with window(browser, size, scheme) as page:
            come_in(page, head, served)
            wrong = {address: found for address in PAGES if (found := faults(page, f"{served}/{address}"))}
        assert not wrong, "\n".join(f"{address}: {found}" for address, found in wrong.items())


def test_all_that_matters_is_seen_without_scrolling_and_printed_on_one_page(browser, head, served) -> None:
    with window(browser) as page:
        come_in(page, head, served)
        page.goto(f"{served}/head/")
        bottoms = page.eval_on_selector_all(
            ".head-card, .head-news, .head-block", "found => found.map(one => one.getBoundingClientRect().bottom)"
        )
        assert len(bottoms) == 10 and max(bottoms) <= DESK[1]
        printed = page.pdf(format="A4")
        page.get_by_role("link", name="Оператор отходов").first.click()
        page.wait_for_selector("h1:has-text('Паспорт')")
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
