"""Texts to authors: names in braces are known, paired, and filled in; nothing personal is let through."""

import pytest

from otklik.answers.talk import filling

WRONG = (
    ("", "пуст", "an empty text tells nothing"),
    ("Ваш {нoмер}", "нет", "a Latin letter in a name"),
    ("Ваш {номер", "без пары", "an open brace"),
    ("Звоните +7 912 345-67-89", "личные данные", "a phone"),
    ("я" * 2001, "длиннее", "too long"),
)


@pytest.mark.parametrize(("text", "flaw", "why"), WRONG)
def test_a_wrong_text_is_refused_with_the_reason(text: str, flaw: str, why: str) -> None:
    assert any(flaw in one for one in filling.flaws(text)), why


def test_a_right_text_is_filled_in() -> None:
    assert filling.flaws("№ {номер}: {орган}, до {срок}") == ()
    assert filling.filled("№ {номер}: {орган}, до {срок}", {"номер": "7"}) == (
        "№ 7: исполнитель определяется, до дня, который назовёт исполнитель"
    )


def test_the_preview_knows_every_name() -> None:
    assert set(filling.INVENTED) == set(filling.NAMES)
