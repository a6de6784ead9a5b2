"""Quality and blind marking in a browser: nothing overflows or fails axe, a text is marked by keys alone."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from otklik.flow.desks import desk
from otklik.triage import actions as triage
from otklik.triage.measured import marking
from otklik.triage.measured.quality import Period
from otklik.triage.models import Marking
from tests import region
from tests.region import ROADS, RUBBISH, UNCLEAR, person, send
from tests.screens.browser import DESK, PHONE, chromium, window
from tests.screens.test_browser_desk import come_in, faults

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGES = (
    "quality/", "quality/threshold/?level=70", "quality/threshold/all/", "quality/threshold/price/",
    "quality/confusion/", "quality/confusion/?head=theme", "quality/versions/", "quality/agreement/",
    "quality/rows/?what=read", "marking/",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def boss() -> Client:
    """An administrator of a region where the machine and two people have chosen, not always the same."""
    now = timezone.now()
    region.found()
    chief = person("boss", "administrator")
    triage.set_thresholds({"group": 0.6, "theme": None}, source="тест", by=chief, at=now)
    marking.set_stake(manual_min=1, error_min=15, check_share=1.0, source="тест", by=chief, at=now)
    questions = send(*(f"{text} {number}" for text in (ROADS, RUBBISH) for number in range(4)), UNCLEAR, at=now)
    anna, boris = person("anna", "moderator"), person("boris", "moderator")
    for question, code in zip(questions, ("im.12", "im.05.11", "im.03") * 3, strict=True):
        desk.decide(question_ids=[question.pk], topic_code=code, by=anna, at=now)
    marking.draw(Period(now - timedelta(days=1), now + timedelta(days=1)), count=9, at=now)
    for row in Marking.objects.order_by("pk")[2:12]:
        marking.mark(row.pk, topic_code="im.12", by=boris, at=now)
    client = Client()
    client.force_login(chief)
    return client


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_every_page_of_quality_fits_and_breaks_nothing(browser, boss, served, size, scheme):
    with window(browser, size, scheme) as page:
        come_in(page, boss, served)
        wrong = {address: found for address in PAGES if (found := faults(page, f"{served}/{address}"))}
    assert not wrong, "\n".join(f"{address}: {found}" for address, found in wrong.items())


def test_a_text_is_marked_by_keys_alone(browser, boss, served):
    left = Marking.objects.filter(at=None).count()
    with window(browser) as page:
        come_in(page, boss, served)
        page.goto(f"{served}/marking/")
        assert page.evaluate("document.activeElement.name") == "topic_words"
        first = page.locator("article.letter").inner_text()
        page.keyboard.type("мусор")
        page.wait_for_selector(".picker-option")
        page.keyboard.press("Enter")
        page.wait_for_function("first => document.querySelector('article.letter')?.innerText !== first", arg=first)
    assert Marking.objects.filter(at=None).count() == left - 1
