"""The card of a question as the template shows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from otklik.flow import desk_queries
from otklik.flow.desk_queries import Card, ClockLine
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.operator import filters, rows
from otklik.screens.operator.names import channel_title
from otklik.screens.operator.rows import Mark

_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_MARKED = (
    r"(?P<mask>\[[А-ЯЁ][А-ЯЁ ]{1,30}\])"
    rf"|(?P<date>\b\d{{1,2}}\s(?i:{_MONTHS})(?:\s\d{{4}})?\b|\b\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d{{2}})\b)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text; `kind` is «», place, date or mask."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Term:
    """A clock with its tone."""

    clock: ClockLine
    tone: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A word that decided, with its share of the strongest, in per cent."""

    word: str
    share: int
    is_against: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a change was not made, what happened meanwhile, and the form to send again."""

    text: str
    meanwhile: tuple[desk_queries.TimelineLine, ...]
    verb: str
    typed: Mapping[str, str]
    may_repeat: bool


@dataclass(frozen=True, slots=True)
class CardScreen:
    """All of a card."""

    card: Card
    mark: Mark
    source: str
    source_icon: str
    # Empty unless it is a web address: what a source calls a link may be a script.
    outside_url: str
    pieces: tuple[Piece, ...]
    reasons: tuple[Reason, ...]
    nearest: Term | None
    terms: tuple[Term, ...]
    query: str
    may_decide: bool
    may_route: bool
    may_finish: bool
    may_retry: bool
    may_unmask: bool
    typed: Mapping[str, str]
    problem: Problem | None


def load(request: ScopedRequest, question_id: int) -> CardScreen | None:
    """The card of a question, or None where the scope does not reach it."""
    card = desk_queries.card(request.scope, question_id)
    if card is None:
        return None
    now, scope, fact = timezone.now(), request.scope, card.fact
    terms = tuple(_term(clock, now, fact.is_open) for clock in card.clocks)
    return CardScreen(
        card=card,
        mark=rows.mark(fact),
        source=fact.source_name or channel_title(fact.channel),
        source_icon=rows.source_icon(fact.source_name, fact.channel),
        outside_url=_web(card.question.appeal.outside_url),
        pieces=pieces(card.text, fact.place),
        reasons=_reasons(card.reasons),
        nearest=next((term for term in terms if not term.clock.done_at), None) if fact.is_open else None,
        terms=terms,
        query=filters.written(filters.read_kept(request.POST.get("from") or request.GET.get("from", ""))),
        may_decide=scope.may(Verb.DECIDE),
        may_route=scope.may(Verb.ROUTE),
        may_finish=scope.may(Verb.WORK) and fact.is_open,
        may_retry=scope.may(Verb.QUARANTINE) and fact.waits_for == "quarantine",
        may_unmask=scope.may(Verb.UNMASK),
        typed={},
        problem=None,
    )


def with_problem(screen: CardScreen, problem: Problem) -> CardScreen:
    """The same card telling why a change was not made, with all that was typed."""
    return replace(screen, problem=problem, typed=problem.typed)


def pieces(text: str, place: str) -> tuple[Piece, ...]:
    """The text cut where a mask, a date or the found place stands."""
    cut = f"(?P<place>(?i:{re.escape(place)}))|{_MARKED}" if len(place) > 2 else _MARKED
    found, start = [], 0
    for match in re.finditer(cut, text):
        found += [Piece(text[start : match.start()], ""), Piece(match[0], match.lastgroup or "")]
        start = match.end()
    return tuple(piece for piece in (*found, Piece(text[start:], "")) if piece.text)


def _web(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def _term(clock: ClockLine, now: datetime, is_open: bool) -> Term:
    if clock.done_at:
        return Term(clock, "danger" if clock.done_at > clock.due_at else "done")
    # Nothing burns any more on a question that is closed or not considered.
    return Term(clock, rows.due_tone(clock.due_at, now) if is_open else "")


def _reasons(reasons: tuple[tuple[str, float], ...]) -> tuple[Reason, ...]:
    strongest = max((abs(weight) for _, weight in reasons), default=0) or 1
    return tuple(Reason(word, round(100 * abs(weight) / strongest), weight < 0) for word, weight in reasons)
