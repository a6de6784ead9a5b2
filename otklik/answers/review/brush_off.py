"""How likely an answer is an «отписка»: polite and about nothing; a logistic sum of things that can be explained."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from otklik.answers.review import deeds
from otklik.answers.review.answer_cut import AnswerCut, Form, Sentence
from otklik.answers.review.asked import asks, matters_of

WEIGHTS = Path(__file__).parent / "answer_words" / "brush_off.csv"
_MOST_REASONS = 3
_FELT = 0.25
"""A reason that moves the sum by less than this is not told."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What moved the score, in words (Russian), and by how much of the sum: above 0 towards «отписка»."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Weight:
    feature: str
    weight: float
    mean: float
    scale: float
    raises: str
    lowers: str


def score(cut: AnswerCut) -> tuple[float, tuple[Reason, ...]]:
    """How likely it is, 0..1, and what moved it most: at most three reasons each way, the strongest first.

    Trained on invented answers (`bench/answer_checks.py`); an empty answer is one for sure.
    """
    if not cut.lemmas:
        return 1.0, (Reason("текста нет", 1.0),)
    found = features(cut)
    moved = [(one, _moved(one, found)) for one in _weights()]
    told = [Reason(words, by) for one, by in moved if abs(by) >= _FELT and (words := _said(one, by))]
    told.sort(key=lambda reason: -abs(reason.weight))
    raising = [reason for reason in told if reason.weight > 0][:_MOST_REASONS]
    lowering = [reason for reason in told if reason.weight < 0][:_MOST_REASONS]
    return 1 / (1 + math.exp(-sum(by for _, by in moved))), tuple(raising + lowering)


def features(cut: AnswerCut) -> dict[str, float]:
    """What the sum is over; counts are smoothed by a logarithm or divided by sentences or words."""
    words, sentences = max(1, len(cut.lemmas)), max(1, len(cut.sentences))
    count = {label: len(cut.met(label)) for label in _COUNTED}
    return {
        "formulas": _covered(cut, "formula") / words,
        "formulas_a_sentence": min(3.0, count["formula"] / sentences),
        "officialese": min(0.3, count["officialese"] / words),
        "hollow": min(2.0, count["hollow"] / sentences),
        "heavy_words": _share_of(cut, Form.PARTICIPLE | Form.GERUND),
        "vague": float(min(3, count["vague"])),
        "who": math.log1p(count["who"]),
        "reason": float(min(2, count["reason"])),
        "way": math.log1p(count["where_to"] + count["step"]),
        "proof": float(min(2, count["proof"]) + cut.answer.has_attachments),
        "bare_denial": float(bool(count["denied"]) and not count["proof"] and not cut.answer.has_attachments),
        "numbers": math.log1p(sum(token[0].isdigit() for token in cut.spelled)),
        "dates": math.log1p(sum(when.kind != "hour" for when in cut.whens)),
        "no_way_out": float(bool(count["not_ours"]) and not count["where_to"] and not count["forwarded"]),
        "words": math.log1p(words),
        "words_a_sentence": math.log1p(words / sentences),
        **_of_deeds(cut),
        **_of_question(cut),
    }


_COUNTED = ("formula", "officialese", "hollow", "vague", "who", "reason", "where_to", "step", "proof", "denied",
            "not_ours", "forwarded")  # fmt: skip


def _of_deeds(cut: AnswerCut) -> dict[str, float]:
    done = [one for one in cut.sentences if deeds.done(cut, one)]
    coming = [one for one in cut.sentences if deeds.to_come(cut, one)]
    return {
        "deeds": math.log1p(len(done)),
        "dated_deeds": math.log1p(sum(_is_dated(cut, one) for one in done)),
        "dated_plans": math.log1p(sum(_is_dated(cut, one) for one in coming)),
        "bare_plans": float(min(2, sum(not _is_dated(cut, one) for one in coming))),
    }


def _of_question(cut: AnswerCut) -> dict[str, float]:
    """How much of what was asked is spoken of, and how many of the letter's matters."""
    asked, told = asks(cut.answer.question_text), matters_of(cut)
    if not asked:
        return {"covered": 1.0, "on_matter": math.log1p(1)}
    matters = frozenset[str]().union(*(ask.matters for ask in asked))
    covered = sum(bool(ask.matters & told) for ask in asked) / len(asked)
    return {"covered": covered, "on_matter": math.log1p(len(matters & told))}


def _said(one: _Weight, by: float) -> str:
    return one.raises if by > 0 else one.lowers


def _is_dated(cut: AnswerCut, sentence: Sentence) -> bool:
    return any(when.kind != "hour" for when in cut.whens_in(sentence))


def _covered(cut: AnswerCut, label: str) -> int:
    return sum(met.last - met.first + 1 for met in cut.met(label))


def _share_of(cut: AnswerCut, form: Form) -> float:
    return sum(bool(form & one) for one in cut.forms) / max(1, len(cut.forms))


def _moved(one: _Weight, found: Mapping[str, float]) -> float:
    """What a feature adds to the sum; the row without a feature is the constant."""
    return one.weight * (found[one.feature] - one.mean) / one.scale if one.feature else one.weight


@lru_cache(maxsize=1)
def _weights() -> tuple[_Weight, ...]:
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return tuple(
            _Weight(row["feature"], float(row["weight"]), float(row["mean"]), float(row["scale"]), row["raises"],
                    row["lowers"])
            for row in rows
        )  # fmt: skip
