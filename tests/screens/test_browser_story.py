"""One question from the feed to its closing, through every desk, as people see it; its history tells it all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from otklik.answers.models import Answer, Dispatch, SendingRule
from otklik.appeals.models import Question
from otklik.flow.leaving import sending
from otklik.satisfaction import links
from tests import region
from tests.region import person, send
from tests.screens.browser import chromium, follow, log_in, window

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PIT = "На улице Лесной у дома 12 глубокая яма, машины объезжают по тротуару, дети идут по дороге. Когда сделаете?"
EMPTY = "Ваше обращение рассмотрено. Вопрос находится на контроле, меры принимаются в установленном порядке."
FIRST = (
    "Здравствуйте! Яму на улице Лесной у дома 12 засыпали щебнем 20 ноября, до ремонта поставили знак. Асфальт уложит"
    " бригада дорожной службы до 15 декабря, отвечает мастер участка, телефон диспетчера 8 (000) 210-05-05."
)
SECOND = (
    "Здравствуйте! Вы правы, щебень вымыло. 21 ноября бригада дорожной службы уложила асфальт на улице Лесной у дома"
    " 12, работу принял инспектор, проезд и тротуар свободны. Если покрытие снова разрушится, позвоните диспетчеру:"
    " 8 (000) 210-05-05."
)
PART = "Колодец под ямой проверили 19 ноября: утечки нет, люк закреплён."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def address(served: str) -> str:
    region.found()
    person("moder", "moderator")
    person("anna", "executor", body="roads")
    person("boris", "executor", body="roads")
    person("vodokanal", "executor", body="waste")
    person("kurator", "curator", body="roads")
    SendingRule.objects.create(channel="api", position=3, sender="page")
    return served


@pytest.fixture
def desk(address, browser):
    """Opens the product as somebody: a window of their own, at a path."""

    @contextmanager
    def opened(login: str, path: str) -> Iterator[Page]:
        with window(browser) as page:
            log_in(page, address, login, f"{login}1111111111")
            page.goto(f"{address}{path}")
            yield page

    return opened


def choose(page: Page, box: str, typed: str, option: str) -> None:
    """Take an option of a list that is searched by typing."""
    page.fill(box, typed)
    page.locator(".picker-option", has_text=option).first.click()


def write(page: Page, text: str, outcome: str) -> None:
    """Write an answer in the editor and send it on."""
    page.wait_for_selector("#text:enabled")
    page.select_option("#outcome", outcome)
    page.fill("#text", text)
    follow(page, "Отправить на согласование")


def approve(desk, number: int) -> None:
    with desk("kurator", "/approvals/") as page:
        follow(page, f"№ {number}", "link")
        follow(page, "Согласовать и опубликовать")
    assert Answer.objects.filter(question=number).latest("pk").state == "published"
    sending.send_waiting(timezone.now() + timedelta(minutes=2))
    assert not Dispatch.objects.filter(question=number, kind="answer").exclude(state="sent").exists()


def rate(address: str, browser: Browser, question: Question, *, stars: str, solved: str, told: str) -> None:
    path = urlsplit(links.address(question, timezone.now())).path
    with window(browser) as page:
        page.goto(f"{address}{path}")
        page.get_by_label(solved, exact=True).check()
        page.locator(f"input[name=stars][value='{stars}']").check()
        follow(page, "Отправить оценку")
        page.wait_for_selector(f"text={told}")


def test_from_the_feed_to_the_closing_of_a_question_opened_again(address, browser, desk):
    (question,) = send(PIT, at=timezone.now() - timedelta(hours=3))
    number = question.pk

    with desk("moder", f"/questions/{number}/") as page:
        page.locator("#edit-topic summary").click()
        choose(page, "#topic-words", "выбоин", "Ямы и выбоины")
        follow(page, "Назначить тему")
        page.wait_for_selector("text=Управление дорог")
    question.refresh_from_db()
    assert (question.state, question.body.code) == ("sent", "roads")

    with desk("anna", "/mine/") as page:
        follow(page, f"{number}", "link")
        follow(page, "Взять в работу")
        page.locator("summary", has_text="Попросить часть ответа").click()
        choose(page, "#part-body", "отход", "Оператор отходов")
        page.fill("#part-asked", "Проверьте колодец под ямой")
        follow(page, "Попросить")
        page.wait_for_selector("text=ждём")
    with desk("vodokanal", f"/mine/{number}/") as page:
        page.locator("textarea[name=text]").fill(PART)
        follow(page, "Передать исполнителю")
        page.wait_for_selector("text=Передано")

    with desk("anna", f"/mine/{number}/") as page:
        page.fill("#text", EMPTY)
        page.wait_for_selector(".remark")
        write(page, EMPTY, "solved")
        excuses = page.locator("fieldset.stops input")
        for one in excuses.all():
            one.fill("Ждём ответа подрядчика")
        if excuses.count():
            follow(page, "Отправить на согласование")
        page.wait_for_selector("text=на согласовании")
    with desk("kurator", "/approvals/") as page:
        follow(page, f"№ {number}", "link")
        page.locator("#edit-return summary").click()
        page.select_option("#return-reason", "no-specifics")
        page.fill("#return-words", "Напишите, что сделали, когда и кто отвечает")
        follow(page, "Вернуть на доработку")
    with desk("anna", f"/mine/{number}/") as page:
        page.wait_for_selector("text=Вернули на доработку")
        write(page, FIRST, "solved")
        page.wait_for_selector("text=на согласовании")
    approve(desk, number)

    rate(address, browser, question, stars="1", solved="Нет, не решён", told="снова в работе")
    question.refresh_from_db()
    assert question.state == "sent" and question.assignee is None
    with desk("anna", f"/mine/{number}/") as page:
        follow(page, "Взять в работу")
        page.wait_for_selector(".notice, .toast-line >> text=другой сотрудник")
    assert Question.objects.get(pk=number).assignee is None
    with desk("boris", f"/mine/{number}/") as page:
        follow(page, "Взять в работу")
        write(page, SECOND, "solved")
        page.wait_for_selector("text=на согласовании")
    approve(desk, number)
    rate(address, browser, question, stars="5", solved="Да, решён", told="Вопрос закрыт")
    question.refresh_from_db()
    assert question.state == "closed"

    with desk("moder", f"/questions/{number}/") as page:
        told = page.locator("details", has_text="История").locator(".timeline").last.inner_text()
    asked_for = (
        "Тема выбрана", "Направлено", "Взят в работу", "Попросили часть ответа", "Соисполнитель дал часть",
        "Ответ отправлен на согласование",
        "Ответ возвращён на доработку", "Ответ опубликован", "Автор оценил ответ", "Открыт снова", "Закрыт",
    )  # fmt: skip
    # Each is told after the one before it.
    places = [told.find(title) for title in asked_for]
    assert -1 not in places and places == sorted(places), told
