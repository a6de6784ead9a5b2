"""Approval in a browser: by keys alone, on a phone, without JavaScript; axe finds nothing."""

import os
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from otklik.answers.models import Answer
from otklik.flow.answering import approval
from tests import region
from tests.region import ROADS, TOWN, person, send
from tests.screens.browser import DESK, PHONE, axe_findings, chromium, log_in, overflow, window
from tests.sent_answers import EXCUSES, GOOD, fresh, written

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def answers(served: str) -> list[Answer]:
    region.found()
    executor = person("exec", "executor", body="roads")
    person("curator", "curator", body="roads")
    made = [
        written(one, executor, text=f"{GOOD} Ограждение поставим до 15 декабря 2027 года.")
        for one in send(*(f"{ROADS} {number}" for number in range(3)), topic="Дороги", territory=TOWN)
    ]
    for answer in made:
        assert approval.submit(answer_id=answer.pk, by=executor, at=timezone.now(), reasons=EXCUSES).changed
    return made


def come_in(page: Page, served: str) -> None:
    log_in(page, served, "curator", "curator1111111111")
    page.goto(f"{served}/approvals/")


def opened(page: Page, answer: Answer) -> None:
    page.wait_for_selector(f"h2 a[href='/questions/{answer.question_id}/']")
    # Keys are heard once the scripts, which come last, have run.
    page.wait_for_load_state("load")


def test_by_keys_alone_answers_are_read_approved_and_returned(
    browser: Browser, served: str, answers: list[Answer]
) -> None:
    first, second, third = answers
    with window(browser, DESK) as page:
        come_in(page, served)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        opened(page, first)
        page.keyboard.press("j")
        opened(page, second)
        page.keyboard.press("k")
        opened(page, first)
        assert axe_findings(page) == []
        # The same key in the Russian layout.
        page.keyboard.press("KeyA")
        opened(page, second)
        assert fresh(first).state == "published"
        page.keyboard.press("r")
        page.select_option("#return-reason", "no-evidence")
        page.fill("#return-words", "Приложите фото")
        page.keyboard.press("Control+Enter")
        opened(page, third)
        assert (fresh(second).state, fresh(second).returns) == ("returned", 1)
        page.keyboard.press("u")
        page.wait_for_selector("text=Отменено: 1 вопрос")
        assert (fresh(second).state, fresh(second).returns) == ("approval", 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(
    browser: Browser, served: str, answers: list[Answer], scheme: str
) -> None:
    with window(browser, PHONE, scheme) as page:
        come_in(page, served)
        assert (overflow(page), axe_findings(page)) == (0, [])
        page.click(".approvals-link")
        opened(page, answers[0])
        for box in ("#edit-return", "#edit-correct"):
            page.click(f"{box} > summary")
        assert (overflow(page), axe_findings(page)) == (0, [])


def test_without_javascript_an_answer_is_corrected_and_approved(
    browser: Browser, served: str, answers: list[Answer]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/login/")
    page.fill("#id_username", "curator")
    page.fill("#id_password", "curator1111111111")
    with page.expect_navigation():
        page.press("#id_password", "Enter")
    page.goto(f"{served}/approvals/")
    page.click(".approvals-link")
    page.click("#edit-correct > summary")
    page.fill("#correct-text", answers[0].text.replace("Здравствуйте", "Добрый день"))
    page.click("#edit-correct button[type=submit]")
    opened(page, answers[1])
    context.close()
    assert fresh(answers[0]).text.startswith("Добрый день") and fresh(answers[0]).state == "published"
