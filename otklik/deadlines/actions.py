"""The stage of the line that puts questions on the clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import prefetch_related_objects

from otklik.appeals import actions as appeals
from otklik.appeals import bulk, registry
from otklik.appeals.models import Event, Question
from otklik.appeals.outcomes import Done, Outcome, Waits
from otklik.appeals.states import Desk
from otklik.deadlines import queries
from otklik.deadlines.counting import Count, zone_of
from otklik.deadlines.models import Clock
from otklik.deadlines.rules import DeadlineError, Matter, PolicyBook
from otklik.deadlines.spans import Ground, Span, due, warns_at
from otklik.reference import queries as reference
from otklik.reference.rules import Hours, YearNotLoaded
from otklik.reference.terms import Policy, Term

_REASON_MAX = 500


@dataclass(frozen=True, slots=True)
class Start:
    """The clocks to start by a policy: each term, when it is due and from when it is at risk."""

    policy: Policy
    at: datetime
    terms: tuple[tuple[Term, Count], ...]
    hours_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the stage says of a question; no start where its clocks run already or it waits."""

    question: Question
    outcome: Outcome
    start: Start | None = None


@dataclass(frozen=True)
class _Desk:
    """All that the batch needs, read once."""

    book: PolicyBook
    calendars: reference.Calendars
    topic_codes: dict[int, str]
    places: dict[int, reference.Place]
    # Bodies that work by hours of their own: (number of the hours, the hours).
    own_hours: Mapping[int, tuple[int, Hours]]

    def verdict(self, question: Question) -> Verdict:
        """Clocks run from the receipt of the appeal: it is registered here when it is received."""
        place = self.places.get(question.territory_id or 0)
        zone = zone_of(place)
        matter, start = self._matter(question), question.appeal.received_at
        day = start.astimezone(zone).date()
        policy = self.book.choose(matter, day)
        if policy is None:
            return _waits(question, f"Ни одна политика сроков не подходит: {_told(matter)}, {day:%d.%m.%Y}.")
        number, own = self.own_hours.get(question.body_id or 0, (None, None))
        ground = Ground(policy, self.calendars.of(place.code if place else ""), zone, own)
        try:
            terms = tuple((term, _count(term, start, ground)) for term in policy.terms)
        except (YearNotLoaded, DeadlineError) as error:
            return _waits(question, str(error))
        return Verdict(question, Done(), Start(policy, start, terms, number))

    def _matter(self, question: Question) -> Matter:
        appeal = question.appeal
        return Matter(
            legal_kind=appeal.legal_kind,
            channel=appeal.channel,
            topic_code=self.topic_codes.get(question.topic_id or 0, ""),
            importance=str(question.stated.get("importance", "")),
        )


def think(questions: Sequence[Question], at: datetime) -> list[Verdict]:
    """Choose the policy of each question and count its terms; a question that has clocks keeps them."""
    prefetch_related_objects(questions, "appeal")
    running = set(
        Clock.objects.filter(question_id__in=[question.pk for question in questions]).values_list("question", flat=True)
    )
    fresh = [question for question in questions if question.pk not in running]
    verdicts = {question.pk: Verdict(question, Done()) for question in questions}
    if fresh:
        verdicts |= {verdict.question.pk: verdict for verdict in _judged(fresh)}
    return [verdicts[question.pk] for question in questions]


def _judged(questions: Sequence[Question]) -> list[Verdict]:
    try:
        calendars = reference.calendars()
    except YearNotLoaded as error:
        return [_waits(question, str(error)) for question in questions]
    cards = reference.topic_cards({question.topic_id for question in questions if question.topic_id})
    desk = _Desk(
        book=PolicyBook(reference.policies()),
        calendars=calendars,
        topic_codes={pk: card.code for pk, card in cards.items()},
        places=reference.places({question.territory_id for question in questions if question.territory_id}),
        own_hours=queries.own_hours({question.body_id for question in questions if question.body_id}),
    )
    return [desk.verdict(question) for question in questions]


def keep(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Start the clocks and tell of them; inside the line's transaction. Clocks that run already stay as they are."""
    appeals_of = {verdict.question.appeal_id for verdict in verdicts if _is_registered(verdict)}
    registered = registry.registered_at(appeals_of) if appeals_of else {}
    clocks = (
        Clock(
            question=verdict.question,
            kind=term.kind,
            policy_id=start.policy.id,
            amount=term.amount,
            unit=term.unit,
            hours_id=start.hours_id,
            started_at=start.at,
            due_at=count.due_at,
            warn_at=count.warn_at,
            done_at=_done_already(term.kind, verdict.question, registered, at),
        )
        for verdict in verdicts
        if (start := verdict.start) is not None
        for term, count in start.terms
    )
    bulk.insert(clocks, skip_known=True)
    appeals.tell(event for verdict in verdicts for event in _events(verdict, at))


def _events(verdict: Verdict, at: datetime) -> Iterable[Event]:
    question, start = verdict.question, verdict.start
    told = partial(Event, appeal_id=question.appeal_id, question_id=question.pk, at=at)
    if isinstance(verdict.outcome, Waits):
        yield told(kind="waits", what={"desk": verdict.outcome.desk}, why=verdict.outcome.reason)
    elif start is not None:
        policy, dues = (
            start.policy,
            {term.kind: count.due_at.isoformat(timespec="seconds") for term, count in start.terms},
        )
        what = {"policy": policy.code, "from": str(policy.valid_from), "due": dues}
        yield told(kind="clock_started", what=what, why=f"{policy.title}, с {policy.valid_from:%d.%m.%Y}")


def _is_registered(verdict: Verdict) -> bool:
    """Whether its terms say when a letter is to be registered at all."""
    return verdict.start is not None and any(term.kind == Clock.Kind.REGISTRATION for term, _ in verdict.start.terms)


def _done_already(kind: str, question: Question, registered: Mapping[int, datetime], at: datetime) -> datetime | None:
    """What was done before the terms were set: the letter was registered, or sent to a body that answers."""
    if kind == Clock.Kind.REGISTRATION:
        return registered.get(question.appeal_id)
    return at if kind == Clock.Kind.FORWARDING and question.body_id else None


def _count(term: Term, start: datetime, ground: Ground) -> Count:
    percent = ground.policy.regime.warn_percent
    return Count(due(term, start, ground), warns_at(term, (Span(start, None),), ground, percent=percent))


def _told(matter: Matter) -> str:
    parts = (
        ("вид", matter.legal_kind),
        ("канал", matter.channel),
        ("тема", matter.topic_code),
        ("важность", matter.importance),
    )
    return ", ".join(f"{label} «{text}»" for label, text in parts if text)


def _waits(question: Question, reason: str) -> Verdict:
    return Verdict(question, Waits(Desk.DEADLINES, reason[:_REASON_MAX]))
