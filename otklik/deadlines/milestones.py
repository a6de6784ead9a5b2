"""Milestones that an act of a person ends, apart from the answer: registration, forwarding; clocks of a former kind."""

from collections.abc import Collection, Sequence
from datetime import datetime

from otklik.appeals import bulk
from otklik.appeals.models import Outbox
from otklik.deadlines.models import Clock, WithdrawnClock
from otklik.offices.models import Person


def done(question_ids: Collection[int], kind: str, *, at: datetime) -> None:
    """What was owed by clocks of this kind is done; inside the transaction of the act.

    Facts learn of each question: a letter is registered for all its questions, the act tells of one.
    """
    running = Clock.objects.filter(question__in=list(question_ids), kind=kind, done_at=None)
    owing = list(running.values_list("question", flat=True))
    running.update(done_at=at, paused_at=None)
    bulk.insert(Outbox(question_id=number) for number in owing)


def withdraw(question_ids: Sequence[int], *, why: str, by: Person, at: datetime) -> None:
    """Take the clocks of questions away, keeping what they were; promises stay: they were given to the author."""
    clocks = Clock.objects.filter(question__in=question_ids).exclude(kind=Clock.Kind.PROMISE)
    WithdrawnClock.objects.bulk_create(
        WithdrawnClock(
            question_id=clock.question_id, kind=clock.kind, policy_id=clock.policy_id, started_at=clock.started_at,
            due_at=clock.due_at, done_at=clock.done_at, withdrawn_at=at, by=by, why=why[:500],
        )
        for clock in clocks
    )  # fmt: skip
    clocks.delete()
