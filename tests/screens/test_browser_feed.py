"""«Лента» and «Карточка» in Chromium: keys, changes, undo, accessibility, phone width."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.screens.operator import feed
from tests.factories import NOON, PASSWORD, a_person, a_question, a_waiting_feed
from tests.screens.browser import DESK, PHONE, axe_findings, chromium, log_in, overflow, window

pytestmark = pytest.mark.browser
WAITING = "/?waits_for=triage"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def questions(served):
    a_person(role="administrator")
    return a_waiting_feed(4)


def opened(page, question: Question) -> None:
    page.wait_for_selector(f'#card [data-question="{question.pk}"]')


def test_keys_lead_through_the_feed_and_one_key_decides(served, browser, questions):
    first, second, third, _ = questions
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        page.goto(served + WAITING)
        opened(page, first)
        page.keyboard.press("j")
        opened(page, second)
        page.keyboard.press("k")
        opened(page, first)
        page.keyboard.press("1")
        opened(page, second)
        assert page.locator("#rows .row-line").count() == 3
        assert page.locator(".row-line.is-current").get_attribute("id") == f"q{second.pk}"
        page.keyboard.press("Shift+Digit1")
        opened(page, third)
        page.keyboard.press("u")
        opened(page, second)
        assert page.locator("#rows .row-line").count() == 3
    assert Question.objects.get(pk=first.pk).topic.code == "im.05.01"
    assert Question.objects.get(pk=second.pk).body is None


def test_deciding_goes_on_below_what_was_loaded(served, browser, questions, monkeypatch):
    monkeypatch.setattr(feed, "PAGE", 2)
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        page.goto(served + WAITING)
        for question, next_one in pairwise(questions):
            opened(page, question)
            page.keyboard.press("1")
            opened(page, next_one)
            page.wait_for_selector(f"#q{next_one.pk}.is-current")
        page.keyboard.press("1")
        page.wait_for_selector("#card >> text=Здесь всё разобрано")


_PRESS_AT_ONCE = """id => new MutationObserver((_, seen) => {
  const button = document.querySelector(`#card [data-question="${id}"] [data-take="theme-1"]`);
  if (button) { seen.disconnect(); button.click(); }
}).observe(document.getElementById("card"), { childList: true })"""


def test_a_key_pressed_the_moment_a_card_is_drawn_keeps_the_feed(served, browser, questions):
    # htmx takes up what it draws only when it "settles": with its usual 20 ms the form would be sent as a plain page.
    first, second, third, _ = questions
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        page.goto(served + WAITING)
        opened(page, first)
        page.evaluate(_PRESS_AT_ONCE, second.pk)
        page.keyboard.press("j")
        opened(page, third)
        page.wait_for_selector(f"#q{third.pk}.is-current")
        assert page.locator("#rows .row-line").count() == 3


def test_another_topic_is_chosen_in_five_keys(served, browser, questions):
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        page.goto(served + WAITING)
        opened(page, questions[0])
        page.keyboard.press("e")
        page.keyboard.type("сне")
        page.keyboard.press("Enter")
        opened(page, questions[1])
    assert Question.objects.get(pk=questions[0].pk).topic.code == "im.05.02"


def test_rows_marked_in_a_row_are_changed_at_once_and_undone(served, browser, questions):
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        page.goto(served + WAITING)
        marks = page.locator(".row-mark")
        marks.nth(0).click()
        marks.nth(2).click(modifiers=["Shift"])
        assert page.locator("[data-marked]").inner_text() == "Отмечено: 3"
        page.click(".bulk-bar button[value=decide]")
        page.wait_for_selector("#bulk-dialog[open]")
        page.fill("#bulk-topic", "осв")
        page.wait_for_selector(".picker-option >> text=Освещение")
        page.press("#bulk-topic", "Enter")
        page.wait_for_selector(".toast-line >> text=3 вопроса")
        assert page.locator("#rows .row-line").count() == 1
        page.keyboard.press("u")
        page.wait_for_selector(".toast-line >> text=Отменено")
        assert page.locator("#rows .row-line").count() == 4


def test_the_help_opens_by_its_key_and_closes(served, browser, questions):
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        page.keyboard.press("?")
        page.wait_for_selector("#help[open]")
        page.keyboard.press("Escape")
        assert page.locator("#help[open]").count() == 0
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"


def test_the_clock_shows_the_time_of_the_region(served, browser, questions):
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        shown = page.locator("#clock").inner_text()
    now = timezone.localtime()
    assert shown in {f"{moment:%H:%M}" for moment in (now, now - timedelta(minutes=1))}


def test_what_arrives_is_told_and_moves_nothing(served, browser, questions):
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        opened(page, questions[0])
        a_question("свежий", received_at=NOON.replace(hour=15))
        page.evaluate("htmx.trigger('#newer', 'poll')")
        page.wait_for_selector(".newer >> text=1 новый")
        assert page.locator("#rows .row-line").count() == 4


def test_a_stale_card_tells_what_changed(served, browser, questions):
    with window(browser) as page:
        log_in(page, served, "moderator", PASSWORD)
        page.goto(served + WAITING)
        opened(page, questions[0])
        Question.objects.filter(pk=questions[0].pk).update(version=7)
        page.keyboard.press("1")
        page.wait_for_selector(".notice >> text=изменён, пока страница была открыта")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_pages_are_accessible_and_fit_the_window(served, browser, questions, scheme, size):
    with window(browser, size, scheme) as page:
        page.goto(f"{served}/login/")
        assert axe_findings(page) == []
        log_in(page, served, "moderator", PASSWORD)
        if size == DESK:
            opened(page, questions[0])
        for address in ("/", WAITING, f"/questions/{questions[0].pk}/", "/feed/filter/", "/gallery/", "/nothing/"):
            page.goto(served + address) if address != "/" else None
            page.wait_for_load_state("networkidle")
            assert axe_findings(page) == [], address
            assert overflow(page) <= 0, address
            page.evaluate("document.querySelectorAll('#card details').forEach(one => one.open = true)")
            assert axe_findings(page) == [], f"{address}, all unfolded"
