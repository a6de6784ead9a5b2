"""What pages may ask of the forecast: how likely a question is late and why, how good the forecast is, its limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from otklik.deadlines.models import Forecast, Risk, RiskLimit
from otklik.deadlines.queries import risk_limit
from otklik.deadlines.risk import Bin
from otklik.deadlines.risk_words import told
from otklik.deadlines.rules import DeadlineError
from otklik.offices import actions as offices
from otklik.offices.models import Person

_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Foretold:
    """How likely the answer of a question is to be late, 0..1, why in words, and when that was said."""

    chance: float
    reasons: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class ProofCard:
    """A forecast beside what came: errors by Brier (0 is best) of it and of the time left alone, on so many terms."""

    trained_at: datetime
    terms: int
    seen: int
    since: datetime
    brier: float
    brier_time_alone: float
    ece: float
    bins: tuple[Bin, ...]
    is_better: bool

    @property
    def gain(self) -> float:
        """By what share its error is less than that of the time left alone."""
        return 1 - self.brier / self.brier_time_alone if self.brier_time_alone else 0.0


def foretold(question_ids: Sequence[int]) -> dict[int, Foretold]:
    """The forecast of each question that has one, by its number. One query."""
    rows = Risk.objects.filter(question__in=question_ids)
    return {row.question_id: Foretold(row.chance, _reasons(row), row.at) for row in rows}


def latest_proof() -> ProofCard | None:
    """The last forecast learnt, in use or not; None before the first."""
    row = Forecast.objects.order_by("-trained_at", "-pk").first()
    return _card(row) if row else None


def proof_in_use() -> ProofCard | None:
    """The forecast that foretells now; None while none is better than the time left alone."""
    row = Forecast.objects.filter(is_better=True).order_by("-trained_at", "-pk").first()
    return _card(row) if row else None


def set_risk_limit(chance: float, *, by: Person, at: datetime) -> None:
    """From this chance on a term counts as at risk. Raises DeadlineError outside 0.05..0.95."""
    if not 0.05 <= chance <= 0.95:
        raise DeadlineError(f"Порог {chance:.0%} не годится: укажите от 5 до 95 %.")
    before = risk_limit()
    RiskLimit.objects.create(chance=chance, at=at, by=by)
    offices.record(subject="risk_limit", key="chance", before=before, after=chance, by=by, at=at)


def _reasons(row: Risk) -> tuple[str, ...]:
    words = (told(feature, value) for feature, _, value in row.reasons[:_MOST_REASONS])
    return tuple(word for word in words if word)


def _card(row: Forecast) -> ProofCard:
    return ProofCard(
        trained_at=row.trained_at, terms=row.terms, seen=row.seen, since=row.proved_since, brier=row.brier,
        brier_time_alone=row.brier_time_alone, ece=row.ece, bins=tuple(Bin(*one) for one in row.calibration),
        is_better=row.is_better,
    )  # fmt: skip
