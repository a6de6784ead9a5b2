"""How a question stood before an act, so that the act can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.deadlines import snapshot as clocks
from otklik.deadlines.snapshot import Stood
from otklik.offices.models import Person


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The fields of a question that an act may change, and the clocks it had."""

    state: str
    stage: str
    waits_for: str
    wait_reason: str
    topic_id: int | None
    territory_id: int | None
    place: str
    body_id: int | None
    decided_by: str
    same_as_id: int | None
    clocks: tuple[Stood, ...]
    # Acts kept before questions had one hold nothing of it.
    assignee_id: int | None = None

    def written(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Snapshot":
        return cls(**{**written, "clocks": tuple(Stood.read(clock) for clock in written["clocks"])})


_FIELDS = tuple(field.name for field in fields(Snapshot) if field.name != "clocks")


def take(questions: Sequence[Question]) -> dict[int, Snapshot]:
    """How the questions stand now, by id."""
    stood = clocks.take([question.pk for question in questions])
    return {question.pk: _one(question, stood[question.pk]) for question in questions}


def unborn(question: Question) -> Snapshot:
    """How a question stood that an act made: it was not there, and undone it is in nobody's way."""
    return replace(_one(question, ()), state=State.REJECTED, stage="")


def restore(questions: Sequence[Question], before: Mapping[int, Snapshot], *, by: Person, at: datetime) -> None:
    """Put questions back as they stood; clocks that the act brought are withdrawn, those it moved go back.

    The caller saves the questions. The table of moves does not apply: an undone act has not been.
    """
    clocks.restore({question.pk: before[question.pk].clocks for question in questions}, by=by, at=at)
    for question in questions:
        for name in _FIELDS:
            setattr(question, name, getattr(before[question.pk], name))
        if before[question.pk].state not in (State.CLOSED, State.REJECTED):
            question.closed_at, question.result = None, ""


def _one(question: Question, stood: tuple[Stood, ...]) -> Snapshot:
    return Snapshot(**{name: getattr(question, name) for name in _FIELDS}, clocks=stood)
