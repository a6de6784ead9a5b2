"""«Согласование»: answers that wait for the person's word, by term, with the day's line; short ones in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.answers.approval import approval_queries
from otklik.answers.models import Answer, Approval
from otklik.facts import queries as facts
from otklik.facts.rules import FeedFilter
from otklik.flow.answering import approvers
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import names
from otklik.screens.operator.names import Names
from otklik.screens.operator.rows import due_tone

SHOWN = 100
SHORT = 700
"""An answer of so many signs is read in the list itself."""
TERMS = {"late": "просрочено", "today": "сегодня", "tomorrow": "завтра"}
_TONES = {"late": "danger", "today": "risk"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the day's line: how many, where it leads; pressed again it lets go."""

    title: str
    count: int
    url: str
    is_here: bool
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of the queue; `instead`: in whose name the person would speak; `key`: the say and its version."""

    id: int
    key: str
    question_id: int
    excerpt: str
    text: str
    topic: str
    body: str
    kind: str
    outcome: str
    is_refusal: bool
    by: str
    instead: str
    round: int
    returns: int
    excuses: int
    flaws: int
    score: int | None
    due_at: datetime | None
    due_tone: str
    is_quick: bool


@dataclass(frozen=True, slots=True)
class QueueScreen:
    """All of the page."""

    day: tuple[Chip, ...]
    total: int
    quick: tuple[Line, ...]
    others: tuple[Line, ...]
    hidden: int
    is_narrowed: bool


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """The queue of the person who came in."""
    now, wanted = timezone.now(), request.GET.get("term", "")
    term = wanted if wanted in TERMS else ""
    mine = in_whose_name(request, now)
    dues = approval_queries.terms(mine)
    rows = [row for row in _rows(mine) if not term or _term(row.due_at, now) == term]
    lines = _lines(request, rows[:SHOWN], now)
    screen = QueueScreen(
        day=_day(dues, term, now), total=len(dues), quick=tuple(line for line in lines if line.is_quick),
        others=tuple(line for line in lines if not line.is_quick), hidden=max(0, len(rows) - SHOWN),
        is_narrowed=bool(term),
    )  # fmt: skip
    return render(request, "screens/approver/queue.html", {"queue": screen})


def in_whose_name(request: ScopedRequest, now: datetime) -> tuple[int | None, ...]:
    """Whose says are in the person's queue; an administrator also has those that nobody was found for."""
    own = approvers.spoken_for(request.user, now)
    return (*own, None) if request.scope.may(Verb.SETTINGS) else own


def beside(request: ScopedRequest, approval_id: int, now: datetime) -> tuple[int | None, int | None]:
    """The says before and after this one in the queue; after the last one the first."""
    order = list(approval_queries.owed(in_whose_name(request, now)).values_list("pk", flat=True))
    if approval_id not in order:
        return None, order[0] if order else None
    place = order.index(approval_id)
    others = [*order[place + 1 :], *order[:place]]
    return (others[-1], others[0]) if others else (None, None)


def _rows(mine: Sequence[int | None]) -> list[Approval]:
    related = ("person", "answer__by", "answer__question__appeal")
    return list(approval_queries.owed(mine).select_related(*related)[: SHOWN * 5])


def _lines(request: ScopedRequest, rows: Sequence[Approval], now: datetime) -> tuple[Line, ...]:
    seen = {fact.question_id: fact for fact in facts.some(request.scope, [row.answer.question_id for row in rows])}
    named = names.load(list(seen.values()), FeedFilter())
    kept = [row for row in rows if row.answer.question_id in seen]
    return tuple(_line(row, seen[row.answer.question_id], named, request.user.pk, now) for row in kept)


def _line(row: Approval, fact: facts.Fact, named: Names, person_id: int, now: datetime) -> Line:
    answer = row.answer
    said = [severity for _, severity in answer.flaws if severity != "hint"]
    return Line(
        id=row.pk, key=f"{row.pk}-{answer.version}", question_id=fact.question_id, excerpt=fact.excerpt,
        text=answer.text, topic=named.topic(fact.topic_code) if fact.topic_code else "", body=named.body(fact.body_id),
        kind=answer.get_kind_display(), outcome=answer.get_outcome_display() if answer.outcome else "",
        is_refusal=answer.outcome == "refused", by=str(answer.by),
        instead=str(row.person) if row.person and row.person_id != person_id else "", round=row.round,
        returns=answer.returns, excuses=len(answer.excuses), flaws=len(said),
        score=None if answer.score is None else round(100 * answer.score), due_at=row.due_at,
        due_tone=due_tone(row.due_at, now), is_quick=not said and _is_plain(row),
    )  # fmt: skip


def _is_plain(row: Approval) -> bool:
    """Short, sent for the first time, no refusal and nothing excused: such may be approved from the list."""
    answer = row.answer
    is_first = row.round == 1 and answer.outcome != Answer.Outcome.REFUSED
    return is_first and not answer.excuses and len(answer.text) <= SHORT


def _day(dues: Sequence[datetime | None], here: str, now: datetime) -> tuple[Chip, ...]:
    terms = [_term(due, now) for due in dues]
    return tuple(
        Chip(title, terms.count(code), reverse("approvals") + ("" if code == here else f"?term={code}"), code == here,
             _TONES.get(code, "") if code in terms else "")
        for code, title in TERMS.items()
    )  # fmt: skip


def _term(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return ""
    if due_at < now:
        return "late"
    days = timezone.localdate(due_at) - timezone.localdate(now)
    return "today" if not days else "tomorrow" if days == timedelta(days=1) else ""
