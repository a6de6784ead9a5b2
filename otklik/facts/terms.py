"""What the clocks of questions leave in their facts: what is owed, what stands, how the answer came or may come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from otklik.deadlines.models import Clock, Passage, Risk
from otklik.facts.models import Fact
from otklik.reference.models import Policy

Kind = Clock.Kind


@dataclass(frozen=True, slots=True)
class Way:
    """How a question came to its body: when first, whether by the machine, how many times it then changed hands."""

    sent_at: datetime
    is_auto: bool
    transfers: int = 0


@dataclass(frozen=True)
class Terms:
    """The clocks of a batch by question, how likely each answer is to be late, how each came to its body."""

    clocks: Mapping[int, Sequence[Clock]]
    risks: Mapping[int, float]
    ways: Mapping[int, Way]

    def write(self, fact: Fact) -> None:
        """Set all fields of `fact` that speak of terms; its `is_open` is set already."""
        clocks = self.clocks.get(fact.question_id, ())
        owed = [clock for clock in clocks if clock.done_at is None]
        _write_owed(fact, owed if fact.is_open else [])
        promises = [clock.due_at for clock in owed if clock.kind == Kind.PROMISE]
        fact.promise_due_at = min(promises, default=None)
        # Opened again, a question owes its answer anew: the latest term counts.
        answers = [clock for clock in clocks if clock.kind == Kind.ANSWER]
        fact.is_fast = any(_is_fast(clock.policy) for clock in answers)
        _write_answer(fact, max(answers, key=lambda clock: clock.ordinal, default=None))
        by_kind = {clock.kind: clock for clock in clocks}
        if (reaction := by_kind.get(Kind.REACTION)) is not None:
            fact.reaction_due_at, fact.reaction_done_at = reaction.due_at, reaction.done_at
        if (solution := by_kind.get(Kind.SOLUTION)) is not None:
            fact.solution_due_at, fact.solution_done_at = solution.due_at, solution.done_at
        # A chance is foretold of what runs: what ended or stands has none.
        fact.risk = self.risks.get(fact.question_id) if fact.due_at else None
        if (way := self.ways.get(fact.question_id)) is not None:
            fact.sent_at, fact.is_auto_routed, fact.transfers = way.sent_at, way.is_auto, way.transfers


def load(question_ids: Sequence[int]) -> Terms:
    """Of these questions. Three queries."""
    clocks: dict[int, list[Clock]] = {}
    columns = ("question_id", "kind", "ordinal", "due_at", "warn_at", "paused_at", "done_at")
    owed = Clock.objects.filter(question__in=question_ids).select_related("policy")
    for clock in owed.only(
        *columns, *(f"policy__{name}" for name in ("importance", "topic_code", "legal_kind"))
    ).order_by("due_at", "pk"):
        clocks.setdefault(clock.question_id, []).append(clock)
    risks = dict(Risk.objects.filter(question__in=question_ids).values_list("question", "chance"))
    return Terms(clocks, risks, _ways(question_ids))


def _is_fast(policy: Policy | None) -> bool:
    """Whether a policy belongs to the fast lane: it says so, or gives a topic of messages a term of its own."""
    if policy is None:
        return False
    return policy.importance == "fast" or (bool(policy.topic_code) and policy.legal_kind == "message")


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


def _ways(question_ids: Sequence[int]) -> dict[int, Way]:
    """From the passages of questions between bodies that execute."""
    rows = Passage.objects.filter(question__in=question_ids, body__isnull=False).order_by("pk")
    last: dict[int, int] = {}
    found: dict[int, Way] = {}
    for question, body, at, by in rows.values_list("question", "body", "at", "by"):
        way = found.setdefault(question, Way(at, is_auto=by is None))
        if last.get(question, body) != body:
            found[question] = replace(way, transfers=way.transfers + 1)
        last[question] = body
    return found
