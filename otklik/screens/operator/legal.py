"""The boxes of law on a card: the number of an appeal, its legal kind, what 59-ФЗ suggests, the phases."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.timesince import timesince

from otklik.answers.lawful import law
from otklik.answers.lawful.law import Suggestion
from otklik.appeals import registry
from otklik.appeals.models import Appeal, KindChange, Registration
from otklik.deadlines import phases
from otklik.deadlines.models import WithdrawnClock
from otklik.flow.desks.desk_queries import Card
from otklik.flow.desks.registering import GROUNDS, other_kind
from otklik.offices import queries as offices
from otklik.offices.rules import Scope, Verb

_WAITED_FOR = {"moderation": "ждёт модератора", "coordination": "ждёт координатора"}


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase as the card tells it: its name, who has or had it, from when, until when, its own term."""

    title: str
    who: str
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    is_late: bool

    @property
    def took(self) -> str:
        """How long it lasted, in words; empty within a minute."""
        lasted = (self.ended_at or self.started_at) - self.started_at
        return timesince(self.started_at, self.ended_at) if lasted >= timedelta(minutes=1) else ""


@dataclass(frozen=True, slots=True)
class Legal:
    """All that the law knows of a question: its number, its kind and how it came to it, suggestions, phases."""

    registration: Registration | None
    may_register: bool
    may_answer: bool
    other_kind: str
    grounds: tuple[tuple[str, str], ...]
    changes: tuple[KindChange, ...]
    withdrawn: tuple[WithdrawnClock, ...]
    suggestions: tuple[Suggestion, ...]
    phases: tuple[PhaseLine, ...]


def load(card: Card, scope: Scope) -> Legal:
    """The boxes of a card that the scope reaches."""
    question, appeal = card.question, card.question.appeal
    kept = registry.registration(appeal.pk) if appeal.legal_kind == Appeal.LegalKind.APPEAL else None
    may = scope.may(Verb.DECIDE)
    other = other_kind(appeal.legal_kind)
    labels = dict(KindChange.Ground.choices)
    changes = tuple(KindChange.objects.filter(appeal=appeal).order_by("pk"))
    return Legal(
        registration=kept,
        may_register=may and kept is None and appeal.legal_kind == Appeal.LegalKind.APPEAL,
        may_answer=may,
        other_kind=other.label if may and kept is None and card.fact.is_open else "",
        grounds=tuple((code, labels[code]) for code in GROUNDS[other]),
        changes=changes,
        withdrawn=tuple(WithdrawnClock.objects.filter(question=question).order_by("pk")) if changes else (),
        suggestions=law.suggested(question, timezone.now()) if card.fact.is_open else (),
        phases=_phases(card),
    )


def _phases(card: Card) -> tuple[PhaseLine, ...]:
    spans, now = phases.spans(card.question), timezone.now()
    labels = {card.question.body_id: card.body_label}
    if any(span.body_id and span.body_id not in labels for span in spans):
        labels = {number: body.label for number, body in offices.bodies().items()}
    people = offices.names_of_people({span.ended_by_id for span in spans if span.ended_by_id})
    return tuple(
        PhaseLine(
            title=span.title,
            who=labels[span.body_id] if span.body_id else _who(span, people),
            started_at=span.started_at,
            ended_at=span.ended_at,
            due_at=span.due_at,
            is_late=span.is_late(now),
        )
        for span in spans
    )


def _who(span: phases.PhaseSpan, people: dict[int, str]) -> str:
    if span.ended_at is None:
        return _WAITED_FOR.get(span.phase, "")
    return people.get(span.ended_by_id or 0, "машина")
