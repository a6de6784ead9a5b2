"""When a dissatisfied author opens a question again: the rule, and what it says of one verdict."""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.db import transaction

from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.terms import Unit
from otklik.satisfaction import ratings
from otklik.satisfaction.models import Reopening, ReopenRule

SEED = Path(__file__).parent / "seed" / "reopen_rule.csv"
UNITS = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.HOURS)
_FIELDS = ("stars_up_to", "window_days", "at_most", "amount", "unit", "close_after_days", "ask_after_days", "source")


class ReopenError(ValueError):
    """A rule that can't be put in force; the message says why and what to do (Russian)."""


class Outcome(StrEnum):
    """What comes of a verdict."""

    CLOSE = "close"
    REOPEN = "reopen"
    # Neither good nor bad, or the question is in work again: the words are kept.
    KEEP = "keep"
    TOO_LATE = "too_late"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rule in force as values; see ReopenRule."""

    stars_up_to: int
    window_days: int
    at_most: int
    amount: int
    unit: str
    close_after_days: int
    ask_after_days: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said, when, of an answer given when, and how often the question was opened again before."""

    stars: int | None
    is_solved: bool | None
    answered_at: datetime
    at: datetime
    times: int


def outcome(terms: Terms, verdict: Verdict) -> Outcome:
    """What the rule says of a verdict on an answered or closed question."""
    if ratings.is_good(verdict.stars, verdict.is_solved):
        return Outcome.CLOSE
    is_low = verdict.stars is not None and verdict.stars <= terms.stars_up_to
    if verdict.is_solved is not False and not is_low:
        return Outcome.KEEP
    if verdict.at > verdict.answered_at + timedelta(days=terms.window_days):
        return Outcome.TOO_LATE
    return Outcome.TOO_OFTEN if verdict.times >= terms.at_most else Outcome.REOPEN


def seed() -> None:
    """Load the starting rule where none is set; safe to repeat."""
    if ReopenRule.objects.exists():
        return
    with SEED.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            # Of the beginning of time, so that whatever a region sets counts over it.
            ReopenRule.objects.create(**row, at=datetime.fromisoformat("2000-01-01T00:00:00+00:00"))


def rule() -> Terms:
    """The rule in force. Raises ReopenError where the first data are not loaded."""
    row = ReopenRule.objects.first()
    if row is None:
        raise ReopenError("Правило повторного открытия не загружено: выполните «otklik init».")
    return Terms(**{name: getattr(row, name) for name in _FIELDS})


def opened(question_id: int) -> list[Reopening]:
    """How often the question was opened again, the earliest first."""
    found = Reopening.objects.filter(question=question_id).select_related("rating", "not_by", "answer")
    return list(found.order_by("number"))


@transaction.atomic
def set_rule(terms: Terms, *, by: Person, at: datetime) -> None:
    """Put a rule in force from now on; questions opened already keep their terms. Raises ReopenError."""
    if flaws := flaws_of(terms):
        raise ReopenError(" ".join(flaws))
    now = ReopenRule.objects.first()
    before = {name: getattr(now, name) for name in _FIELDS} if now else None
    after = {name: getattr(terms, name) for name in _FIELDS}
    if before == after:
        return
    ReopenRule.objects.create(**after, at=at, by=by)
    offices.record(subject="reopen_rule", key="reopening", before=before, after=after, by=by, at=at)


def flaws_of(terms: Terms) -> tuple[str, ...]:
    """Why a rule can't be put in force (Russian); empty when it can."""
    found = []
    if not 0 <= terms.stars_up_to < ratings.GOOD_STARS:
        found.append(f"Оценка «до {terms.stars_up_to}» не подходит: от 0 (только «не решено») до 3, а 4 и 5 — хорошие.")
    if not 1 <= terms.window_days <= 365:
        found.append(f"Открыть снова можно в течение {terms.window_days} дней: нужно от 1 до 365.")
    if not 0 <= terms.at_most <= 10:
        found.append(f"Открыть снова {terms.at_most} раз: нужно от 0 до 10.")
    if not 1 <= terms.amount <= 60 or terms.unit not in UNITS:
        found.append(f"Срок второго ответа {terms.amount}: нужно от 1 до 60 дней или часов.")
    if not 1 <= terms.close_after_days <= 180:
        found.append(f"Закрывать через {terms.close_after_days} дней молчания: нужно от 1 до 180.")
    if terms.ask_after_days and terms.ask_after_days >= terms.close_after_days:
        found.append("Просьба оценить пришла бы после закрытия: поставьте меньше дней или 0 — не просить.")
    if not terms.source.strip():
        found.append("Основание пусто: назовите акт или решение.")
    return tuple(found)
