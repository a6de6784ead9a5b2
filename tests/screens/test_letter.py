"""The form for a phone call, a paper, a visitor."""

import re
import uuid

import pytest
from django.test import Client

from otklik.appeals.models import Appeal, Question
from otklik.citizens.models import Citizen
from otklik.offices.rules import ROLES, Verb
from tests.screens.desk_factories import a_territory, entered, someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    return entered(someone("operator", "moderator"))


def a_letter(**changed: str) -> dict[str, str]:
    """What an operator types."""
    sent = {
        "form_id": str(uuid.uuid4()), "source": "телефон", "legal_kind": "message", "kind": "citizen",
        "text": "На улице Лесной третий день нет воды", "full_name": "Пётр Ильин", "phone": "8 900 123-45-67",
        "place": "ул. Лесная, 5", "written_on": "2026-03-04",
    }  # fmt: skip
    return sent | changed


def test_a_letter_is_stored_walked_and_shown_as_its_card(operator):
    a_territory()
    answer = operator.post("/letters/new/", a_letter(territory="99701000"))
    question = Question.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/questions/{question.pk}/")
    assert question.appeal.source_name == "телефон"
    assert Citizen.objects.get().full_name == "Пётр Ильин"
    assert "900" not in question.appeal.text


def test_a_form_sent_twice_is_one_appeal(operator):
    sent = a_letter()
    first, second = operator.post("/letters/new/", sent), operator.post("/letters/new/", sent)
    assert Appeal.objects.count() == 1
    assert first.url == second.url


def test_every_opened_form_is_another_letter(operator):
    pages = [operator.get("/letters/new/").content.decode() for _ in range(2)]
    ids = [re.search(r'name="form_id" value="([^"]+)"', page).group(1) for page in pages]
    assert ids[0] != ids[1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": ""}, "«Суть» пусто"),
        ({"text": "а" * 100_001}, "длиннее 100000 знаков"),
        ({"phone": "12"}, "от 6 до 15 цифр"),
        ({"email": "почта"}, "name@example.ru"),
        ({"written_on": "32.13.2026"}, "05.03.2026"),
        ({"written_on": "2126-01-01"}, "ещё не наступила"),
        ({"written_on": "0026-01-01"}, "проверьте год"),
        ({"legal_kind": "appeal", "full_name": ""}, "нужна фамилия"),
        ({"legal_kind": "appeal"}, "нужен адрес"),
        ({"kind": "pseudonym"}, "pseudonym"),
        ({"territory": "1"}, "1"),
    ],
)
def test_a_bad_field_is_told_beside_it_and_the_rest_is_kept(operator, changed, said):
    answer = operator.post("/letters/new/", a_letter(**changed))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert any(said in wrong for wrong in re.findall(r'class="desk-wrong"[^>]*>(.*?)</div>', shown, re.S))
    assert "ул. Лесная, 5" in shown
    assert Appeal.objects.count() == 0


@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_who_may_operate_types_letters(role):
    allowed = Verb.OPERATE in ROLES[role].verbs
    client = entered(someone(role, role))
    assert client.get("/letters/new/").status_code == (200 if allowed else 403)
    assert client.post("/letters/new/", a_letter()).status_code == (302 if allowed else 403)
