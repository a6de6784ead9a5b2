"""Letters through the REST door."""

import json
from typing import Any

import pytest
from django.test import Client

from otklik.appeals.models import Question
from otklik.flow import run
from otklik.intake import actions as intake
from otklik.intake.models import Letter
from tests.region import AT, ROADS, RUBBISH, letter

pytestmark = pytest.mark.django_db
LETTERS, BULK = "/api/v1/letters", "/api/v1/letters/bulk"


def post(client: Client, body: bytes | str, url: str = LETTERS, kind: str = "application/json") -> Any:
    return client.post(url, data=body, content_type=kind)


def test_a_letter_is_accepted_by_one_call_and_read_later(source: Client) -> None:
    reply = post(source, letter(ROADS, "1"))
    assert (reply.status_code, reply.json()["outcome"]) == (202, "stored")
    assert not Question.objects.exists()
    run.drain(now=lambda: AT)
    assert Question.objects.get().appeal.source_name == "Портал"


def test_the_same_letter_again_is_the_same_letter(source: Client) -> None:
    first, second = (post(source, letter(ROADS, "1")) for _ in range(2))
    assert (second.status_code, second.json()["outcome"]) == (200, "duplicate")
    assert second.json()["letter_id"] == first.json()["letter_id"]


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic abc"}])
def test_without_a_good_key_nothing_is_taken(source: Client, headers: dict[str, str]) -> None:
    assert post(Client(headers=headers), letter(ROADS)).status_code == 401
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "JSON"),
        ("[]", "объект"),
        ('{"text": 5}', "text"),
        ('{"id": "7"}', "екст"),
        ('{"text": "   "}', "екст"),
    ],
)
def test_what_can_t_be_read_is_kept_and_told(source: Client, body: str, words: str) -> None:
    reply = post(source, body)
    assert reply.status_code == 422
    assert words in reply.json()["reason"]
    assert Letter.objects.get().state == Letter.State.QUARANTINED


def test_a_bad_line_in_the_middle_does_not_stop_the_rest(source: Client) -> None:
    lines = b"\n".join((letter(ROADS, "1"), b'{"text": ', b"", letter(RUBBISH, "2"), letter(ROADS, "1")))
    reply = post(source, lines, BULK, "application/x-ndjson")
    told = reply.json()
    assert {name: told[name] for name in ("read", "stored", "duplicates", "quarantined")} == {
        "read": 4, "stored": 2, "duplicates": 1, "quarantined": 1,
    }  # fmt: skip
    assert told["flaws"][0]["line"] == 2


def test_a_letter_larger_than_any_letter_is_refused(source: Client) -> None:
    assert post(source, letter("а" * (2 << 20))).status_code == 413


def test_a_source_asks_only_for_its_own_letters(source: Client) -> None:
    number = post(source, letter(RUBBISH, "1")).json()["letter_id"]
    run.drain(now=lambda: AT)
    told = source.get(f"{LETTERS}/{number}").json()
    assert told["state"] == "read"
    assert told["questions"][0]["state"] in ("new", "sent")
    _, other = intake.make_source(name="Чужой", code="other", by=None, at=AT)
    stranger = Client(headers={"authorization": f"Bearer {other}"})
    assert stranger.get(f"{LETTERS}/{number}").status_code == 404


def test_the_description_names_every_call(source: Client) -> None:
    told = json.loads(source.get("/api/v1/openapi.json").content)
    assert {"/api/v1/letters", "/api/v1/letters/bulk", "/api/v1/questions"} <= set(told["paths"])
    assert told["paths"]["/api/v1/letters"]["post"]["requestBody"]["required"]
