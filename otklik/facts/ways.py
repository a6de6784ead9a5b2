"""The part of facts that passages give: the phase a question stands in, how it came to its body and went on."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from otklik.appeals import bulk
from otklik.appeals.bulk import Moment
from otklik.deadlines.models import Passage

MODERATION = str(Passage.Phase.MODERATION)


class Way(NamedTuple):
    """Columns of a fact in order; see `facts.models.Fact`."""

    phase: str
    phase_since: Moment
    phase_due_at: Moment | None = None
    sent_at: Moment | None = None
    is_auto_routed: bool = False
    transfers: int = 0


_PASSAGES = bulk.Reading(
    lambda keys: Passage.objects.filter(question__in=keys).order_by("question_id", "pk"),
    "question_id", "phase", "at", "due_at", "body_id", "by_id",
)  # fmt: skip


def read(question_ids: Sequence[int]) -> dict[int, Way]:
    """The ways of these questions, of those that moved at all. One query."""
    passages = groupby(_PASSAGES.rows(question_ids), itemgetter(0))
    return {number: _way([row[1:] for row in rows]) for number, rows in passages}


def _way(passed: Sequence[tuple[Any, ...]]) -> Way:
    """Of one question: its passages in order as (phase, at, due_at, body, by); a body is one that executed it."""
    phase, at, due_at, _, _ = passed[-1]
    bodies = [(sent_at, body, by) for _, sent_at, _, body, by in passed if body is not None]
    if not bodies:
        return Way(phase, at, due_at)
    sent_at, lead, by = bodies[0]
    changes = 0
    for _, body, _ in bodies:
        changes, lead = changes + (body != lead), body
    return Way(phase, at, due_at, sent_at, by is None, changes)
