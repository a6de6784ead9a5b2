"""What the clocks of questions leave in their facts: what is owed, what stands, how the answer came or may come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from otklik.deadlines.models import Clock, Passage, Risk
from otklik.facts.models import Fact

Kind = Clock.Kind


@dataclass(frozen=True)
class Terms:
    """The clocks of a batch by question, how likely each answer is to be late, how many times each went on."""

    clocks: Mapping[int, Sequence[Clock]]
    risks: Mapping[int, float]
    transfers: Mapping[int, int]

    def write(self, fact: Fact) -> None:
        """Set all fields of `fact` that speak of terms; its `is_open` is set already."""
        clocks = self.clocks.get(fact.question_id, ())
        owed = [clock for clock in clocks if clock.done_at is None]
        _write_owed(fact, owed if fact.is_open else [])
        promises = [clock.due_at for clock in owed if clock.kind == Kind.PROMISE]
        fact.promise_due_at = min(promises, default=None)
        # Opened again, a question owes its answer anew: the latest term counts.
        answers = [clock for clock in clocks if clock.kind == Kind.ANSWER]
        _write_answer(fact, max(answers, key=lambda clock: clock.ordinal, default=None))
        # A chance is foretold of what runs: what ended or stands has none.
        fact.risk = self.risks.get(fact.question_id) if fact.due_at else None
        fact.transfers = self.transfers.get(fact.question_id, 0)


def load(question_ids: Sequence[int]) -> Terms:
    """Of these questions. Three queries."""
    clocks: dict[int, list[Clock]] = {}
    columns = ("question_id", "kind", "ordinal", "due_at", "warn_at", "paused_at", "done_at")
    for clock in Clock.objects.filter(question__in=question_ids).only(*columns).order_by("due_at", "pk"):
        clocks.setdefault(clock.question_id, []).append(clock)
    risks = dict(Risk.objects.filter(question__in=question_ids).values_list("question", "chance"))
    return Terms(clocks, risks, _transfers(question_ids))


def _write_owed(fact: Fact, owed: Sequence[Clock]) -> None:
    running = [clock for clock in owed if clock.paused_at is None]
    nearest = running[0] if running else None
    fact.due_at, fact.due_kind, fact.warn_at = None, "", None
    if nearest is not None:
        fact.due_at, fact.due_kind, fact.warn_at = nearest.due_at, nearest.kind, nearest.warn_at
    fact.paused_at = min(clock.paused_at for clock in owed if clock.paused_at) if owed and not running else None


def _write_answer(fact: Fact, answer: Clock | None) -> None:
    done_at: datetime | None = answer.done_at if answer else None
    fact.answer_due_at, fact.answer_done_at = answer.due_at if answer else None, done_at
    fact.answered_on = timezone.localdate(done_at) if done_at else None
    fact.is_answered_late = done_at > answer.due_at if answer and done_at else None


def _transfers(question_ids: Sequence[int]) -> dict[int, int]:
    """How many times the body that executes changed."""
    rows = Passage.objects.filter(question__in=question_ids, body__isnull=False).order_by("pk")
    last: dict[int, int] = {}
    times: dict[int, int] = {}
    for question, body in rows.values_list("question", "body"):
        if last.get(question, body) != body:
            times[question] = times.get(question, 0) + 1
        last[question] = body
    return times
