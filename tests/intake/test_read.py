"""The line's first step: letters become appeals."""

import json

import pytest

from otklik.appeals.models import Appeal, Event, Outbox, Question
from otklik.citizens.models import Citizen, Original
from otklik.intake import actions
from otklik.intake.models import Letter
from otklik.offices.models import Body, Change, Person
from tests.intake.kit import AT, drain, region, send

pytestmark = pytest.mark.django_db
WHOLE = {
    "id": "7", "text": "Я, Петрова Мария, прошу: яма во дворе", "published_at": "21.11.2026 14:30",
    "url": "https://portal.example/7", "source": "Портал", "legal_kind": "appeal", "topic": "★ Ямы во дворах",
    "executor": "Администрация Заречного", "territory": "Заречный", "place": "ул. Садовая",
    "author": {"id": "m1", "full_name": "Петрова Мария"},
}  # fmt: skip


def _read(**changed: object) -> Question:
    send(json.dumps(WHOLE | changed))
    drain()
    return Question.objects.select_related("appeal").get()


def test_a_letter_becomes_an_appeal_with_a_question_in_the_line() -> None:
    region()
    question = _read()
    appeal = question.appeal
    assert (appeal.channel, appeal.outside_id, appeal.legal_kind, appeal.source_name) == (
        "api",
        "7",
        "appeal",
        "Портал",
    )
    # Without a zone it is the region's own time, UTC+5 in the settings.
    assert appeal.published_at.isoformat() == "2026-11-21T09:30:00+00:00"
    assert (question.stage, question.place) == ("triage", "ул. Садовая")
    assert question.stated == {"topic": "im.01.01", "body": "zarechny", "territory": "57000001"}


def test_the_author_is_apart_and_hidden_in_the_text() -> None:
    appeal = _read().appeal
    citizen = Citizen.objects.get()
    assert (appeal.author_key, citizen.mark) == (citizen.key, "api:id:m1")
    assert "Петрова" not in appeal.text
    assert Original.objects.get(key=appeal.original_key).text == WHOLE["text"]


def test_an_event_tells_of_it_and_the_outbox_knows() -> None:
    question = _read(topic="Марсиане", colour="red")
    event = Event.objects.get()
    assert (event.kind, event.question_id, event.by_id) == ("accepted", question.pk, None)
    assert [note.split(":")[0] for note in event.what["notes"]] == ["colour", "topic", "territory"]
    assert Outbox.objects.get().question_id == question.pk


def test_an_unknown_topic_goes_on_to_the_machine() -> None:
    region()
    assert "topic" not in _read(topic="Марсиане").stated


def test_an_executor_nobody_knows_is_met_once_and_waits_for_a_person() -> None:
    for number in range(3):
        send(
            json.dumps(WHOLE | {"id": str(number), "executor": "МУП «Чистый  город»" if number else "МУП Чистый город"})
        )
    drain()
    body = Body.objects.get()
    assert (body.code, body.kind, body.is_confirmed) == ("mup-chistyi-gorod", "organisation", False)
    assert {stated["body"] for stated in Question.objects.values_list("stated", flat=True)} == {body.code}
    assert Change.objects.get().key == body.code


def test_two_letters_of_one_author_have_one_key_and_the_nameless_have_none() -> None:
    for number, author in enumerate(
        ({"phone": "8 900 000-00-01"}, {"phone": "+79000000001", "email": "a@b.example"}, None)
    ):
        send(json.dumps({"text": str(number), "author": author}))
    drain()
    first, second, third = Appeal.objects.order_by("pk").values_list("author_key", flat=True)
    assert first == second and third is None
    assert Citizen.objects.get().email == "a@b.example"


def test_namesakes_are_two_people() -> None:
    for number in range(2):
        send(json.dumps({"text": str(number), "author": {"full_name": "Иванов Иван"}}))
    drain()
    assert Citizen.objects.count() == 2


def test_who_typed_a_letter_stands_in_its_event() -> None:
    person = Person.objects.create_user("op", "long-password", full_name="Оператор")
    send('{"text": "Звонок"}', channel="operator", by=person)
    drain()
    assert Event.objects.get().by_id == person.pk


def test_reading_twice_makes_nothing_twice() -> None:
    letter_id = send(json.dumps(WHOLE)).letter_id
    assert actions.read([letter_id], AT).read == 1
    assert actions.read([letter_id], AT).read == 0
    assert Appeal.objects.count() == 1


def test_a_batch_is_read_with_the_same_queries_however_long(django_assert_max_num_queries) -> None:
    region()
    for size in (3, 90):
        raws = [json.dumps({"text": f"{size} {number}"}).encode() for number in range(size)]
        actions.accept_batch(channel="api", raws=raws, source=None, at=AT)
        # A long insert is cut by the database's limit of parameters; nothing is asked letter by letter.
        with django_assert_max_num_queries(26):
            drain()


def test_a_letter_that_its_channel_no_longer_reads_is_set_aside() -> None:
    letter_id = send(json.dumps(WHOLE)).letter_id
    Original.objects.update(raw=b"{")
    assert actions.read([letter_id], AT).quarantined == 1
    assert "Не JSON" in Letter.objects.get().reason
