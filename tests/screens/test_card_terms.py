"""The box «Сроки» of a card and the same by the API: states in words, turns with reasons, acts by forms."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.deadlines.models import Clock
from otklik.flow.desks import clarifying
from tests.region import ROADS, found, person, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _founded() -> None:
    found()


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(person("coord", "coordinator"))
    return client


def sent(legal_kind: str = "appeal") -> Question:
    (question,) = send(ROADS, topic="Дороги", legal_kind=legal_kind, at=timezone.now())
    return question


def card(client: Client, question: Question) -> str:
    return client.get(f"/questions/{question.pk}/").content.decode()


def post(client: Client, question: Question, verb: str, **form: object):
    return client.post(f"/questions/{question.pk}/{verb}/", form)


EXTENSION = {"days": "10", "reason": "request", "words": "запрос в инспекцию", "decided_by": "министр"}


def test_an_answer_is_extended_from_the_card_and_tells_before_and_after(desk: Client) -> None:
    question = sent()
    assert "Продлить ответ" in card(desk, question)
    assert post(desk, question, "extend", **EXTENSION).status_code == 302
    page = card(desk, question)
    assert "с продлением на 10 дн." in page and "<del>" in page and "запрос в инспекцию" in page
    assert "решение: министр" in page
    assert "Продлить ответ" not in page, "once"


def test_a_refused_extension_keeps_what_was_typed(desk: Client) -> None:
    question = sent()
    refused = post(desk, question, "extend", **EXTENSION | {"days": "40"})
    assert refused.status_code == 409 and "не больше 30" in refused.content.decode()
    assert 'value="запрос в инспекцию"' in refused.content.decode()
    assert post(desk, question, "extend", **EXTENSION | {"words": ""}).status_code == 422


def test_a_message_is_not_extended_and_an_executor_extends_nothing(desk: Client, client: Client) -> None:
    assert "Продлить ответ" not in card(desk, sent("message"))
    client.force_login(person("ex", "executor"))
    assert "Продлить ответ" not in card(client, sent())


def test_a_promise_is_taken_under_control_and_marked_kept(desk: Client) -> None:
    question = sent("message")
    day = timezone.localdate() + timedelta(days=20)
    post(desk, question, "promise", day=day.isoformat(), words="заделать яму")
    assert "заделать яму" in card(desk, question)
    kept = Clock.objects.get(kind="promise")
    post(desk, question, "finish", result="разъяснено")
    assert "Выполнено" in card(desk, question), "closing does not take back what was promised"
    post(desk, question, "keep-promise", clock=kept.pk)
    page = card(desk, question)
    assert "сделано в срок" in page and "Обещание выполнено" in page


@pytest.mark.parametrize("form", [{}, {"day": "завтра", "words": "x"}, {"day": "2026-02-30", "words": "x"}])
def test_a_promise_without_a_day_that_can_be_read_is_refused(desk: Client, form: dict[str, str]) -> None:
    refused = post(desk, sent("message"), "promise", **form)
    assert refused.status_code == 422 and "День не назван" in refused.content.decode()


def test_a_term_that_stands_says_since_when_and_why(desk: Client) -> None:
    question = sent("message")
    by = person("mod", "moderator")
    clarifying.ask(question_ids=[question.pk], text="Уточните, где это.", by=by, at=timezone.now())
    page = card(desk, question)
    assert "стоит с" in page and "Спросили автора" in page
    (answer, _) = desk.get(f"/api/v1/questions/{question.pk}").json()["clocks"]
    assert (answer["state"], answer["turns"][0]["why"]) == ("paused", "Спросили автора")


def test_the_api_tells_the_terms_of_a_question(desk: Client) -> None:
    question = sent()
    post(desk, question, "extend", **EXTENSION)
    clocks = {clock["kind"]: clock for clock in desk.get(f"/api/v1/questions/{question.pk}").json()["clocks"]}
    assert clocks["answer"]["extra_days"] == 10 and clocks["answer"]["policy"] == "59fz"
    (turn,) = clocks["answer"]["turns"]
    assert turn["title"] == "Продлён" and turn["before"] < turn["after"]
    assert clocks["registration"]["state"] == "on_time"
