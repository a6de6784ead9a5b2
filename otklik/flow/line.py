"""The stages a question walks, in order, and how an outcome moves it: the first file to read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from otklik.appeals.models import Question
from otklik.appeals.outcomes import Done, Later, Outcome, Unreadable, Waits
from otklik.appeals.states import Desk, Stage, State, check
from otklik.deadlines import actions as deadlines
from otklik.routing import actions as routing
from otklik.triage import actions as triage


class Verdict(Protocol):
    """What a stage says of one question; each room adds what it needs to keep."""

    @property
    def question(self) -> Question: ...

    @property
    def outcome(self) -> Outcome: ...


@dataclass(frozen=True)
class Step:
    """One stage: `think` reads and computes for a batch without a lock, `keep` writes inside one transaction."""

    stage: Stage
    think: Callable[[Sequence[Question], datetime], Sequence[Any]]
    keep: Callable[[Sequence[Any], datetime], None]


LINE = (
    Step(Stage.TRIAGE, triage.think, triage.keep),
    Step(Stage.ROUTING, routing.think, routing.keep),
    Step(Stage.DEADLINES, deadlines.think, deadlines.keep),
)
_NEXT = {Stage.TRIAGE: Stage.ROUTING, Stage.ROUTING: Stage.DEADLINES, Stage.DEADLINES: ""}


def follow(question: Question, outcome: Outcome) -> None:
    """Move a question as its stage's outcome says; the caller saves it."""
    question.try_after = None
    match outcome:
        case Done():
            _advance(question)
        case Waits(desk, reason):
            _stop(question, desk, reason)
        case Later(at, reason):
            question.try_after, question.wait_reason = at, reason
        case Unreadable(reason):
            _stop(question, Desk.QUARANTINE, reason)


def move(question: Question, state: State) -> None:
    """Change the state by the table of allowed moves; the caller saves the question."""
    check(question.state, state)
    question.state = state
    if state in (State.NEW, State.SENT):
        # Whoever had it in hand has it no more: it waits for somebody of a body to take it.
        question.assignee_id = None


def resume(question: Question) -> None:
    """Put a question that waited for a person back into the line, where it has something left to do."""
    question.stage = Stage.ROUTING if question.decided_by == "person" else Stage.TRIAGE
    question.waits_for = question.wait_reason = ""
    question.try_after = None


def _advance(question: Question) -> None:
    if question.stage == Stage.ROUTING and question.state == State.NEW:
        move(question, State.SENT)
    question.stage = _NEXT[Stage(question.stage)]
    question.waits_for = question.wait_reason = ""


def _stop(question: Question, desk: str, reason: str) -> None:
    question.stage, question.waits_for, question.wait_reason = "", desk, reason[:500]
