"""The JSON of a letter, right and wrong."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.intake import shape
from otklik.intake.channel import ParsedLetter, Unreadable

DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("raw", "reason", "why"),
    [
        (b'{"text": "a"', "Не JSON: строка 1, знак 13", "cut in the middle"),
        ('{"text": "яма"}'.encode("cp1251"), "не в кодировке UTF-8", "another encoding"),
        (DEEP.encode(), "вложенность", "a bomb of brackets"),
        (b"[]", "объектом JSON", "a list"),
        (b"{}", "Текст пуст", "no text"),
        (b'{"text": ["a"]}', "Поле text: нужна строка, пришло список", "a list for a text"),
        (b'{"text": "a", "id": true}', "Поле id: нужна строка, пришло да/нет", "a truth value for an id"),
        (b'{"text": "a", "author": "Anna"}', "Поле author: нужен объект", "a name for an author"),
        (b'{"text": "a", "author": {"phone": {}}}', "Поле author.phone: нужна строка", "the path is told"),
        (b'{"text": "a", "legal_kind": "cry"}', "есть: message, appeal", "an unknown kind"),
        (json.dumps({"text": "a", "id": "5" * 201}).encode(), "длиннее 200 знаков", "an id that can't be kept whole"),
        (b'{"text": "a", "id": %s}' % (b"9" * 5000), "длинное число", "a number without end"),
    ],
)
def test_a_wrong_letter_is_told_what_is_wrong(raw: bytes, reason: str, why: str) -> None:
    found = shape.read(raw)
    assert isinstance(found, Unreadable), why
    assert reason in found.reason, why


def test_what_can_be_lived_without_is_a_note() -> None:
    letter = {"text": "a", "colour": 1, "url": "javascript:alert(1)", "published_at": "скоро", "author": {"age": 5}}
    found = shape.read(json.dumps(letter).encode())
    assert isinstance(found, ParsedLetter)
    assert [note.field for note in found.notes] == ["colour", "author.age", "url", "published_at"]
    assert found.outside_url == "" and found.published_at is None
    assert "дата «скоро» не прочитана; напишите как 21.11.2026 14:30" in [note.message for note in found.notes]


# No deadline: the machine may be busy.
@settings(deadline=None)
@given(
    st.binary(max_size=80)
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
        lambda value: json.dumps({"text": "a", "id": value, "author": value}).encode()
    )
)
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    assert isinstance(shape.read(raw), ParsedLetter | Unreadable)
