"""Quarantine: what lies there, why, and how it goes back into the line."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.citizens.models import Unmasking
from otklik.facts.actions import refresh_now
from otklik.intake import actions as intake
from otklik.intake.models import Letter
from otklik.offices.rules import ROLES, Verb
from tests.factories import a_question
from tests.screens.desk_factories import a_body, entered, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Client:
    return entered(someone("moderator", "moderator"))


def a_held(raw: bytes = b"{no json, phone 89001234567") -> Letter:
    """A letter that could not be read."""
    receipt = intake.accept_one(channel="api", raw=raw, source=None, at=timezone.now())
    return Letter.objects.get(pk=receipt.letter_id)


def a_stumbled(reason: str = "Разбор споткнулся: ошибка чтения") -> Question:
    """A question that waits in quarantine."""
    return a_question(waits_for="quarantine", wait_reason=reason, received_at=timezone.now() - timedelta(hours=3))


def test_both_kinds_stand_with_their_reasons_and_no_text_of_letters(moderator, django_assert_max_num_queries):
    letter, question = a_held(), a_stumbled()
    with django_assert_max_num_queries(12):
        page = moderator.get("/quarantine/").content.decode()
    assert letter.reason.split(":")[0] in page
    assert question.wait_reason in page
    assert "89001234567" not in page


def test_a_letter_is_read_again_after_a_fix(moderator):
    letter = a_held()
    from otklik.citizens.models import Original

    Original.objects.filter(key=letter.original_key).update(raw='{"text": "На улице Лесной яма"}'.encode())
    moderator.post("/quarantine/retry/", {"letter": [letter.pk]})
    letter.refresh_from_db()
    assert letter.state == "read"
    assert Question.objects.get().appeal_id == letter.appeal_id


def test_a_letter_still_broken_stays_and_is_told(moderator):
    letter = a_held()
    page = moderator.post("/quarantine/retry/", {"letter": [letter.pk]}, follow=True).content.decode()
    assert "Осталось в карантине 1" in page
    letter.refresh_from_db()
    assert letter.state == "quarantined"


def test_all_letters_are_read_again_by_one_press(moderator):
    for number in range(3):
        a_held(f"{{{number}".encode())
    page = moderator.post("/quarantine/retry/", {"all": "1"}, follow=True).content.decode()
    assert "Осталось в карантине 3" in page


def test_a_question_goes_back_into_the_line(moderator):
    question = a_stumbled()
    Question.objects.filter(pk=question.pk).update(stage="triage")
    moderator.post("/quarantine/retry/", {"question": [question.pk]})
    question.refresh_from_db()
    assert question.waits_for != "quarantine"


def test_nothing_marked_is_told(moderator):
    page = moderator.post("/quarantine/retry/", {}, follow=True).content.decode()
    assert "Ничего не отмечено" in page


def test_what_came_is_shown_for_a_reason_and_the_look_is_written_down(moderator):
    letter = a_held()
    address = f"/quarantine/letters/{letter.pk}/"
    assert "89001234567" not in moderator.get(address).content.decode()
    refused = moderator.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "Причина не указана" in refused.content.decode()
    assert "89001234567" in moderator.post(address, {"reason": "Разбор выгрузки"}).content.decode()
    assert Unmasking.objects.get().reason == "Разбор выгрузки"


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_who_may_works_in_quarantine(role):
    letter = a_held()
    client = entered(someone(role, role))
    allowed = Verb.QUARANTINE in ROLES[role].verbs
    assert client.get("/quarantine/").status_code == (200 if allowed else 403)
    assert client.post("/quarantine/retry/", {"letter": letter.pk}).status_code == (302 if allowed else 403)
    assert client.get(f"/quarantine/letters/{letter.pk}/").status_code == (200 if allowed else 403)


def test_a_limited_right_sees_own_questions_and_no_letters():
    body, letter = a_body(), a_held()
    stranger, own = a_stumbled("чужое"), a_stumbled("своё")
    Question.objects.filter(pk=own.pk).update(body=body)
    refresh_now([own.pk])
    client = entered(someone("limited", "moderator", body=body))
    page = client.get("/quarantine/").content.decode()
    assert ("своё" in page, "чужое" in page, letter.reason in page) == (True, False, False)
    assert client.post("/quarantine/retry/", {"letter": letter.pk}).status_code == 403
    client.post("/quarantine/retry/", {"question": stranger.pk})
    stranger.refresh_from_db()
    assert stranger.waits_for == "quarantine"


def test_the_list_comes_by_pages(moderator, django_assert_max_num_queries):
    for number in range(55):
        a_held(f"{{{number}".encode())
    with django_assert_max_num_queries(12):
        page = moderator.get("/quarantine/").content.decode()
    assert page.count('name="letter"') == 50
    after = page.split("?letters=")[1].split("#")[0]
    assert moderator.get(f"/quarantine/?letters={after}").content.decode().count('name="letter"') == 5


@pytest.mark.parametrize("query", ["letters=луна", "questions=луна", "import=луна", "letters=-1"])
def test_an_address_edited_by_hand_opens_the_beginning(moderator, query):
    assert moderator.get(f"/quarantine/?{query}").status_code == 200
