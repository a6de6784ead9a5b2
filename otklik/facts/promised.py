"""Promises within a scope: those owed and late, those ahead, those that ended; how many of each by body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from otklik.answers.models import Promise
from otklik.answers.promised import promises
from otklik.answers.promised.promises import Counted, Promises
from otklik.facts.models import Fact
from otklik.facts.queries import narrowed, visible_ids
from otklik.facts.rules import FeedFilter
from otklik.offices.rules import Scope

SINCE = timedelta(days=90)
"""Promises that fell due so lately are counted, and all that are ahead."""
_AHEAD = timedelta(days=10 * 366)
_OWED = Q(clock__isnull=False, clock__done_at=None)
Verdict = Promise.Verdict

STATES: Mapping[str, Callable[[datetime], Q]] = {
    "late": lambda now: _OWED & Q(due_at__lt=now),
    "ahead": lambda now: _OWED & Q(verdict="", due_at__gte=now),
    "kept": lambda now: Q(verdict=Verdict.KEPT, due_at__gte=now - SINCE),
    "broken": lambda now: Q(verdict=Verdict.BROKEN, due_at__gte=now - SINCE),
    "withdrawn": lambda now: Q(verdict=Verdict.WITHDRAWN, due_at__gte=now - SINCE),
}
_OWED_STATES = ("late", "ahead")
_NARROWING = ("topic", "territory", "block", "channel")


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise with its question; `clock_id` 0: nothing is owed by it any more."""

    fact: Fact
    words: str
    due_at: datetime
    verdict: str
    said_at: datetime | None
    said_by: str
    why: str
    clock_id: int
    is_in_answer: bool


def listed(scope: Scope, wanted: FeedFilter, state: str, *, now: datetime, limit: int) -> tuple[PromiseLine, ...]:
    """Promises of a state: those owed by their day, those ended the latest first. Two queries."""
    rows = _within(scope, wanted, now).filter(STATES[state](now)).select_related("said_by", "clock")
    order = ("due_at", "pk") if state in _OWED_STATES else ("-due_at", "-pk")
    found = list(rows.order_by(*order)[:limit])
    facts = Fact.objects.in_bulk([row.question_id for row in found])
    return tuple(_line(row, facts[row.question_id]) for row in found if row.question_id in facts)


def counts(scope: Scope, wanted: FeedFilter, *, now: datetime) -> dict[int | None, Counted]:
    """By body: kept and broken of ninety days, open with all that is ahead. One query."""
    return promises.counted(_within(scope, wanted, now), since=now - SINCE, until=now + _AHEAD)


def owed(scope: Scope, *, now: datetime) -> tuple[int, int]:
    """How many promises stand as «late» and as «ahead» of STATES. One query."""
    counted = {state: Count("pk", filter=STATES[state](now)) for state in _OWED_STATES}
    found = _within(scope, FeedFilter(), now).aggregate(**counted)
    return found["late"], found["ahead"]


def _within(scope: Scope, wanted: FeedFilter, now: datetime) -> Promises:
    narrowing = FeedFilter(**{name: getattr(wanted, name) for name in _NARROWING})
    if narrowing.is_empty() and visible_ids(scope) is None:
        # Who sees everything is not asked of a list of a million numbers.
        found = Promise.objects.filter(Exists(Fact.objects.filter(pk=OuterRef("question_id"))))
    else:
        seen = narrowed(scope, narrowing, now=now)
        found = Promise.objects.filter(question__in=seen.order_by().values("question_id"))
    # Who promised, not who has the question now.
    return found.filter(body__code=wanted.body) if wanted.body else found


def _line(row: Promise, fact: Fact) -> PromiseLine:
    is_owed = row.clock is not None and row.clock.done_at is None
    return PromiseLine(
        fact=fact, words=row.words, due_at=row.due_at, verdict=row.verdict, said_at=row.said_at,
        said_by=str(row.said_by or ""), why=row.why, clock_id=row.clock_id or 0 if is_owed else 0,
        is_in_answer=row.answer_id is not None,
    )  # fmt: skip
