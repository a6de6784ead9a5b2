"""The editor in a browser: it keeps the text by itself, ties flaws to words, two people meet and lose nothing."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from otklik.answers.models import Answer, Aside
from otklik.answers.writing import drafting
from otklik.appeals.models import Question
from otklik.flow.answering import assigning, contributing
from otklik.offices.models import Person
from tests import region
from tests.region import ROADS, person, send
from tests.screens.browser import DESK, PHONE, axe_findings, chromium, log_in, overflow, window

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TEXT = "Яму засыпали щебнем 18 ноября. Решим в ближайшее время."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def address(served: str) -> str:
    region.found()
    person("anna", "executor", body="roads")
    person("boris", "executor", body="roads")
    return served


def a_question(login: str = "anna") -> Question:
    (question,) = send(ROADS, topic="Дороги", at=timezone.now() - timedelta(hours=1))
    assigning.take(question_ids=[question.pk], by=Person.objects.get(login=login), at=timezone.now())
    return question


def come_in(page: Page, address: str, login: str, path: str) -> None:
    log_in(page, address, login, f"{login}1111111111")
    page.goto(f"{address}{path}")


def until(page: Page, script: str) -> None:
    """Wait for an expression to be true: the page's policy lets no waiting inside the page."""
    for _ in range(200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def test_the_text_is_kept_by_itself_and_flaws_select_their_words(browser, address):
    question = a_question()
    with window(browser) as page:
        come_in(page, address, "anna", f"/mine/{question.pk}/")
        page.locator("#text").press_sequentially(TEXT[:20])
        page.locator("#text").fill(TEXT)
        page.wait_for_selector(".remark [data-begins], button.remark-go")
        page.locator("#outcome").focus()
        until(page, "document.getElementById('saved').textContent.startsWith('Сохранено само')")
        assert Answer.objects.get().text == TEXT
        page.locator("button.remark-go", has_text="ближайшее время").first.click()
        chosen = "(box => box.value.slice(box.selectionStart, box.selectionEnd))(document.getElementById('text'))"
        assert "ближайшее" in page.evaluate(chosen)


def test_a_template_asks_for_its_fields_and_makes_the_text(browser, address):
    question = a_question()
    with window(browser) as page:
        come_in(page, address, "anna", f"/mine/{question.pk}/")
        page.select_option("#template", label="Яма на дороге: отремонтирована")
        page.wait_for_selector(".blanks input")
        for box in page.locator(".blanks input").all():
            box.fill(box.get_attribute("placeholder") or "да")
        page.get_by_role("button", name="Составить ответ из полей").click()
        page.wait_for_selector("text=Ответ составлен")
        assert "отремонтирована" in page.locator("#text").input_value()
        assert Answer.objects.get().outcome == "solved"


def test_the_second_person_sees_the_first_and_loses_nothing(browser, address):
    question = a_question()
    path = f"/mine/{question.pk}/"
    with window(browser) as first, window(browser) as second:
        come_in(first, address, "anna", path)
        first.locator("#text").press_sequentially("Анна")
        until(first, "document.getElementById('saved').textContent.length > 0")
        first.wait_for_timeout(500)
        come_in(second, address, "boris", path)
        assert "правит Anna" in second.locator("#lock").inner_text()
        assert second.locator("#text").is_disabled()
        Answer.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        second.reload()
        second.get_by_role("button", name="Взять себе").click()
        second.wait_for_selector("#text:enabled")
        second.locator("#text").fill("Текст Бориса")
        second.get_by_role("button", name="Сохранить", exact=True).click()
        second.wait_for_selector("text=Черновик сохранён")
        first.locator("#text").fill("Текст Анны")
        first.locator("#outcome").focus()
        first.wait_for_selector("#overtaken:not([hidden])")
        assert Answer.objects.get().text == "Текст Бориса" and Aside.objects.get().text == "Текст Анны"
        first.goto(f"{address}{path}")
        first.wait_for_selector("text=Ваш текст сохранён отдельно")


def test_a_press_while_it_saves_itself_waits(browser, address):
    question = a_question()
    with window(browser) as page:
        come_in(page, address, "anna", f"/mine/{question.pk}/")
        page.locator("#text").fill(TEXT)
        # Leaving the box saves the text by itself in the very moment in which the button is pressed.
        page.get_by_role("button", name="Сохранить", exact=True).click()
        page.wait_for_selector("text=Черновик сохранён")
        assert not Aside.objects.exists() and Answer.objects.get().text == TEXT


def test_a_question_is_taken_by_keys_alone(browser, address):
    (question,) = send(ROADS, topic="Дороги", at=timezone.now() - timedelta(hours=1))
    with window(browser) as page:
        come_in(page, address, "anna", "/mine/")
        page.keyboard.press("j")
        page.keyboard.press("t")
        page.wait_for_selector("#text:enabled")
        assert Question.objects.get(pk=question.pk).assignee == Person.objects.get(login="anna")


def test_without_javascript_it_is_a_plain_form(browser, address):
    question = a_question()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/login/")
    page.fill("#id_username", "anna")
    page.fill("#id_password", "anna1111111111")
    with page.expect_navigation():
        page.press("#id_password", "Enter")
    page.goto(f"{address}/mine/{question.pk}/")
    page.locator("#text").fill(TEXT)
    page.select_option("#outcome", "solved")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    page.wait_for_selector("text=Черновик сохранён")
    assert page.locator("button.remark-go").count() > 0
    context.close()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_the_pages_fit_and_axe_finds_nothing(browser, address, size, scheme):
    question, anna = a_question(), Person.objects.get(login="anna")
    answer = drafting.open_for(question, by=anna, at=timezone.now())
    for number, words in enumerate(("Яму засыпали щебнем.", TEXT)):
        drafting.save(
            answer.pk, text=words, filled={}, outcome="solved", kind="final", version=number, by=anna, at=timezone.now()
        )
    contributing.ask(question_ids=[question.pk], body_code="waste", asked="Когда?", by=anna, at=timezone.now())
    with window(browser, size, scheme) as page:
        come_in(page, address, "anna", "/mine/")
        for path in ("/mine/", f"/mine/{question.pk}/", f"/mine/{question.pk}/versions/", "/mine/?part=rework"):
            page.goto(f"{address}{path}")
            assert (path, axe_findings(page), overflow(page)) == (path, [], 0)
