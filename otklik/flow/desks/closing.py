"""How a question ends: its result is written, its clocks stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.states import State
from otklik.deadlines import clocks, phases
from otklik.deadlines.models import Clock
from otklik.flow import line
from otklik.flow.answering import dropping


@dataclass(frozen=True, slots=True)
class Ending:
    """How one question ends: the result in a few words (Russian), who ended it (None: the machine) and when."""

    question: Question
    result: str
    by_id: int | None
    at: datetime


def close(endings: Sequence[Ending]) -> None:
    """Close questions, each in its own way; inside a transaction.

    Raises StateError where the table of moves does not allow it.
    """
    before = phases.standings(ending.question for ending in endings)
    for ending in endings:
        close_one(ending.question, ending.result, ending.at)
    clocks.stop({ending.question.pk: ending.at for ending in endings})
    appeals.save([ending.question for ending in endings])
    for ending in endings:
        phases.keep([ending.question], before, by_id=ending.by_id, at=ending.at)
    appeals.tell(_closed(ending) for ending in endings)
    if endings:
        dropping.drop(
            dict.fromkeys((one.question.pk for one in endings), dropping.GONE[State.CLOSED]), at=endings[0].at
        )


def close_one(question: Question, result: str, at: datetime) -> None:
    """Move one question to its end; the caller saves it and stops its clocks."""
    line.move(question, State.CLOSED)
    question.result, question.closed_at = result[:40], at
    question.stage = question.waits_for = question.wait_reason = ""


def owed() -> QuerySet[Clock]:
    """Running clocks of answers."""
    return Clock.objects.filter(kind=Clock.Kind.ANSWER, done_at=None)


def _closed(ending: Ending) -> Event:
    question = ending.question
    return Event(
        appeal_id=question.appeal_id, question_id=question.pk, kind="closed", at=ending.at, by_id=ending.by_id,
        what={"text": ending.result},
    )  # fmt: skip
