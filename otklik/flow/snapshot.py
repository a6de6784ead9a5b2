"""How a question stood before an act, so that the act can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from otklik.appeals.models import Question
from otklik.deadlines.models import Clock


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
    clocks: tuple[int, ...]
    running: tuple[int, ...]

    def written(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Snapshot":
        return cls(**{**written, "clocks": tuple(written["clocks"]), "running": tuple(written["running"])})


_FIELDS = tuple(field.name for field in fields(Snapshot) if field.name not in ("clocks", "running"))


def take(questions: Sequence[Question]) -> dict[int, Snapshot]:
    """How the questions stand now, by id."""
    clocks: dict[int, list[Clock]] = {question.pk: [] for question in questions}
    for clock in Clock.objects.filter(question__in=questions).order_by("pk"):
        clocks[clock.question_id].append(clock)
    return {question.pk: _one(question, clocks[question.pk]) for question in questions}


def restore(questions: Sequence[Question], before: Mapping[int, Snapshot]) -> None:
    """Put questions back as they stood; clocks that the act brought are withdrawn.

    The caller saves the questions. The table of moves does not apply: an undone act has not been.
    """
    kept = [clock for question in questions for clock in before[question.pk].clocks]
    Clock.objects.filter(question__in=questions).exclude(pk__in=kept).delete()
    running = [clock for question in questions for clock in before[question.pk].running]
    Clock.objects.filter(pk__in=running).update(done_at=None)
    for question in questions:
        for name in _FIELDS:
            setattr(question, name, getattr(before[question.pk], name))
        question.closed_at, question.result = None, ""


def _one(question: Question, clocks: Sequence[Clock]) -> Snapshot:
    running = tuple(clock.pk for clock in clocks if clock.done_at is None)
    fields = {name: getattr(question, name) for name in _FIELDS}
    return Snapshot(**fields, clocks=tuple(clock.pk for clock in clocks), running=running)
