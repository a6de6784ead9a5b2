"""Settings of the checks of answers: how grave each is, how long answers are, the history."""

import pytest
from django.test import Client

from otklik.answers.models import AnswerLength, CheckChoice
from otklik.answers.review.checking import CHECKS
from otklik.offices.models import Change
from tests import region
from tests.region import person
from tests.screens.desk_factories import entered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def founded(db: None) -> None:
    region.found()


@pytest.fixture
def browser() -> Client:
    return entered(person("admin", "administrator"))


def test_every_check_and_channel_is_listed(browser: Client) -> None:
    page = browser.get("/settings/answer-checks/").content.decode()
    assert all(check.title in page for check in CHECKS.values())
    assert "любой канал" in page and "Длина ответа по каналам" in page


def test_a_check_is_made_graver_and_kept_in_the_history(browser: Client) -> None:
    said = {"severity": "stop", "source": "Приказ № 5"}
    assert browser.post("/settings/answer-checks/promise_date/", said).status_code == 302
    assert CheckChoice.objects.get(code="promise_date").severity == "stop"
    page = browser.get("/settings/answer-checks/").content.decode()
    assert "важность" in page and Change.objects.filter(subject="answer_check", key="promise_date").count() == 1


def test_the_same_again_is_no_change(browser: Client) -> None:
    said = {"severity": "off", "source": "Приказ № 5"}
    for _ in range(2):
        browser.post("/settings/answer-checks/length/", said)
    assert Change.objects.filter(subject="answer_check").count() == 1


def test_a_page_of_a_check_shows_its_examples(browser: Client) -> None:
    page = browser.get("/settings/answer-checks/evidence/").content.decode()
    assert CHECKS["evidence"].bad.text in page and CHECKS["evidence"].why in page


def test_a_change_needs_its_ground(browser: Client) -> None:
    page = browser.post("/settings/answer-checks/evidence/", {"severity": "stop", "source": ""})
    assert page.status_code == 422 and not CheckChoice.objects.exists()


def test_a_channel_gets_its_length(browser: Client) -> None:
    said = {"shortest": "20", "longest": "900", "is_public": "on", "source": "Решение"}
    assert browser.post("/settings/answer-checks/lengths/incident/", said).status_code == 302
    row = AnswerLength.objects.get(channel="incident")
    assert (row.shortest, row.longest, row.is_public) == (20, 900, True)


def test_a_length_that_can_not_be_is_refused_with_words(browser: Client) -> None:
    said = {"shortest": "900", "longest": "20", "source": "Решение"}
    page = browser.post("/settings/answer-checks/lengths/any/", said)
    assert page.status_code == 422 and "не бывает" in page.content.decode()


@pytest.mark.parametrize("path", ["nothing/", "lengths/nothing/"])
def test_what_is_not_there_is_not_found(browser: Client, path: str) -> None:
    assert browser.get(f"/settings/answer-checks/{path}").status_code == 404
