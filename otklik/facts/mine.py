"""What one person has to answer, by term: their own, nobody's of their body, the parts they are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from otklik.answers.models import Answer
from otklik.answers.writing import contributions
from otklik.answers.writing.contributions import Owed
from otklik.appeals.states import State
from otklik.facts import moments
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter, FilterError
from otklik.offices.models import Person
from otklik.offices.rules import Reach, Scope, Verb

OWN, FREE, ASKED, REWORK, REOPENED = "own", "free", "asked", "rework", "reopened"
PARTS = (OWN, FREE, ASKED, REWORK, REOPENED)
TERMS = ("late", "today", "tomorrow")
_MOST_ASKED = 500
_EVER = datetime.max.replace(tzinfo=UTC)
Key = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to: one of PARTS, one of TERMS; empty is all."""

    part: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """One line: the question, by when (None: nothing runs), and what is asked of the person's body for it."""

    fact: Fact
    due_at: datetime | None
    asked: str = ""

    @property
    def key(self) -> Key:
        return self.due_at or _EVER, self.fact.question_id


@dataclass(frozen=True, slots=True)
class Page:
    """Lines by term, those without one last; `next` is the place of the last one where more follow."""

    lines: tuple[Due, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each part, and how many by term of what is one's own or nobody's."""

    parts: dict[str, int]
    terms: dict[str, int]


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk it is: the person, where they may work, and where they look after what nobody took."""

    person_id: int
    scope: Scope
    own: Scope
    # The parts that the bodies they look after owe to others.
    owed: tuple[Owed, ...]


def desk(person: Person, scope: Scope) -> Desk:
    """The desk of a person, in one query; one whose right is to the whole region looks after their own body."""
    allowed = scope.for_verb(Verb.WORK)
    bodies = allowed.bodies()
    if bodies is None and person.body_id is not None:
        bodies = frozenset({person.body_id})
        narrowed = (Reach(bodies if one.bodies is None else one.bodies, one.territory_code, one.topic_code, one.verbs)
                    for one in allowed.reaches)  # fmt: skip
        return Desk(person.pk, allowed, Scope(tuple(narrowed)), contributions.owed(bodies, limit=_MOST_ASKED))
    return Desk(person.pk, allowed, allowed, contributions.owed(bodies, limit=_MOST_ASKED))


def page(of: Desk, wanted: Wanted, *, after: str, limit: int, now: datetime) -> Page:
    """Lines after a place, at most `limit`. Raises FilterError for a place that can't be read."""
    place, found = _place(after), []
    for part in _parts(of, wanted, now):
        found += _lines(part.filter(moments.term(wanted.term, now)), place, limit + 1)
    if wanted.part in ("", ASKED):
        found += [line for line in _asked(of, wanted.term, now) if place is None or line.key > place]
    lines = sorted({line.fact.question_id: line for line in found}.values(), key=lambda line: line.key)[: limit + 1]
    return Page(tuple(lines[:limit]), _written(lines[limit - 1].key) if len(lines) > limit else "")


def counts(of: Desk, *, now: datetime) -> Counts:
    """All the figures above the list, in two passes over indexes."""
    terms = {term: Count("pk", filter=moments.term(term, now)) for term in TERMS}
    own = _own(of).aggregate(
        all=Count("pk"), rework=Count("pk", filter=_REWORK), reopened=Count("pk", filter=_REOPENED), **terms
    )
    free = _free(of, now).aggregate(all=Count("pk"), reopened=Count("pk", filter=_REOPENED), **terms)
    return Counts(
        {OWN: own["all"], FREE: free["all"], ASKED: len({one.question_id for one in of.owed}), REWORK: own["rework"],
         REOPENED: own["reopened"] + free["reopened"]},
        {term: own[term] + free[term] for term in TERMS},
    )  # fmt: skip


_REWORK = Q(answer_state=Answer.State.RETURNED)
_REOPENED = Q(reopened__gt=0)


def _own(of: Desk) -> QuerySet[Fact]:
    # Whose a question is was checked when it was given: the few rows need no second look at bodies.
    return Fact.objects.filter(assignee_id=of.person_id, is_open=True)


def _free(of: Desk, now: datetime) -> QuerySet[Fact]:
    reached = facts.narrowed(of.own, FeedFilter(), now=now, part="lead")
    return reached.filter(assignee_id=None, is_open=True, body_id__isnull=False, state__in=(State.SENT, State.TAKEN))


def _parts(of: Desk, wanted: Wanted, now: datetime) -> Sequence[QuerySet[Fact]]:
    return {
        "": (_own(of), _free(of, now)),
        OWN: (_own(of),),
        FREE: (_free(of, now),),
        REWORK: (_own(of).filter(_REWORK),),
        REOPENED: (_own(of).filter(_REOPENED), _free(of, now).filter(_REOPENED)),
    }.get(wanted.part, ())


def _lines(found: QuerySet[Fact], place: Key | None, limit: int) -> list[Due]:
    """The next rows by term; those without one are asked for apart, so that an index gives either in order."""
    dated, undated = found.filter(due_at__isnull=False), found.filter(due_at=None)
    if place is not None and place[0] == _EVER:
        rows = list(undated.filter(question_id__gt=place[1]).order_by("question_id")[:limit])
        return [Due(row, None) for row in rows]
    if place is not None:
        dated = dated.filter(Q(due_at__gt=place[0]) | Q(due_at=place[0], question_id__gt=place[1]))
    rows = list(dated.order_by("due_at", "question_id")[:limit])
    if len(rows) < limit:
        rows += list(undated.order_by("question_id")[: limit - len(rows)])
    return [Due(row, row.due_at) for row in rows]


def _asked(of: Desk, term: str, now: datetime) -> list[Due]:
    owed = {one.question_id: one for one in of.owed}
    if not owed:
        return []
    rows = facts.some(of.scope, list(owed))
    found = [Due(row, _term(owed[row.question_id], row), owed[row.question_id].asked) for row in rows if row.is_open]
    return [line for line in found if not term or _is_in(line.due_at, term, now)]


def _term(owed: Owed, fact: Fact) -> datetime | None:
    return owed.due_at or fact.due_at


def _is_in(due_at: datetime | None, term: str, now: datetime) -> bool:
    """The same words of a term for what has one of its own, by the clock of the region."""
    if due_at is None or term == "late" or due_at < now:
        return due_at is not None and term == "late" and due_at < now
    day = timezone.localdate(now) + timedelta(days=term == "tomorrow")
    return timezone.localdate(due_at) == day


def _place(written: str) -> Key | None:
    if not written:
        return None
    moment, _, number = written.partition("_")
    try:
        due_at = _EVER if moment == "-" else datetime.fromtimestamp(float(moment), UTC)
        return due_at, int(number)
    except (ValueError, OverflowError, OSError) as error:
        raise FilterError(f"Место в списке «{written[:40]}» не прочитано: откройте список сначала.") from error


def _written(key: Key) -> str:
    return f"{'-' if key[0] == _EVER else f'{key[0].timestamp():.6f}'}_{key[1]}"
