"""The part of facts that answers, and what their authors said of them, give."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from otklik.answers.models import Answer, Promise
from otklik.appeals import bulk
from otklik.appeals.bulk import Moment
from otklik.satisfaction.models import Rating, Reopening
from otklik.satisfaction.queries import LOW_STARS

PUBLISHED, FINAL, INTERIM = map(str, (Answer.State.PUBLISHED, Answer.Kind.FINAL, Answer.Kind.INTERIM))
KEPT, BROKEN = map(str, (Promise.Verdict.KEPT, Promise.Verdict.BROKEN))
_NOTHING = (None,) * 5
_OWN = (Rating.Source.PAGE, Rating.Source.CHANNEL)
"""What the author said unasked; talks by phone are counted apart: sources are not mixed."""


class Reply(NamedTuple):
    """Columns of a fact in order, of a question without an answer; see `facts.models.Fact`."""

    answer_state: str = ""
    replied_at: Moment | None = None
    outcome: str = ""
    answer_score: float | None = None
    returns: int = 0
    interims: int = 0
    promises_kept: int = 0
    promises_broken: int = 0
    stars: int | None = None
    is_solved: bool | None = None
    first_stars: int | None = None
    first_solved: bool | None = None
    first_outcome: str = ""
    verdicts_bad: int = 0
    reopened: int = 0


_ANSWERS = bulk.Reading(
    lambda keys: Answer.objects.filter(question__in=keys).exclude(state=Answer.State.DROPPED).order_by(
        "question_id", "pk"
    ),
    "question_id", "pk", "state", "kind", "outcome", "published_at", "returns", "score",
)  # fmt: skip
_SAID = bulk.Reading(
    lambda keys: Rating.objects.filter(question__in=keys, source__in=_OWN).order_by("question_id", "pk"),
    "question_id", "answer_id", "stars", "is_solved", "answer__outcome",
)  # fmt: skip
_PROMISES = bulk.Reading(
    lambda keys: Promise.objects.filter(question__in=keys, verdict__in=(KEPT, BROKEN)), "question_id", "verdict"
)
_REOPENINGS = bulk.Reading(lambda keys: Reopening.objects.filter(question__in=keys), "question_id")
_UNANSWERED: tuple[Any, ...] = ("", None, "", None, 0, 0)
_SILENT: tuple[Any, ...] = (None, None, None, None, "", 0)
Rows = Sequence[tuple[Any, ...]]


def read(question_ids: Sequence[int]) -> dict[int, Reply]:
    """The replies to these questions, of those that anything was said to. Four queries."""
    answers = {number: list(rows) for number, rows in groupby(_ANSWERS.rows(question_ids), itemgetter(0))}
    said = {number: list(rows) for number, rows in groupby(_SAID.rows(question_ids), itemgetter(0))}
    promises = Counter(_PROMISES.rows(question_ids))
    reopened = Counter(number for (number,) in _REOPENINGS.rows(question_ids))
    numbers = {*answers, *said, *reopened, *(number for number, _ in promises)}
    return {
        number: _reply(
            answers.get(number, ()), said.get(number, ()), promises[number, KEPT], promises[number, BROKEN],
            reopened[number],
        )
        for number in numbers
    }  # fmt: skip


def _reply(answers: Rows, said: Rows, kept: int, broken: int, reopened: int) -> Reply:
    """Of one question, its answers and what was said of them in order."""
    told, final = _UNANSWERED, None
    if answers:
        returns = interims = 0
        replied: tuple[Any, ...] = (None, "", None)
        for _, pk, state, kind, outcome, published_at, times, score in answers:
            returns += times
            interims += kind == INTERIM and published_at is not None
            if state == PUBLISHED and kind == FINAL:
                final, replied = pk, (published_at, outcome, score)
        told = (answers[-1][2], *replied, returns, interims)
    return Reply._make((*told, kept, broken, *(_verdicts(final, said) if said else _SILENT), reopened))


def _verdicts(final: int | None, said: Rows) -> tuple[Any, ...]:
    """What was said of the last answer, what was said first, how often it was bad."""
    # Of an answer that was given anew, the old verdict says nothing.
    last = next((row for row in reversed(said) if final and row[1] in (final, None)), _NOTHING)
    _, _, stars, is_solved, outcome = said[0]
    bad = sum((row[3] is not None and not row[3]) or (row[2] is not None and row[2] <= LOW_STARS) for row in said)
    return last[2], last[3], stars, is_solved, outcome or "", bad
