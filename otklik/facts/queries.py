"""Lists and counts over facts, each inside a person's scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from otklik.appeals import registry
from otklik.appeals.models import Outbox
from otklik.appeals.states import Desk, State
from otklik.facts import moments, search
from otklik.facts.models import Fact
from otklik.facts.rules import NONE, ONLY, OPEN, FeedFilter, question_number
from otklik.offices.models import Body
from otklik.offices.rules import Reach, Scope
from otklik.reference.rules import territory_prefix, topic_prefix
from otklik.routing.models import CoExecutor


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Rows of a feed in order, newest first, and after which number the next page begins (None: this was the last)."""

    rows: tuple[Fact, ...]
    next: int | None


def feed(scope: Scope, wanted: FeedFilter, *, after: int | None, limit: int, now: datetime) -> FeedPage:
    """A page of questions that `scope` lets see and `wanted` keeps, newest first, below the number `after`."""
    rows = _first_rows(narrowed(scope, wanted, now=now, part=_LEAD), after, limit + 1)
    if any(reach.bodies is not None for reach in scope.reaches):
        # Asked apart: with «or» between them neither index gives the rows in order.
        shared = _first_rows(narrowed(scope, wanted, now=now, part=_SHARED), after, limit + 1)
        merged = {row.question_id: row for row in (*rows, *shared)}
        rows = tuple(merged[number] for number in sorted(merged, reverse=True)[: limit + 1])
    return FeedPage(rows[:limit], rows[limit - 1].question_id if len(rows) > limit else None)


def _first_rows(found: QuerySet[Fact], after: int | None, limit: int) -> tuple[Fact, ...]:
    below = found if after is None else found.filter(question_id__lt=after)
    return tuple(below.order_by("-question_id")[:limit])


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


def ringing(scope: Scope, *, limit: int) -> tuple[tuple[Fact, ...], int]:
    """Urgent questions that nobody took, the longest waiting first, at most `limit`; and how many there are in all."""
    found = _visible(scope, _LEAD).filter(urgency="now", is_open=True, taken_at=None)
    rows = tuple(found.order_by("received_at", "question_id")[:limit])
    return rows, len(rows) if len(rows) < limit else found.count()


def one(scope: Scope, question_id: int) -> Fact | None:
    """The fact of one question, or None where the scope does not reach it."""
    return _visible(scope).filter(pk=question_id).first()


def some(scope: Scope, question_ids: Sequence[int]) -> tuple[Fact, ...]:
    """The facts of those of `question_ids` that the scope lets see, newest first."""
    return tuple(_visible(scope).filter(pk__in=question_ids).order_by("-question_id"))


def reachable(scope: Scope, question_ids: Sequence[int]) -> list[int]:
    """Those of `question_ids` on which the scope may act: a co-executor sees a question, its lead acts on it."""
    return list(_visible(scope, _LEAD).filter(pk__in=question_ids).values_list("pk", flat=True))


def visible_ids(scope: Scope) -> QuerySet | None:
    """Ids of all questions that the scope reaches, for another query to be narrowed by; None: it reaches all."""
    if any(not _reach(reach) for reach in scope.reaches):
        return None
    return _visible(scope).values("pk")


def excerpts(scope: Scope, question_ids: Sequence[int]) -> dict[int, str]:
    """The beginnings of those questions that the scope reaches, masked, by id."""
    return dict(_visible(scope).filter(pk__in=question_ids).values_list("pk", "excerpt"))


def closed(scope: Scope, group: str, question_ids: Sequence[int]) -> list[int]:
    """Those of the questions that are closed, of a group of topics and inside the scope."""
    found = _visible(scope).filter(pk__in=question_ids, state=State.CLOSED, group_code=group)
    return list(found.values_list("pk", flat=True))


