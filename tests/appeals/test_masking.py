"""Personal data that has a recognisable form is put out of sight, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.appeals.masking import KINDS, mask
from otklik.appeals.text import MARK

MASKED = [
    ("Звоните 8 (912) 345-67-89 вечером", "Звоните [ТЕЛЕФОН] вечером", "mobile with brackets"),
    ("+79123456789", "[ТЕЛЕФОН]", "mobile in one piece"),
    ("тел. 912 345 67 89", "тел. [ТЕЛЕФОН]", "mobile without a prefix"),
    ("тел. 8 (34241) 2-14-13", "тел. [ТЕЛЕФОН]", "town number with a long code"),
    ("пишите на ivan.petrov+1@example.ru.", "пишите на [ПОЧТА].", "the full stop is not of the address"),
    ("карта 4111 1111 1111 1111", "карта [КАРТА]", "Luhn agrees"),
    ("карта 4111 1111 1111 1112", "карта 4111 1111 1111 1112", "Luhn does not agree"),
    ("СНИЛС 112-233-445 95", "СНИЛС [СНИЛС]", "check digits agree"),
    ("СНИЛС 112-233-445 96", "СНИЛС 112-233-445 96", "check digits do not agree"),
    ("ИНН 500100732259", "ИНН [ИНН]", "of a person, twelve digits"),
    ("ИНН 7707083893", "ИНН [ИНН]", "of a body, ten digits"),
    ("заявка 7707083894", "заявка 7707083894", "ten digits that do not agree"),
    ("паспорт: 57 04 № 123456", "[ПАСПОРТ]", "with the word"),
    ("57 04 123456 выдан", "[ПАСПОРТ] выдан", "by form alone"),
    ("https://vk.com/id123?w=wall.", "[ПРОФИЛЬ].", "profile link"),
    ("[id123|Иван Иванов], ответьте", "[ПРОФИЛЬ], ответьте", "VK mention with a name"),
    ("машина А123ВС 159 во дворе", "машина [НОМЕР АВТО] во дворе", "plate with its region"),
    ("х 589 хн 59", "[НОМЕР АВТО]", "plate with spaces and region"),
    ("выплата в 100 тр", "выплата в 100 тр", "a preposition and a sum are no plate"),
    ("с 12.05.2025 по 14.06.2025", "с 12.05.2025 по 14.06.2025", "dates"),
    ("дом 5, кв. 12, автобус 58", "дом 5, кв. 12, автобус 58", "house numbers and routes"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("written", "masked", "reason"), MASKED)
def test_personal_data_becomes_a_mark(written, masked, reason):
    assert mask(written).text == masked, reason


def test_spans_point_into_the_original_text():
    text = "Звоните +7 912 345-67-89 или пишите a.b@example.ru"
    found = [(span.kind, text[span.start : span.end]) for span in mask(text).spans]
    assert found == [("phone", "+7 912 345-67-89"), ("email", "a.b@example.ru")]


def test_each_mark_is_read_as_one_word():
    assert all(MARK.fullmatch(kind.mark) for kind in KINDS)


@given(st.text(alphabet="0123456789 ()-+@.абвк/", max_size=120))
def test_spans_are_in_order_and_inside_the_text(text):
    masked = mask(text)
    assert [span.start for span in masked.spans] == sorted(span.start for span in masked.spans)
    assert all(span.start < span.end <= len(text) for span in masked.spans)
