"""The phases of a question as ПОС names them, told by where it stands; a passage is kept each time it moves."""

import csv
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from otklik.appeals import bulk
from otklik.appeals.models import Question
from otklik.appeals.states import Desk, Stage, State
from otklik.deadlines import worktime
from otklik.deadlines.models import Passage, PhaseTerm
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference import queries as reference
from otklik.reference.models import OfficeHours
from otklik.reference.rules import Calendar, YearNotLoaded, read_hours
from otklik.reference.terms import Shift, Unit

SEED = Path(__file__).parent / "seed" / "phase_terms.csv"
Phase = Passage.Phase
_ENDED = (State.ANSWERED, State.CLOSED, State.REJECTED)
_COORDINATION = (Stage.ROUTING, Stage.DEADLINES)
_STANDS_STILL = (Desk.AUTHOR, Desk.QUARANTINE)
_CHOOSES_BODY = (Desk.ROUTING, Desk.ARBITER)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a question stands: its phase, and the body that has it while it is executed."""

    phase: str
    body_id: int | None


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """A phase that a question went through: with which body, who ended it, from when, until when, by when.

    Without an end the question stands there; without a person the machine ended it.
    """

    phase: str
    body_id: int | None
    ended_by_id: int | None
    started_at: datetime
    ended_at: datetime | None
    due_at: datetime | None

    @property
    def title(self) -> str:
        return Phase(self.phase).label

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and (self.ended_at or now) > self.due_at


def seed() -> None:
    """Load the terms of phases where they are not yet known; safe to repeat."""
    hours = {row.code: row for row in OfficeHours.objects.all()}
    with SEED.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            key = {name: row[name] for name in ("legal_kind", "channel", "phase")}
            values = {
                "amount": int(row["amount"]) if row["amount"] else None, "unit": row["unit"],
                "hours": hours.get(row["hours"]), "source": row["source"],
            }  # fmt: skip
            PhaseTerm.objects.get_or_create(**key, defaults=values)


def standing(question: Question) -> Standing:
    """Where a question stands now; a question that waits for its author stands where it was asked."""
    phase = phase_of(question.state, question.stage, question.waits_for, is_decided=question.topic_id is not None)
    return Standing(phase, question.body_id if phase in (Phase.EXECUTION, Phase.APPROVAL) else None)


def phase_of(state: str, stage: str, waits_for: str, *, is_decided: bool) -> str:
    """The phase of a question: it is read, then its body is found, then the body works, then the answer is approved."""
    if state in _ENDED:
        return Phase.ENDED
    if waits_for == Desk.APPROVAL:
        return Phase.APPROVAL
    if state != State.NEW:
        return Phase.EXECUTION
    if stage in _COORDINATION or waits_for in _CHOOSES_BODY:
        return Phase.COORDINATION
    return Phase.COORDINATION if is_decided and waits_for in _STANDS_STILL else Phase.MODERATION


def standings(questions: Iterable[Question]) -> dict[int, Standing]:
    """Where each question stands, by its number: to be taken before an act."""
    return {question.pk: standing(question) for question in questions}


def keep(questions: Sequence[Question], before: Mapping[int, Standing], *, by_id: int | None, at: datetime) -> None:
    """Keep a passage of each question that no longer stands as `before`; inside the transaction of the act."""
    moved = [(question, now) for question in questions if (now := standing(question)) != before.get(question.pk)]
    if not moved:
        return
    prefetch_related_objects([question for question, _ in moved], "appeal")
    terms = _Terms.load({question.appeal.legal_kind for question, _ in moved})
    bulk.insert(
        Passage(question_id=question.pk, phase=now.phase, body_id=now.body_id, at=at, by_id=by_id,
                due_at=terms.due(question, now.phase, at))
        for question, now in moved
    )  # fmt: skip


def spans(question: Question) -> tuple[PhaseSpan, ...]:
    """The phases that a question went through, in order, from the receipt of its letter; an end is no phase."""
    rows = list(Passage.objects.filter(question=question.pk).order_by("pk"))
    start, terms = question.appeal.received_at, _Terms.load({question.appeal.legal_kind})
    first = Passage(phase=Phase.MODERATION, at=start, due_at=terms.due(question, Phase.MODERATION, start))
    if rows and question.is_part:
        # A part of a letter begins where the letter was cut.
        first.at = min(row.at for row in rows)
    rows = [first, *rows]
    ends = [*rows[1:], None]
    return tuple(
        PhaseSpan(row.phase, row.body_id, end.by_id if end else None, row.at, end.at if end else None, row.due_at)
        for row, end in zip(rows, ends, strict=True)
        if row.phase != Phase.ENDED
    )


@dataclass(frozen=True)
class _Terms:
    """The terms in force, and the calendar by which they are counted; read only where there are any."""

    rows: Mapping[tuple[str, str, str], PhaseTerm]
    calendars: reference.Calendars | None

    @classmethod
    def load(cls, legal_kinds: Collection[str]) -> "_Terms":
        """Those of some kinds of letters: messages rarely have any and read no calendar."""
        kept = PhaseTerm.objects.filter(amount__isnull=False, legal_kind__in=legal_kinds)
        found = kept.select_related("hours")
        rows = {(row.legal_kind, row.channel, row.phase): row for row in found}
        try:
            return cls(rows, reference.calendars() if rows else None)
        except YearNotLoaded:
            return cls({}, None)

    def due(self, question: Question, phase: str, at: datetime) -> datetime | None:
        """By when the phase is to end; None where no term of it is known or its year is not loaded."""
        if self.calendars is None:
            return None
        appeal = question.appeal
        any_channel = self.rows.get((appeal.legal_kind, "", phase))
        row = self.rows.get((appeal.legal_kind, appeal.channel, phase), any_channel)
        if row is None or row.amount is None:
            return None
        try:
            return _due(row, row.amount, at, self.calendars.of(""))
        except YearNotLoaded:
            return None


def _due(row: PhaseTerm, amount: int, at: datetime, calendar: Calendar) -> datetime:
    zone = timezone.get_default_timezone()
    kept = row.hours
    hours = read_hours(kept.code, kept.week, kept.short_day_cut_min) if kept else None
    if row.unit == Unit.CALENDAR_DAYS:
        return worktime.add_calendar_days(at, amount, calendar=calendar, shift=Shift.PRECEDING, zone=zone)
    if row.unit == Unit.WORKING_DAYS:
        return worktime.add_working_days(at, amount, calendar=calendar, hours=hours, zone=zone)
    if row.unit == Unit.WORKING_HOURS and hours is not None:
        return worktime.add_working_minutes(at, amount * 60, calendar=calendar, hours=hours, zone=zone)
    return at + timedelta(hours=amount)


class PhaseError(ValueError):
    """A term of a phase that can't be kept; the message says why and what to do (Russian)."""


@transaction.atomic
def save_term(row: PhaseTerm, *, by: Person, at: datetime) -> None:
    """Put a term of a phase in force; phases that were entered already keep theirs. Raises PhaseError."""
    if row.amount and row.unit == Unit.WORKING_HOURS and row.hours is None:
        raise PhaseError("Для рабочих часов нужен режим работы: выберите его.")
    if row.amount and not row.unit:
        raise PhaseError("Срок есть, а единицы нет: выберите часы или дни.")
    if not row.source.strip():
        raise PhaseError("Основание пусто: назовите акт или решение.")
    now = PhaseTerm.objects.filter(legal_kind=row.legal_kind, channel=row.channel, phase=row.phase).first()
    row.pk = now.pk if now else None
    before, after = _written(now) if now else None, _written(row)
    row.save()
    key = f"{row.legal_kind} {row.channel} {row.phase}".replace("  ", " ")
    offices.record(subject="phase_term", key=key, before=before, after=after, by=by, at=at)


def _written(row: PhaseTerm) -> dict[str, object]:
    return {"amount": row.amount, "unit": row.unit, "source": row.source}
