"""Urgent questions in a browser: told once in words, title and sound; nothing flashes; keys work."""

import os
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from otklik.answers.models import Asking
from otklik.routing.models import Taking
from tests import region
from tests.region import UNCLEAR, person, send
from tests.screens.browser import DESK, PHONE, axe_findings, chromium, log_in, overflow, window

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
DANGER = "В подъезде дома 12 сильно пахнет газом, ребёнку стало плохо, помогите срочно"
COUNT_TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...args) { window.tones += 1; return start.apply(this, args); };
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def address(served: str) -> str:
    region.found()
    person("mod", "moderator")
    return served


def until(page: Page, script: str) -> None:
    """Wait for an expression to be true: the page's policy lets no waiting inside the page."""
    for _ in range(150):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def come_in(page: Page, address: str) -> None:
    page.add_init_script(COUNT_TONES)
    log_in(page, address, "mod", "mod1111111111")


def test_a_new_urgent_question_is_told_once_and_rings_if_wished(browser, address):
    with window(browser) as page:
        come_in(page, address)
        assert "!" not in page.title()
        page.get_by_role("button", name="Звук при срочных").click()
        until(page, "window.tones === 2")
        (question,) = send(DANGER, at=timezone.now())
        until(page, "document.title.startsWith('(1!)')")
        assert f"Срочный вопрос № {question.pk}" in page.locator("#live").text_content()
        until(page, "window.tones === 4")
        page.evaluate("document.getElementById('live').textContent = ''")
        page.reload()
        page.wait_for_selector("#alarm .alarm-line")
        page.wait_for_timeout(300)
        assert (page.evaluate("window.tones"), page.locator("#live").text_content()) == (0, "")
        assert page.title().startswith("(1!)")


def test_without_the_wish_there_is_no_sound(browser, address):
    send(DANGER, at=timezone.now())
    with window(browser) as page:
        come_in(page, address)
        page.wait_for_selector("#alarm .alarm-line")
        assert page.evaluate("window.tones") == 0
        assert page.get_by_role("button", name="Звук при срочных").get_attribute("aria-pressed") == "false"


def test_it_is_taken_by_a_button_or_a_key_and_leaves_the_top(browser, address):
    send(DANGER, at=timezone.now())
    with window(browser) as page:
        come_in(page, address)
        page.wait_for_selector("#card [data-takes-on]")
        page.keyboard.press("t")
        page.wait_for_selector("#alarm.is-quiet", state="attached")
        until(page, "!document.title.includes('!')")
        assert Taking.objects.count() == 1
        page.keyboard.press("u")
        page.wait_for_selector("#alarm .alarm-line")
        assert Taking.objects.count() == 0


def test_the_author_is_asked_by_keys_alone(browser, address):
    send(UNCLEAR, at=timezone.now())
    with window(browser) as page:
        come_in(page, address)
        page.wait_for_selector("#edit-ask")
        page.keyboard.press("q")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("text=Автора спросили")
        assert Asking.objects.get().text.startswith("Уточните")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_the_pages_fit_and_axe_finds_nothing(browser, address, size, scheme):
    (question,) = send(DANGER, at=timezone.now())
    with window(browser, size, scheme) as page:
        come_in(page, address)
        assert (axe_findings(page), overflow(page)) == ([], 0)
        page.goto(f"{address}/questions/{question.pk}/")
        page.locator("#edit-ask > summary").click()
        assert (axe_findings(page), overflow(page)) == ([], 0)