def below_fresh(group: str, passed_by: int) -> int:
    """The number under which the questions of a group are mostly closed: so many closed ones stand above it."""
    numbers = Fact.objects.filter(group_code=group, state=State.CLOSED).order_by("-question_id")
    found = list(numbers.values_list("pk", flat=True)[passed_by : passed_by + 1])
    return found[0] if found else (Fact.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


def channels(scope: Scope) -> list[str]:
    """Channels that questions came by."""
    return list(_visible(scope).values_list("channel", flat=True).distinct().order_by("channel"))


def stale() -> int:
    """How many questions changed and are not yet in facts."""
    return Outbox.objects.count()


def narrowed(scope: Scope, wanted: FeedFilter, *, now: datetime, part: str = "") -> QuerySet[Fact]:
    """Facts that the scope lets see (all, or one `part`: led by its bodies, shared with them) and the filter keeps."""
    found = _visible(scope, part).filter(_plain(wanted)).filter(moments.term(wanted.term, now))
    number = question_number(wanted.words)
    if number is not None:
        return found.filter(pk=number)
    if (appeal := registered_under(wanted.words)) is not None:
        return found.filter(appeal_id=appeal)
    asked = search.condition(wanted.words) if wanted.words else None
    if asked is None:
        return found.none() if wanted.words else found
    # Raw, since the index of words is the engine's own and has no model; the words go as a parameter.
    return found.extra(where=[asked[0]], params=[asked[1]])


def registered_under(words: str) -> int | None:
    """The appeal that has the number which is all that was typed: «О-15/2026»."""
    is_like_a_number = len(words) <= 40 and any(sign.isdigit() for sign in words) and len(words.split()) <= 2
    return registry.appeal_numbered(words) if is_like_a_number else None


_MARKS = {
    "urgent": Q(urgency="now", is_open=True),
    "alike": Q(alike__in=("exact", "near", "matter"), is_open=True),
    "rude": Q(is_rude=True),
    "thanks": Q(tone="thanks"),
    "returned": Q(returned_at__isnull=False),
    "shared": Q(is_shared=True, is_open=True),
    "rework": Q(answer_state="returned"),
    "reopened": Q(reopened__gt=0),
    "unhappy": Q(is_solved=False) | Q(stars__lte=2),
    "happy": Q(stars__gte=4),
    "broken": Q(promises_broken__gt=0),
}


def _plain(wanted: FeedFilter) -> Q:
    kept = _MARKS[wanted.mark] if wanted.mark in _MARKS else Q()
    for name in ("waits_for", "channel", "decided_by"):
        if value := getattr(wanted, name):
            kept &= Q(**{name: value})
    if wanted.state:
        kept &= Q(is_open=True) if wanted.state == OPEN else Q(state=wanted.state)
    return kept & _belongs(wanted)


def _belongs(wanted: FeedFilter) -> Q:
    """By topic, place and whose it is."""
    kept = Q()
    if wanted.topic:
        kept &= _topic(wanted.topic)
    if wanted.territory:
        kept &= _territory(wanted.territory)
    if wanted.block:
        kept &= Q(block_code="" if wanted.block == NONE else wanted.block)
    if wanted.body == NONE:
        kept &= Q(body_id=None)
    elif wanted.body:
        kept &= Q(body_id=Body.objects.filter(code=wanted.body).values_list("pk", flat=True).first() or 0)
    return kept


def _territory(code: str) -> Q:
    """Those of a territory and below; only those of the region itself where its code is written with «=»."""
    if code == NONE or code.startswith(ONLY):
        return Q(territory_code=code.lstrip(NONE + ONLY))
    return Q(territory_code__startswith=territory_prefix(code))


def _topic(code: str) -> Q:
    prefix = topic_prefix(code)
    return Q(group_code=code) | Q(topic_code=code) | Q(topic_code__startswith=f"{prefix}.")


_LEAD, _SHARED = "lead", "shared"


def _visible(scope: Scope, part: str = "") -> QuerySet[Fact]:
    allowed = Q(pk__in=[])
    for reach in scope.reaches:
        if part == _SHARED and reach.bodies is None:
            continue
        reached = _reach(reach, part)
        if not reached:
            return Fact.objects.all()
        allowed |= reached
    return Fact.objects.filter(allowed)


def _reach(reach: Reach, part: str = "") -> Q:
    if reach.bodies is None:
        reached = Q()
    elif part:
        reached = Q(body_id__in=reach.bodies) if part == _LEAD else _together(reach.bodies)
    else:
        reached = Q(body_id__in=reach.bodies) | _together(reach.bodies)
    if reach.territory_code:
        reached &= Q(territory_code__startswith=territory_prefix(reach.territory_code))
    if reach.topic_code:
        reached &= _topic(reach.topic_code)
    return reached


def _together(bodies: Collection[int]) -> Q:
    """Questions that one of the bodies answers together with their lead."""
    return Q(pk__in=CoExecutor.objects.filter(body__in=bodies).values("question"))


def of_appeal(appeal_id: int) -> list[Fact]:
    """The facts of an appeal's questions, for the system that sent it; no scope: the caller owns the letter."""
    return list(Fact.objects.filter(appeal_id=appeal_id).order_by("question_id"))
