"""The part of facts that clocks give: what is owed, what stands, how the answer came or may come."""

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from otklik.appeals import bulk
from otklik.appeals.bulk import Moment
from otklik.deadlines.models import Clock, Risk
from otklik.reference.models import Policy

Kind = Clock.Kind
REACTION, ANSWER, SOLUTION, PROMISE = map(str, (Kind.REACTION, Kind.ANSWER, Kind.SOLUTION, Kind.PROMISE))

_NONE, _NOTHING_OWED = (None, None), (None, "", None)


class Terms(NamedTuple):
    """Columns of a fact in order, of a question that owes nothing; see `facts.models.Fact`."""

    due_at: Moment | None = None
    due_kind: str = ""
    warn_at: Moment | None = None
    paused_at: Moment | None = None
    risk: float | None = None
    promise_due_at: Moment | None = None
    answer_due_at: Moment | None = None
    answer_done_at: Moment | None = None
    answered_on: str | None = None
    is_answered_late: bool | None = None
    is_fast: bool = False
    reaction_due_at: Moment | None = None
    reaction_done_at: Moment | None = None
    solution_due_at: Moment | None = None
    solution_done_at: Moment | None = None


_CLOCKS = bulk.Reading(
    lambda keys: Clock.objects.filter(question__in=keys).order_by("question_id", "due_at", "pk"),
    "question_id", "kind", "ordinal", "due_at", "warn_at", "paused_at", "done_at", "policy_id",
)  # fmt: skip
_RISKS = bulk.Reading(lambda keys: Risk.objects.filter(question__in=keys), "question", "chance")
Row = tuple[Any, ...]
"""A row of _CLOCKS."""


def read(question_ids: Sequence[int], is_open: Collection[int]) -> dict[int, Terms]:
    """The terms of these questions, of which those of `is_open` owe something. Three queries."""
    risks, fast = dict(_RISKS.rows(question_ids)), _fast_policies()
    return {
        number: _terms(list(clocks), owed=number in is_open, risk=risks.get(number), fast=fast)
        for number, clocks in groupby(_CLOCKS.rows(question_ids), itemgetter(0))
    }


def _terms(clocks: Sequence[Row], *, owed: bool, risk: float | None, fast: Collection[int]) -> Terms:
    """Of one question; its clocks by their ends."""
    running: tuple[Moment | None, str, Moment | None] | None = None
    stood = promised = answer = None
    is_fast, ends = False, {}
    for clock in clocks:
        _, kind, ordinal, due_at, warn_at, paused_at, done_at, policy = clock
        ends[kind] = (due_at, done_at)
        if kind == ANSWER:
            is_fast = is_fast or policy in fast
            # Opened again, a question owes its answer anew: the latest term counts.
            answer = clock if answer is None or ordinal > answer[2] else answer
        if done_at is None:
            promised = promised or (due_at if kind == PROMISE else None)
            if paused_at is None:
                running = running or (due_at, kind, warn_at)
            else:
                stood = min(stood or paused_at, paused_at)
    is_running = owed and running is not None
    return Terms._make((
        *(running if running and owed else _NOTHING_OWED), stood if owed and not is_running else None,
        # A chance is foretold of what runs: what ended or stands has none.
        risk if is_running else None, promised, *_answer(answer), is_fast,
        *ends.get(REACTION, _NONE), *ends.get(SOLUTION, _NONE),
    ))  # fmt: skip


def _answer(clock: Row | None) -> tuple[Moment | None, Moment | None, str | None, bool | None]:
    """The term of the answer, when it was given, on which day of the region, whether late."""
    if clock is None:
        return None, None, None, None
    due_at, done_at = clock[3], clock[6]
    if done_at is None:
        return due_at, None, None, None
    day = bulk.moment(done_at).astimezone(timezone.get_default_timezone()).date()
    return due_at, done_at, str(day), done_at > due_at


def _fast_policies() -> frozenset[int]:
    """Policies of the fast lane: they say so, or give a topic of messages a term of its own."""
    told = Policy.objects.filter(Q(importance="fast") | Q(legal_kind="message") & ~Q(topic_code=""))
    return frozenset(told.values_list("pk", flat=True))
