"""Abbreviations that not everybody knows and that the answer does not explain."""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.check import HINT, AnswerCheck, AnswerText, Spot

_TABLE = Path(__file__).parents[1] / "answer_words" / "abbreviations.csv"
_SHORT = re.compile(r"(?<![\w«\"-])[А-ЯЁ]{2,6}(?![\w-])")
_ROMAN = re.compile(r"[IVXХ]+")


def _look(cut: AnswerCut) -> Iterator[Spot]:
    if _is_shouted(cut.text):
        return
    seen: set[str] = set()
    for found in _SHORT.finditer(cut.text):
        short = found[0]
        if short in seen or _is_clear(cut.text, short):
            continue
        seen.add(short)
        meaning = _known().get(short, ("", False))[0]
        yield Spot(*found.span(), f"Расшифруйте: {meaning}" if meaning else "Расшифруйте или скажите словами")


def _is_clear(text: str, short: str) -> bool:
    """Whether everybody knows it, or the text tells it: «насосная станция (КНС)», «(далее – КНС)»."""
    if _known().get(short, ("", False))[1] or _ROMAN.fullmatch(short):
        return True
    told = rf"\((?:далее\s*[-–—:]?\s*)?[«\"]?{short}[»\"]?\)|(?<!\w){short} \("
    return re.search(told, text) is not None


def _is_shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(map(str.isupper, letters)) * 2 > len(letters)


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, bool]]:
    with _TABLE.open(encoding="utf-8", newline="") as rows:
        return {row["short"]: (row["meaning"], row["is_plain"] == "1") for row in csv.DictReader(rows)}


CHECK = AnswerCheck(
    code="abbreviations",
    title="Непонятное сокращение",
    why="Сокращения, привычные в ведомстве, незнакомы людям",
    severity=HINT,
    good=AnswerText("Насосная станция (КНС) на улице Мира работает с 5 ноября."),
    bad=AnswerText("ОМСУ подготовил документы, РЭК рассмотрит их до декабря."),
    look=_look,
)
