"""What all checks say of an answer: its flaws, and how likely it is an «отписка», with reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from otklik import shelf
from otklik.answers.review import brush_off, checks
from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.answer_text import AnswerText
from otklik.answers.review.brush_off import Reason
from otklik.answers.review.check import SEVERITIES, STOP, AnswerCheck, Flaw

CHECKS: dict[str, AnswerCheck] = shelf.things(checks, AnswerCheck)
CLEAR, DOUBTFUL = 0.35, 0.65
"""Below the first the answer is to the point, from the second on it reads as an «отписка»."""

_MOST_OF_ONE = 12
_ORDER = {severity: place for place, severity in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Checked:
    """Flaws, the gravest first, then in order of the text; `score` 0..1 of «отписка»; what raised and lowered it."""

    flaws: tuple[Flaw, ...]
    score: float
    reasons: tuple[Reason, ...]

    @property
    def level(self) -> str:
        """clear, doubtful or empty: what the meter shows."""
        return "clear" if self.score < CLEAR else "doubtful" if self.score < DOUBTFUL else "empty"

    @property
    def verdict(self) -> str:
        """The level in Russian."""
        return {"clear": "По делу", "doubtful": "Есть сомнения", "empty": "Похоже на отписку"}[self.level]

    @property
    def told(self) -> list[list[str]]:
        """[[code, severity], …]: each check that found something, once."""
        return [list(pair) for pair in dict.fromkeys((flaw.code, flaw.severity) for flaw in self.flaws)]

    @property
    def stops(self) -> tuple[Flaw, ...]:
        """One flaw of each check that stops publication."""
        return tuple({flaw.code: flaw for flaw in reversed(self.flaws) if flaw.severity == STOP}.values())[::-1]


def checked(text: AnswerText) -> Checked:
    """All checks over one answer; the text is cut once. Pure: nothing is asked of a database or a network."""
    cut = AnswerCut(text)
    found = [flaw for check in CHECKS.values() for flaw in _flaws(check, cut)]
    score, reasons = brush_off.score(cut)
    return Checked(tuple(sorted(found, key=_grave_first)), round(score, 3), reasons)


def gate(checked: Checked, reasons: Mapping[str, str]) -> tuple[Flaw, ...]:
    """The flaws that stop publication and for whose check no reason is given; `reasons` by code of the check."""
    return tuple(flaw for flaw in checked.stops if not reasons.get(flaw.code, "").strip())


def _flaws(check: AnswerCheck, cut: AnswerCut) -> Iterator[Flaw]:
    severity = cut.answer.severities.get(check.code, check.severity)
    if severity not in SEVERITIES:
        return
    for spot in islice(check.look(cut), _MOST_OF_ONE):
        yield Flaw(check.code, check.title, severity, check.why, spot.begins, spot.ends, spot.advice)


def _grave_first(flaw: Flaw) -> tuple[int, int, int, str]:
    return _ORDER[flaw.severity], flaw.begins, flaw.ends, flaw.code
