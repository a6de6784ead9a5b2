"""Texts as they come, and what is left of them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.intake import texts


@pytest.mark.parametrize(
    ("written", "read", "why"),
    [
        ("<p>Нет <b>воды</b></p>Дом&nbsp;5", "Нет воды\nДом 5", "tags out, a paragraph stays a line"),
        ("было 5 < 6 и 7 > 3", "было 5 < 6 и 7 > 3", "a comparison is no tag"),
        ("<имя> скрыто", "<имя> скрыто", "no tag is Russian"),
        ("яма<script>alert('1<2')</script> у дома", "яма у дома", "a script is not read by people"),
        ("яма <script> у дома", "яма у дома", "a script that never closes does not swallow the letter"),
        ("вода\x00 идёт\x07", "вода идёт", "zero bytes and bells"),
        ("пол\ud83d символа", "пол символа", "half a character"),
        ("а\r\n\r\n\r\n\r\nб  \t в", "а\n\nб в", "spaces and blank lines"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", "a formula is words"),
        ("AT&amp;T &lt;b&gt;", "AT&T <b>", "entities are read once"),
    ],
)
def test_a_text_is_cleaned_and_not_changed(written: str, read: str, why: str) -> None:
    assert texts.clean(written) == read, why


@pytest.mark.parametrize("piece", ["<a", "<!--", "<a <a b='", "</", "<p>", "&", "<script>", "\n", " \n"])
def test_a_made_up_tangle_costs_no_time(piece: str) -> None:
    started = time.process_time()
    texts.clean((piece * 1_000_000)[:1_000_000])
    assert time.process_time() - started < 5


# No deadline: the machine may be busy.
@settings(deadline=None)
@given(st.text())
def test_a_cleaned_text_can_be_kept_by_any_database(written: str) -> None:
    assert "\x00" not in texts.clean(written)
    texts.clean(written).encode()


def test_an_empty_text_and_a_file_in_place_of_a_text_are_held() -> None:
    assert "пуст" in texts.flaw(texts.clean(" <br>\x00 "))
    assert "длиннее" in texts.flaw("я" * 1_000_001)
    assert texts.flaw("я" * 100_000) == ""
