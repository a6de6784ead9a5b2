"""A text is read the same however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.appeals.cutting import lemmas, normalise
from otklik.appeals.text import LONGEST_READ, clean

SPELLINGS = [
    ("Ёлка во дворе", "елка во дворе", "е and ё are one letter"),
    ("дopoгa", "дорога", "Latin letters that look Cyrillic inside a Cyrillic word"),
    ("д0рога", "дорога", "zero between Cyrillic letters is о"),
    ("internet", "internet", "a word all in Latin stays"),
    ("я\u00adма на до\u200bроге", "яма на дороге", "soft hyphens and unseen spaces"),
    ("во\x00да", "вода", "zero bytes"),
    ("<p>Нет&nbsp;света</p><br/>", "нет света", "left-overs of HTML"),
    ("5 < 7 и 9 > 3", "5 7 и 9 3", "signs of comparison are not mark-up"),
    ("см. https://example.ru/a?b=1 тут", "см [ССЫЛКА] тут", "links"),
    ("@ivan_p когда починят", "[УПОМИНАНИЕ] когда починят", "mentions"),
    ("[id123|Иван], ответьте", "[УПОМИНАНИЕ] ответьте", "mentions of VK"),
    ("позвоните [ТЕЛЕФОН]", "позвоните [ТЕЛЕФОН]", "a mark stays as it is"),
    ("д о р о г а разбита", "дорога разбита", "letters spaced out"),
    ("а я и ты", "а я и ты", "short words are not spaced letters"),
    ("ﬁне 🙂", "fiне".translate(str.maketrans("fi", "fи")), "ligatures and emoji"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("written", "read", "reason"), SPELLINGS)
def test_a_text_has_one_spelling(written, read, reason):
    assert normalise(written) == read, reason


def test_words_come_in_dictionary_form():
    assert lemmas("Ямы на дорогах, ёжики [ИМЯ]") == ["яма", "на", "дорога", "ежик"]


def test_marks_are_not_words():
    assert lemmas("[ИМЯ] Звоните [ТЕЛЕФОН]") == ["звонить"]


def test_an_endless_text_is_read_at_its_beginning():
    assert len(clean("яма " * 100_000)) <= LONGEST_READ


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    assert all(isinstance(word, str) and word for word in lemmas(text))
    assert normalise(text) == normalise(text)
