"""What a check before publication looks at and what it says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.answer_text import AnswerText, Like

__all__ = ["HINT", "SEVERITIES", "STOP", "WARN", "AnswerCheck", "AnswerText", "Flaw", "Like", "Spot"]

STOP, WARN, HINT = "stop", "warn", "hint"
SEVERITIES = {STOP: "Нельзя публиковать без причины", WARN: "Стоит исправить", HINT: "Можно лучше"}
"""A flaw that stops may be published only with a reason that the approver sees."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the answer that a check speaks of, in characters, and what to do (Russian); 0, 0 is the whole."""

    begins: int
    ends: int
    advice: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong and where: `code` of the check, its title and reason; `severity` stop, warn or hint; the advice.

    `begins`, `ends` are characters of the answer; 0, 0: it is said of the whole.
    """

    code: str
    title: str
    severity: str
    why: str
    begins: int
    ends: int
    advice: str


@dataclass(frozen=True)
class AnswerCheck:
    """One thing on the shelf `checks/`: the file name is its `code`; `title` and `why` are Russian.

    `look` gives each place to speak of, none where all is well; it must not fail on any text. `good` and `bad` are
    examples for people and for the test that runs them.
    """

    code: str
    title: str
    why: str
    severity: str
    good: AnswerText
    bad: AnswerText
    look: Callable[[AnswerCut], Iterable[Spot]]
