"""How an author is recognised, remembered and shown."""

import pytest
from django.db import transaction

from otklik.citizens import actions, queries, rules
from otklik.citizens.models import Citizen
from otklik.citizens.rules import AuthorSeen

ANNA = AuthorSeen("citizen", full_name="Иванова Анна Петровна", mark="phone:+79000000001")


@pytest.mark.parametrize(
    ("written", "number", "why"),
    [
        ("8 (900) 000-00-01", "+79000000001", "the old way"),
        ("+7 900 000 00 01", "+79000000001", "the new way"),
        ("9000000001", "+79000000001", "ten digits"),
        ("+49 30 1234567", "+49301234567", "abroad"),
        ("112", "", "no person's number"),
        ("нет", "", "no number"),
    ],
)
def test_a_phone_has_one_spelling(written: str, number: str, why: str) -> None:
    assert rules.phone_number(written) == number, why


@pytest.mark.parametrize(
    ("known", "mark", "why"),
    [
        ({"outside_id": "5", "phone": "89000000001"}, "id:5", "an id before all"),
        ({"url": "https://m.VK.example/id5/"}, "url:vk.example/id5", "one page has one address"),
        ({"phone": "89000000001", "email": "a@b.example"}, "phone:+79000000001", "a phone before mail"),
        ({"email": " A@B.example "}, "email:a@b.example", "mail has no case"),
        ({"email": "нет"}, "", "nothing is known"),
    ],
)
def test_an_author_is_known_by_the_surest_mark(known: dict[str, str], mark: str, why: str) -> None:
    assert rules.mark(**known) == mark, why


def test_only_initials_are_shown() -> None:
    assert rules.initials("Иванова Анна Петровна", "") == "И. А. П."
    assert rules.initials("", "grom") == "g…"
    assert rules.initials("", "") == "без имени"


@pytest.mark.django_db
def test_an_author_is_remembered_once_and_blanks_are_filled() -> None:
    first = actions.remember([ANNA, ANNA])
    again = actions.remember([AuthorSeen(full_name="Другая", email="a@b.example", mark=ANNA.mark)])
    assert first == again and Citizen.objects.count() == 1
    assert Citizen.objects.values_list("full_name", "email").get() == (ANNA.full_name, "a@b.example")


@pytest.mark.django_db
def test_remembering_costs_the_same_however_many(django_assert_num_queries) -> None:
    for size, start in ((2, 0), (60, 100)):
        with transaction.atomic(), django_assert_num_queries(3):
            actions.remember([AuthorSeen(mark=f"id:{start + number}") for number in range(size)])
    with django_assert_num_queries(0):
        assert actions.remember([]) == {}


@pytest.mark.django_db
def test_a_page_sees_an_author_without_a_name() -> None:
    key = actions.remember([ANNA])[ANNA.mark]
    shown = queries.who(key)
    assert (shown.shown, shown.kind_title, shown.details) == ("И. А. П.", "Гражданин", ("имя",))
    assert ANNA.full_name not in str(shown)
    assert queries.who(None) is None
