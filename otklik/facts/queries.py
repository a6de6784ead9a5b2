"""Lists and counts over facts, each inside a person's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from otklik.appeals.models import Outbox
from otklik.appeals.states import Desk
from otklik.facts import search
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter, question_number
from otklik.offices.models import Body
from otklik.offices.rules import Reach, Scope
from otklik.reference.rules import territory_prefix, topic_prefix


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Rows of a feed in order, newest first, and after which number the next page begins (None: this was the last)."""

    rows: tuple[Fact, ...]
    next: int | None


def feed(scope: Scope, wanted: FeedFilter, *, after: int | None, limit: int, now: datetime) -> FeedPage:
    """A page of questions that `scope` lets see and `wanted` keeps, newest first, below the number `after`."""
    found = narrowed(scope, wanted, now=now).order_by("-question_id")
    rows = tuple((found if after is None else found.filter(question_id__lt=after))[: limit + 1])
    return FeedPage(rows[:limit], rows[limit - 1].question_id if len(rows) > limit else None)


def newer(scope: Scope, wanted: FeedFilter, *, than: int, now: datetime, at_most: int = 100) -> int:
    """How many questions arrived above a number, counted up to `at_most`."""
    found = narrowed(scope, wanted, now=now).filter(question_id__gt=than)
    return len(found.values_list("pk")[:at_most])


def waiting_counts(scope: Scope) -> dict[str, int]:
    """How many questions wait on each desk."""
    counted = _visible(scope).filter(waits_for__in=Desk.values).values_list("waits_for").annotate(Count("pk"))
    return dict(counted)


def count(scope: Scope, wanted: FeedFilter, *, now: datetime, at_most: int = 10_000) -> int:
    """How many questions a filter keeps, counted up to `at_most`."""
    return narrowed(scope, wanted, now=now).values("pk")[:at_most].count()


def one(scope: Scope, question_id: int) -> Fact | None:
    """The fact of one question, or None where the scope does not reach it."""
    return _visible(scope).filter(pk=question_id).first()


def reachable(scope: Scope, question_ids: Sequence[int]) -> list[int]:
    """Those of `question_ids` that the scope reaches."""
    return list(_visible(scope).filter(pk__in=question_ids).values_list("pk", flat=True))


def excerpts(scope: Scope, question_ids: Sequence[int]) -> dict[int, str]:
    """The beginnings of those questions that the scope reaches, masked, by id."""
    return dict(_visible(scope).filter(pk__in=question_ids).values_list("pk", "excerpt"))


def channels(scope: Scope) -> list[str]:
    """Channels that questions came by."""
    return list(_visible(scope).values_list("channel", flat=True).distinct().order_by("channel"))


def stale() -> int:
    """How many questions changed and are not yet in facts."""
    return Outbox.objects.count()


def narrowed(scope: Scope, wanted: FeedFilter, *, now: datetime) -> QuerySet[Fact]:
    """Facts that the scope lets see and the filter keeps, in no order."""
    found = _visible(scope).filter(_plain(wanted)).filter(_term(wanted.term, now))
    number = question_number(wanted.words)
    if number is not None:
        return found.filter(pk=number)
    asked = search.condition(wanted.words) if wanted.words else None
    if asked is None:
        return found.none() if wanted.words else found
    # Raw, since the index of words is the engine's own and has no model; the words go as a parameter.
    return found.extra(where=[asked[0]], params=[asked[1]])


_MARKS = {
    "urgent": Q(urgency="now", is_open=True),
    "alike": Q(alike__in=("exact", "near"), is_open=True),
    "rude": Q(is_rude=True),
    "thanks": Q(tone="thanks"),
}


def _plain(wanted: FeedFilter) -> Q:
    kept = _MARKS[wanted.mark] if wanted.mark in _MARKS else Q()
    for name in ("waits_for", "state", "channel", "decided_by"):
        if value := getattr(wanted, name):
            kept &= Q(**{name: value})
    if wanted.topic:
        kept &= _topic(wanted.topic)
    if wanted.territory:
        kept &= Q(territory_code__startswith=territory_prefix(wanted.territory))
    if wanted.block:
        kept &= Q(block_code=wanted.block)
    if wanted.body:
        kept &= Q(body_id=Body.objects.filter(code=wanted.body).values_list("pk", flat=True).first() or 0)
    return kept


def _topic(code: str) -> Q:
    prefix = topic_prefix(code)
    return Q(group_code=code) | Q(topic_code=code) | Q(topic_code__startswith=f"{prefix}.")


def _term(term: str, now: datetime) -> Q:
    if not term:
        return Q()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    bounds = {
        "late": (None, now),
        "today": (now, midnight + timedelta(days=1)),
        "tomorrow": (midnight + timedelta(days=1), midnight + timedelta(days=2)),
        "week": (now, now + timedelta(days=7)),
    }
    begin, end = bounds.get(term, (now, now))
    owed = Q(due_at__lt=end)
    return owed & Q(due_at__gte=begin) if begin else owed


def _visible(scope: Scope) -> QuerySet[Fact]:
    allowed = Q(pk__in=[])
    for reach in scope.reaches:
        part = _reach(reach)
        if not part:
            return Fact.objects.all()
        allowed |= part
    return Fact.objects.filter(allowed)


def _reach(reach: Reach) -> Q:
    part = Q()
    if reach.bodies is not None:
        part &= Q(body_id__in=reach.bodies)
    if reach.territory_code:
        part &= Q(territory_code__startswith=territory_prefix(reach.territory_code))
    if reach.topic_code:
        part &= _topic(reach.topic_code)
    return part


def of_appeal(appeal_id: int) -> list[Fact]:
    """The facts of an appeal's questions, for the system that sent it; no scope: the caller owns the letter."""
    return list(Fact.objects.filter(appeal_id=appeal_id).order_by("question_id"))
