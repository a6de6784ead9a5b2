"""The checks by 59-ФЗ on labelled invented letters, and on texts that nobody would write."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.answers.lawful.dossier import ACTS, Dossier
from otklik.answers.lawful.law import CHECKS
from tests.answers.law_rows import rows, spoken

PRECISION, RECALL = 0.9, 0.85


@pytest.mark.parametrize("part", ["tune", "held"])
def test_the_checks_speak_as_people_labelled(part: str) -> None:
    right, said, due = 0, 0, 0
    for row in (row for row in rows() if row.part == part):
        found = spoken(row)
        right, said, due = right + len(found & row.labels), said + len(found), due + len(row.labels)
    assert (right / said >= PRECISION, right / due >= RECALL) == (True, True), (right, said, due)


def test_the_set_is_large_and_half_of_it_is_held_out() -> None:
    parts = Counter(row.part for row in rows())
    assert parts.total() >= 120 and parts["held"] >= parts["tune"] - 10


def test_each_check_can_be_told_on_a_page() -> None:
    assert all(check.title and check.why and check.act in ACTS for check in CHECKS.values())


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_check_fails_on_any_text(text: str) -> None:
    for check in CHECKS.values():
        check.look(Dossier(text, has_surname=False, has_address=False))


def test_the_quoted_words_stand_in_the_text() -> None:
    for row in rows():
        for check in CHECKS.values():
            seen = check.look(row.dossier)
            squeezed = " ".join(row.dossier.text.split())
            assert seen is None or all(" ".join(words.split()) in squeezed for words in seen.words)
