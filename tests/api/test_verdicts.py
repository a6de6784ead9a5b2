"""A source passes on what people said of an answer in its own system."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.flow import run
from otklik.intake import actions as intake
from otklik.intake.models import Letter
from otklik.satisfaction.models import Rating
from tests.flow.judged import answer
from tests.region import ROADS, letter, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(source: Client) -> Letter:
    source.post("/api/v1/letters", data=letter(ROADS, "1", topic="Дороги"), content_type="application/json")
    run.drain()
    return Letter.objects.get()


def tell(source: Client, sent: Letter, **said: object) -> Any:
    return source.post(f"/api/v1/letters/{sent.pk}/verdict", data=said, content_type="application/json")


def test_a_verdict_opens_the_question_and_says_by_when(source: Client, sent: Letter) -> None:
    question = Question.objects.get()
    assert tell(source, sent, stars=1).status_code == 422, "there is no answer yet"
    answer(question, person("worker", "executor", body="roads"), at=timezone.now())
    reply = tell(source, sent, stars=1, is_solved=False, comment="Звоните +7 912 345-67-89")
    assert (reply.status_code, reply.json()["outcome"]) == (200, "reopen")
    assert reply.json()["due_at"] and "снова в работе" in reply.json()["words"]
    kept = Rating.objects.get()
    assert (kept.source, kept.by) == ("channel", None) and "345-67-89" not in kept.comment
    question.refresh_from_db()
    assert question.state == State.SENT
    again = tell(source, sent, stars=5)
    assert again.status_code == 409 and "уже оценён" in again.json()["detail"]


@pytest.mark.parametrize("said", [{"stars": 6}, {"stars": 0}, {}, {"stars": "много"}, {"stars": 1, "question_id": 999}])
def test_a_verdict_that_cannot_be_is_refused(source: Client, sent: Letter, said: dict[str, object]) -> None:
    answer(Question.objects.get(), person("worker", "executor", body="roads"), at=timezone.now())
    assert tell(source, sent, **said).status_code == 422
    assert not Rating.objects.exists()


def test_another_source_may_not_speak(source: Client, sent: Letter) -> None:
    _, key = intake.make_source(name="Чужой", code="other", by=None, at=timezone.now())
    stranger = Client(headers={"authorization": f"Bearer {key}"})
    assert tell(stranger, sent, stars=1).status_code == 404
    assert tell(Client(), sent, stars=1).status_code == 401
