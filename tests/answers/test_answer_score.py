"""The «отписка» score on labelled invented answers, and the reasons it gives."""

import pytest

from bench.answer_checks import auc
from otklik.answers.review.answer_text import AnswerText
from otklik.answers.review.checking import checked
from tests.answers.answer_rows import EMPTY, MIXED, AnswerRow, rows

LEAST_AUC = 0.9
PARTS = ("build", "test", "fresh")
np = pytest.importorskip("numpy")


@pytest.mark.parametrize("half", PARTS)
def test_an_empty_answer_scores_above_a_good_one(half: str) -> None:
    found = [row for row in rows(half) if row.label != MIXED]
    scores = np.array([checked(row.answer).score for row in found])
    assert auc(scores, np.array([row.label == EMPTY for row in found])) >= LEAST_AUC


def test_the_set_is_large_and_no_letter_stands_in_two_parts() -> None:
    parts = [{row.letter for row in rows(half)} for half in PARTS]
    assert len(rows()) >= 240 and sum(map(len, parts)) == len(set().union(*parts))


@pytest.mark.parametrize("half", PARTS)
def test_checks_that_stop_are_seldom_wrong(half: str) -> None:
    found = rows(half)
    said = [(code, row) for row in found for code in _stopped(row)]
    right = [code for code, row in said if code in row.flaws]
    assert len(right) >= len(said) - 1


def test_nothing_said_is_an_empty_answer() -> None:
    said = checked(AnswerText("  "))
    assert (said.score, said.level, said.reasons[0].words) == (1.0, "empty", "текста нет")


def test_reasons_are_words_and_the_strongest_come_first() -> None:
    said = checked(AnswerText("Вопрос взят на контроль, меры принимаются.", question_text="Когда уберут снег?"))
    raising = [reason.weight for reason in said.reasons if reason.weight > 0]
    assert said.level == "empty" and raising == sorted(raising, reverse=True)
    assert "много дежурных оборотов" in [reason.words for reason in said.reasons]


def _stopped(row: AnswerRow) -> set[str]:
    return {flaw.code for flaw in checked(row.answer).stops}
