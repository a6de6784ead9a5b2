"""Counts of the board «Контроль»: by body, block, territory or channel, each as the feed counts it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left

from otklik.appeals.states import Desk
from otklik.facts import moments
from otklik.facts.models import Fact
from otklik.facts.queries import narrowed
from otklik.facts.rules import FeedFilter
from otklik.offices.rules import Scope

Key = int | str | None
"""The id of a body, else a code; None and "" are those of nobody and nowhere."""

AXES: Mapping[str, tuple[str, ...]] = {
    # Grouped in the order of the index and put together here: several times cheaper than sorting by the last.
    "body": ("body_id",), "block": ("body_id", "block_code"), "territory": ("body_id", "block_code", "territory_code"),
    "channel": ("body_id", "block_code", "territory_code", "channel"),
}  # fmt: skip
# What is few has an index of its own: it is counted apart from all that is open.
_FEW = {"promised": {"term": "promised"}, "returned": {"mark": "returned"}}
_MUNICIPALITY, _CODE = 8, 60
_TERMS = ("late", "today", "tomorrow", "risk")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions of one row are open, late, due, at risk, wait for authors, are promised, are returned."""

    open: int = 0
    late: int = 0
    today: int = 0
    tomorrow: int = 0
    risk: int = 0
    author: int = 0
    promised: int = 0
    returned: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Day:
    """How many answers were given on a day, how many of them late."""

    answers: int = 0
    late: int = 0


def counts(scope: Scope, wanted: FeedFilter, axis: str, *, now: datetime) -> dict[Key, Counts]:
    """The row of each body, block, territory or channel that has something. Three queries, and those of the filter."""
    found = _open(scope, wanted, axis, now)
    for name, narrowing in _FEW.items():
        few = narrowed(scope, replace(wanted, **narrowing), now=now)
        # Counted here: they are few, and no order of the engine's choice can make them many.
        for key, number in Counter(_by_key(few, axis).values_list("key", flat=True)).items():
            found[key] = found.get(key, Counts()) + Counts(**{name: number})
    return found


def answers(scope: Scope, wanted: FeedFilter, axis: str, *, now: datetime) -> dict[Key, dict[date, Day]]:
    """Answers of the last thirty days by row and day. One query, and those of the filter."""
    given = narrowed(scope, wanted, now=now).filter(moments.term("answered", now))
    rows = _by_key(given, axis, "answered_on", "is_answered_late").annotate(number=Count("*"))
    found: dict[Key, dict[date, Day]] = {}
    for key, day, is_late, number in rows.values_list("key", "answered_on", "is_answered_late", "number"):
        days = found.setdefault(key, {})
        had = days.get(day, Day())
        days[day] = Day(had.answers + number, had.late + number * is_late)
    return found


def likely_late(scope: Scope, wanted: FeedFilter, *, now: datetime, limit: int) -> tuple[Fact, ...]:
    """Questions by how likely their answer is to be late, the likeliest first; those late already are left out."""
    # Not «due after now»: SQLite would then go through all terms ahead instead of the likeliest few.
    found = narrowed(scope, wanted, now=now).filter(risk__isnull=False).exclude(due_at__lt=now)
    return tuple(found.order_by("-risk", "-question_id")[:limit])


def promises(scope: Scope, wanted: FeedFilter, *, now: datetime, limit: int) -> tuple[Fact, ...]:
    """Questions with a promise due by the end of today, the earliest first."""
    found = narrowed(scope, wanted, now=now).filter(moments.term("promised_today", now))
    return tuple(found.order_by("promise_due_at", "question_id")[:limit])


def owed(scope: Scope, wanted: FeedFilter, *, now: datetime, limit: int) -> tuple[Fact, ...]:
    """Questions that owe something, a promise too: the nearest terms ahead and those missed in the last month."""
    since = now - timedelta(days=30)
    kept = narrowed(scope, wanted, now=now).filter(Q(due_at__gte=since) | Q(promise_due_at__gte=since))
    return tuple(kept.order_by("due_at", "question_id")[:limit])


def _open(scope: Scope, wanted: FeedFilter, axis: str, now: datetime) -> dict[Key, Counts]:
    kept = narrowed(scope, wanted, now=now).filter(is_open=True).order_by().values(*AXES[axis])
    columns = {name: Count("due_at", filter=moments.term(name, now)) for name in _TERMS}
    columns |= {"open": Count("*"), "author": Count("waits_for", filter=Q(waits_for=Desk.AUTHOR))}
    rows = kept.annotate(**columns).values_list(AXES[axis][-1], "open", *_TERMS, "author")
    sums: dict[Key, list[int]] = {}
    for raw, *numbers in rows:
        key = _key(axis, raw)
        sums[key] = [had + more for had, more in zip(sums[key], numbers, strict=True)] if key in sums else numbers
    return {key: Counts(*numbers) for key, numbers in sums.items()}


def _by_key(questions: QuerySet[Fact], axis: str, *more: str) -> QuerySet:
    """Grouped by row; codes by an expression, else SQLite goes through all facts in the order of the plain column."""
    column = AXES[axis][-1]
    key = F(column) if axis == "body" else Left(column, _MUNICIPALITY if axis == "territory" else _CODE)
    return questions.order_by().annotate(key=key).values("key", *more)


def _key(axis: str, raw: Key) -> Key:
    """A place counts in its municipality: the first eight figures of its code."""
    return raw[:_MUNICIPALITY] if axis == "territory" and isinstance(raw, str) else raw
