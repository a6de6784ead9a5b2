"""«Контроль ▸ Обещания» and the promises of a card: lists by state, counts by body, what a person says of each."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from otklik.answers.models import Answer, Promise
from otklik.answers.promised import promises
from otklik.appeals.models import Question
from otklik.deadlines.models import Clock
from otklik.flow import run
from otklik.offices.models import Person
from tests.region import ROADS, RUBBISH, found, person, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _founded() -> None:
    found()


@pytest.fixture
def by() -> Person:
    return person("coord", "coordinator")


@pytest.fixture
def desk(client: Client, by: Person) -> Client:
    client.force_login(by)
    return client


def given(by: Person, *, days_ago: int = 0, letter: str = ROADS, topic: str = "Дороги") -> Promise:
    """A promise for ten days, given so many days ago."""
    at = timezone.now() - timedelta(days=days_ago)
    (question,) = send(letter, topic=topic, at=at)
    text = "Отремонтируем в течение 10 дней."
    answer = Answer.objects.create(
        question=question, body=question.body, state="published", text=text, by=by, created_at=at
    )
    (made,) = promises.control(answer, at=at)
    promises.sweep(timezone.now())
    run.drain()
    return made


def page(client: Client, query: str = "") -> str:
    return client.get(f"/control/promises/{query}").content.decode()


def say(client: Client, promise: Promise, verb: str, words: str = "") -> str:
    form = {"verb": verb, "question": promise.question_id, "clock": promise.clock_id, "words": words, "back": ""}
    answer = client.post("/control/promises/act/", form | {"back": "/control/promises/?promise=late"}, follow=True)
    promise.refresh_from_db()
    return answer.content.decode()


def test_what_is_late_comes_first_and_what_is_ahead_has_its_list(desk: Client, by: Person) -> None:
    late, ahead = given(by, days_ago=20), given(by, letter=RUBBISH, topic="Мусор/Свалки/ТКО")
    assert f"/questions/{late.question_id}/" in page(desk) and f"/questions/{ahead.question_id}/" not in page(desk)
    assert f"/questions/{ahead.question_id}/" in page(desk, "?promise=ahead")
    assert f"/questions/{ahead.question_id}/" not in page(desk, "?promise=ahead&body=roads")
    assert "не прочитано" in page(desk, "?term=someday")
    assert "«Отремонтируем в течение 10 дней.»" in page(desk) and "в ответе" in page(desk)


def test_the_page_asks_as_much_of_many_promises_as_of_one(desk: Client, by: Person) -> None:
    given(by, days_ago=20)
    page(desk)
    with CaptureQueriesContext(connection) as few:
        page(desk)
    for number in range(3):
        given(by, days_ago=21 + number)
    with CaptureQueriesContext(connection) as many:
        page(desk)
    assert len(many) == len(few) <= 16


def test_each_count_of_a_body_leads_to_its_list(desk: Client, by: Person) -> None:
    given(by, days_ago=20)
    assert "?promise=broken&amp;body=roads" in page(desk) and "0 %" in page(desk)
    assert "Управление дорог" in page(desk, "?promise=broken&body=roads")


SAID = [
    ("keep", "", "kept", "Обещание выполнено: вопрос"),
    ("give-up", "торги не состоялись", "broken", "Отмечено: не выполнено: вопрос"),
    ("withdraw", "дата прочитана неверно", "withdrawn", "Обещание снято: вопрос"),
    ("give-up", "", "", "Причина пуста"),
    ("withdraw", "звонил +7 912 345-67-89", "", "личные данные"),
]


@pytest.mark.parametrize(("verb", "words", "verdict", "told"), SAID)
def test_a_person_says_what_became_of_a_promise(
    desk: Client, by: Person, verb: str, words: str, verdict: str, told: str
) -> None:
    made = given(by)
    assert told in say(desk, made, verb, words)
    assert made.verdict == verdict
    if verdict:
        assert words in page(desk, f"?promise={verdict}")


def test_a_late_promise_is_kept_in_time_only_with_a_proof(desk: Client, by: Person) -> None:
    made = given(by, days_ago=20)
    assert "чем подтверждается" in say(desk, made, "keep-in-time")
    say(desk, made, "keep-in-time", "акт приёмки")
    assert made.verdict == "kept"


def test_an_unknown_verb_is_not_found_and_the_scope_holds(desk: Client, by: Person, client: Client) -> None:
    made = given(by)
    assert desk.post("/control/promises/act/", {"verb": "burn"}).status_code == 404
    client.force_login(person("waste", "executor", body="waste"))
    assert f"/questions/{made.question_id}/" not in page(client, "?promise=ahead")
    assert "Нет права" in say(client, made, "keep") and made.verdict == ""


def test_a_card_tells_the_promise_of_its_answer_and_ends_it(desk: Client, by: Person) -> None:
    made = given(by, days_ago=20)
    card = desk.get(f"/questions/{made.question_id}/").content.decode()
    assert "«Отремонтируем в течение 10 дней.»" in card
    assert "Выполнено с опозданием" in card and "Выполнено в срок" in card
    form = {"clock": made.clock_id, "words": "торги не состоялись"}
    desk.post(f"/questions/{made.question_id}/give-up-promise/", form)
    card = desk.get(f"/questions/{made.question_id}/").content.decode()
    assert "не выполнено в срок" in card and "торги не состоялись" in card
    assert Clock.objects.get(pk=made.clock_id).done_at is not None
    assert Question.objects.get(pk=made.question_id).version > 1
