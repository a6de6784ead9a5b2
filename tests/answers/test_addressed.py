"""The name of the author stands in no text of ours: only what leaves to them is filled with it."""

import pytest

from otklik.answers.talk.addressed import addressed
from otklik.citizens.rules import call_name

NAMES = (
    # as kept, how a letter greets, why
    ("Ильина Мария Петровна", "Мария Петровна", "surname first, as tables write it"),
    ("Ярцева Анна", "Анна", "no patronymic"),
    ("Ильина М. П.", "", "initials greet nobody"),
    ("Мария", "", "one word may be a surname"),
    ("ООО «Ромашка» 5", "", "not a person's name"),
    ("Салтыков-Щедрин Михаил Евграфович", "Михаил Евграфович", "a double surname"),
    ("", "", "unknown"),
)


@pytest.mark.parametrize(("kept", "greeted", "why"), NAMES)
def test_a_letter_greets_by_name_and_patronymic(kept: str, greeted: str, why: str) -> None:
    assert call_name(kept) == greeted, why


def test_a_mark_is_filled_where_the_name_is_known() -> None:
    assert addressed("Здравствуйте, {имя}! Сделали.", "Мария Петровна") == "Здравствуйте, Мария Петровна! Сделали."


def test_without_a_name_it_greets_all_the_same() -> None:
    assert addressed("Здравствуйте, {имя}! Сделали.") == "Здравствуйте! Сделали."
    assert addressed("Ответ без обращения.") == "Ответ без обращения."
