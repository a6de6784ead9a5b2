"""The card of a question as the template shows it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from otklik.answers.papers import files
from otklik.answers.talk import queries as answers
from otklik.answers.talk.queries import AskingCard
from otklik.flow.desks import desk_queries
from otklik.flow.desks.desk_queries import Card
from otklik.flow.timeline import TITLES, TimelineLine
from otklik.offices import queries as offices
from otklik.offices.rules import NOTHING, Verb
from otklik.routing import takings
from otklik.routing.takings import Taken
from otklik.screens.access import ScopedRequest
from otklik.screens.operator import card_answer, card_terms, card_whose, filters, legal, rows
from otklik.screens.operator.card_answer import AnswerRow
from otklik.screens.operator.card_terms import TermsBox
from otklik.screens.operator.card_whose import WhoseBox
from otklik.screens.operator.legal import Legal
from otklik.screens.operator.names import channel_title
from otklik.screens.operator.rows import Mark
from otklik.screens.parts import attachments
from otklik.screens.parts.attachments import FileLine
from otklik.triage import opinions
from otklik.triage.opinions import OpinionCard
from otklik.triage.words import pieces as pieces_of_letter

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
class Reason:
    """A word that decided, with its share of the strongest, in per cent."""

    word: str
    share: int
    is_against: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a change was not made, what happened meanwhile, and the form to send again."""

    text: str
    meanwhile: tuple[TimelineLine, ...]
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
    terms: TermsBox
    answers: tuple[AnswerRow, ...]
    whose: WhoseBox
    query: str
    may_decide: bool
    may_route: bool
    may_finish: bool
    may_retry: bool
    may_unmask: bool
    # A letter on paper or a draft of an act.
    may_letter: bool
    files: tuple[FileLine, ...]
    # Who took the urgent question, and when.
    taken: Taken | None
    taken_by: str
    # What an outside model advises where a person chooses the topic.
    opinion: OpinionCard | None
    # What the author is asked now; None while nothing is waited for.
    asked: AskingCard | None
    # How many questions the letter looks to hold, where it may be cut; 0: one.
    split: int
    may_split: bool
    typed: Mapping[str, str]
    problem: Problem | None
    # The number of an appeal, its legal kind, what 59-ФЗ suggests, the phases.
    legal: Legal


def load(request: ScopedRequest, question_id: int) -> CardScreen | None:
    """The card of a question, or None where the scope does not reach it."""
    card = desk_queries.card(request.scope, question_id)
    if card is None:
        return None
    now, fact, whose = timezone.now(), card.fact, card_whose.box(request, card)
    # A co-executor reads; what is done to a question is its lead's.
    scope = request.scope if whose.is_lead else NOTHING
    taken = takings.taken([question_id]).get(question_id) if fact.urgency == "now" else None
    return CardScreen(
        card=replace(card, timeline=_undoable(card.timeline, request)),
        mark=rows.mark(fact),
        source=fact.source_name or channel_title(fact.channel),
        source_icon=rows.source_icon(fact.source_name, fact.channel),
        outside_url=_web(card.question.appeal.outside_url),
        pieces=pieces(card.text, fact.place),
        reasons=_reasons(card.reasons),
        terms=card_terms.box(card, scope, now),
        answers=card_answer.box(question_id, scope),
        whose=whose,
        query=filters.written(filters.read_kept(request.POST.get("from") or request.GET.get("from", ""))),
        may_decide=scope.may(Verb.DECIDE),
        may_route=scope.may(Verb.ROUTE),
        may_finish=scope.may(Verb.WORK) and fact.is_open,
        may_retry=scope.may(Verb.QUARANTINE) and fact.waits_for == "quarantine",
        may_unmask=request.scope.may(Verb.UNMASK),
        may_letter=scope.may(Verb.WORK),
        files=_files(card),
        taken=taken,
        taken_by=offices.names_of_people({taken.who_id}).get(taken.who_id, "") if taken else "",
        opinion=opinions.of(question_id) if fact.waits_for == "triage" else None,
        asked=answers.asking(question_id) if fact.waits_for == "author" else None,
        split=pieces_of_letter.proposed(card.text) if _is_whole(card) else 0,
        may_split=scope.may(Verb.DECIDE) and fact.is_open and card.question.same_as_id is None,
        typed={},
        problem=None,
        legal=legal.load(card, scope),
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


def _undoable(lines: Iterable[TimelineLine], request: ScopedRequest) -> tuple[TimelineLine, ...]:
    """The lines with the way back only where this person may take it: their own act, or as an administrator."""
    may_all = request.scope.may(Verb.SETTINGS)
    return tuple(line if may_all or line.by_id == request.user.pk else replace(line, act="") for line in lines)


def _files(card: Card) -> tuple[FileLine, ...]:
    # Each file is told of in the timeline: without such a line there is nothing to ask the database for.
    if not any(line.title == TITLES[files.ADDED] for line in card.timeline):
        return ()
    return attachments.lines(files.of_question(card.number), card.question)


def _is_whole(card: Card) -> bool:
    """Whether nobody has cut the letter yet and it may be."""
    return card.fact.is_open and not card.question.is_part and card.question.same_as_id is None


def _web(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""


def _reasons(reasons: tuple[tuple[str, float], ...]) -> tuple[Reason, ...]:
    strongest = max((abs(weight) for _, weight in reasons), default=0) or 1
    return tuple(Reason(word, round(100 * abs(weight) / strongest), weight < 0) for word, weight in reasons)
