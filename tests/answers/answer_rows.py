"""The labelled invented answers for the checks before publication, read."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from otklik.answers.review.answer_text import AnswerText

LABELS = Path(__file__).parents[2] / "bench" / "labels"
_FIRST_HALVES = 100
GOOD, MIXED, EMPTY = "good", "mixed", "empty"
CODES = {
    "q": "every_question", "c": "concrete", "p": "promise_date", "e": "evidence", "w": "wrong_body",
    "r": "rate_request", "s": "rudeness", "d": "personal_data",
}  # fmt: skip


@dataclass(frozen=True)
class AnswerRow:
    """One labelled answer: to which letter, of which half, as the checks see it, what a person said of it."""

    letter: int
    half: str
    answer: AnswerText
    label: str
    flaws: frozenset[str]


def rows(half: str = "") -> list[AnswerRow]:
    """All of them, or of one half: build (odd letters), test (even ones), fresh (those above a hundred)."""
    letters = {row["number"]: row for row in _table("answer_questions.csv")}
    found = [_row(row, letters[row["number"]]) for row in _table("answers.csv")]
    return [row for row in found if half in ("", row.half)]


def _row(row: dict[str, str], letter: dict[str, str]) -> AnswerRow:
    is_appeal = letter["legal"] == "appeal"
    answer = AnswerText(
        row["text"], outcome=row["outcome"], kind=row["kind"] or "final", question_text=letter["text"],
        channel="operator" if is_appeal else "incident", legal_kind=letter["legal"], body_name=letter["body"],
        greets=is_appeal, is_public=not is_appeal,
    )  # fmt: skip
    number = int(row["number"])
    flaws = frozenset(CODES[one] for one in row["flaws"])
    return AnswerRow(number, _half(number), answer, row["label"], flaws)


def _half(number: int) -> str:
    """The half of a letter; those written after all was mended are fresh."""
    return "fresh" if number > _FIRST_HALVES else "build" if number % 2 else "test"


def _table(name: str) -> Iterator[dict[str, str]]:
    with (LABELS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(
            (line for line in file if not line.startswith("#")), delimiter=";", quoting=csv.QUOTE_NONE
        )
