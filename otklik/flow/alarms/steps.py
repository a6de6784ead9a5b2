"""The steps of the ladder as rows: seeded, read, changed; each change is kept in the history of settings."""

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time
from pathlib import Path

from django.db import transaction

from otklik.deadlines.models import Clock
from otklik.flow.alarms.ladder import BEFORE, Step
from otklik.flow.models import Ladder, LadderStep
from otklik.offices.actions import record
from otklik.offices.models import Person
from otklik.offices.rules import ROLES
from otklik.reference.models import OfficeHours

SEED = Path(__file__).parents[1] / "seed" / "ladder.csv"
SLOTS = ["09:00", "14:00"]
# Roles that may be told: each reads questions and stands somewhere above them.
TOLD = ("executor", "curator", "coordinator", "moderator", "block_head", "head")


class StepError(ValueError):
    """A step that can't be put in force; the message says why and what to do (Russian)."""


@dataclass(frozen=True)
class StepDraft:
    """A step as a form gives it."""

    position: int
    side: str
    minutes: int
    kinds: tuple[str, ...]
    role: str
    mail: str
    is_on: bool
    source: str


def seed() -> None:
    """Lay the ladder where there is none; safe to repeat."""
    if not Ladder.objects.exists():
        hours = OfficeHours.objects.order_by("pk").first()
        Ladder.objects.create(slots=SLOTS, hours=hours)
    if LadderStep.objects.exists():
        return
    with SEED.open(encoding="utf-8", newline="") as table:
        rows = [{**row, "kinds": row["kinds"].split(), "minutes": int(row["minutes"])} for row in csv.DictReader(table)]
    LadderStep.objects.bulk_create(LadderStep(**row) for row in rows)


def steps() -> tuple[Step, ...]:
    """The steps in use, in order. One query."""
    rows = LadderStep.objects.filter(is_on=True)
    return tuple(
        Step(row.pk, row.position, row.side, row.minutes, tuple(row.kinds), row.role, row.mail) for row in rows
    )


@transaction.atomic
def save_step(draft: StepDraft, *, step: LadderStep | None, by: Person, at: datetime) -> LadderStep:
    """Make or change a step; terms that passed it are not told of again. Raises StepError."""
    _check(draft)
    row = step or LadderStep()
    before = _told(row) if row.pk else None
    for name, value in asdict(draft).items():
        setattr(row, name, list(value) if name == "kinds" else value)
    row.save()
    record(subject="ladder", key=str(row.pk), before=before, after=_told(row), by=by, at=at)
    return row


@transaction.atomic
def save_slots(slots: Sequence[str], *, hours: OfficeHours | None, by: Person, at: datetime) -> None:
    """At what local times digests leave, and which office time holds where no other is known. Raises StepError."""
    ladder = Ladder.objects.select_for_update().first() or Ladder()
    before = {"slots": ladder.slots, "hours": ladder.hours_id}
    ladder.slots, ladder.hours = sorted({_clock(slot) for slot in slots}), hours
    if not ladder.slots:
        raise StepError("Нет ни одного времени сводки: впишите хотя бы одно, например 09:00.")
    ladder.save()
    after = {"slots": ladder.slots, "hours": ladder.hours_id}
    record(subject="ladder", key="slots", before=before, after=after, by=by, at=at)


def _check(draft: StepDraft) -> None:
    if draft.role not in TOLD:
        raise StepError(f"Роль «{draft.role}» не предупреждают; есть: {', '.join(ROLES[code].title for code in TOLD)}.")
    if draft.side in ("before", "after") and not draft.minutes:
        raise StepError("Сколько рабочего времени до срока или после него, не сказано: впишите минуты.")
    unknown = sorted(set(draft.kinds) - set(Clock.Kind.values))
    if unknown:
        raise StepError(f"Срока «{unknown[0]}» нет; есть: {', '.join(Clock.Kind.values)}.")
    if draft.side == BEFORE and draft.minutes > 60 * 24 * 30:
        raise StepError("Больше 720 рабочих часов до срока не бывает: проверьте число.")


def _clock(written: str) -> str:
    try:
        return time.fromisoformat(written.strip()).strftime("%H:%M")
    except ValueError as error:
        raise StepError(f"Время «{written}» не прочитано: нужен вид 09:00.") from error


def _told(row: LadderStep) -> dict[str, object]:
    names = ("position", "side", "minutes", "kinds", "role", "mail", "is_on", "source")
    return {name: getattr(row, name) for name in names}
