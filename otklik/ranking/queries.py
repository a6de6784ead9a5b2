"""What higher rooms may ask of rankings: the latest one, a period, a standing with its reasons, history, a preview."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from otklik.indicators.rules import Period
from otklik.indicators.source import NoFacts
from otklik.offices.rules import Scope, Verb
from otklik.ranking import actions, effect, kept, models, periods
from otklik.ranking.rules import BODY, PLACE, Explanation, Formula, Preview, Ranking, RankingError, Standing

FRESH = timedelta(hours=1)
"""A ranking of a running period is counted anew when older; the worker does so more often, so that no page waits."""
_NEWEST = 40
_HEAVY = ("of_bodies", "of_places")


@dataclass(frozen=True, slots=True)
class PastPlace:
    """The place of a subject in one published ranking; `of` were ranked in its league; place 0: too few questions.

    `low` and `high` bound the score.
    """

    key: str
    period: Period
    formula: int
    score: float
    low: float
    high: float
    place: int
    place_low: int
    place_high: int
    of: int
    n: int


def keys(*, now: datetime) -> tuple[str, ...]:
    """Periods to choose from: the running month, then what was published, the newest first."""
    published = models.Counted.objects.filter(is_published=True).values_list("key", flat=True)[:_NEWEST]
    return tuple(dict.fromkeys([periods.month_key(timezone.localdate(now)), *published]))


def latest(scope: Scope, *, now: datetime) -> Ranking | None:
    """Of the last month that was published, else of the running one; None where nothing can be counted.

    Raises RankingError for who may not see it, EngineError.
    """
    _check(scope)
    months = models.Counted.objects.filter(is_published=True).exclude(key__contains="W").values_list("key", flat=True)
    key = months.first() or periods.month_key(timezone.localdate(now))
    try:
        return ranking(key, scope, now=now)
    except NoFacts:
        return None


def ranking(key: str, scope: Scope, *, now: datetime) -> Ranking:
    """Of a period, as it was published or as it stands. Raises RankingError, NoFacts, EngineError."""
    _check(scope)
    counted = _counted(key, now)
    return kept.ranking(counted, counted.places.defer("why"))


def standing(key: str, kind: str, subject: str, scope: Scope, *, now: datetime) -> Standing | None:
    """Of one subject in a period, None where it has no question there. Raises as `ranking`."""
    _check(scope)
    row = _counted(key, now).places.defer("why").filter(kind=kind, key=subject).first()
    return kept.standing(row) if row else None


def explain(key: str, kind: str, subject: str, scope: Scope, *, now: datetime) -> Explanation:
    """Why a subject stands where it stands. Raises as `ranking`, and for one that has no question in the period."""
    _check(scope)
    counted = _counted(key, now)
    row = counted.places.filter(kind=kind, key=subject).first()
    if row is None:
        raise RankingError(f"За {periods.title(key)} у него нет вопросов: выберите другой период.")
    row.counted = counted
    return kept.explanation(row, kept.formula(counted.formula))


def history(kind: str, subject: str, scope: Scope) -> tuple[PastPlace, ...]:
    """The places of a subject in what was published, the oldest first; months and weeks. Raises RankingError."""
    _check(scope)
    own = models.Place.objects.filter(kind=kind, key=subject, counted__is_published=True)
    rows = list(own.select_related("counted__formula").defer("why", "parts", *(f"counted__{one}" for one in _HEAVY)))
    ranked = models.Place.objects.filter(counted__in=[row.counted_id for row in rows], place__gt=0)
    sizes: dict[tuple[int, str], int] = {}
    for counted, league in ranked.values_list("counted", "league"):
        sizes[counted, league] = sizes.get((counted, league), 0) + 1
    return tuple(
        PastPlace(
            row.counted.key, Period(row.counted.since, row.counted.until), row.counted.formula.number, row.score,
            row.low, row.high, row.place, row.place_low, row.place_high,
            sizes.get((row.counted_id, row.league), 0), row.n,
        )
        for row in sorted(rows, key=lambda row: (row.counted.until, row.counted.since))
    )  # fmt: skip


def formulas() -> tuple[Formula, ...]:
    """All versions, the newest first."""
    return tuple(kept.formula(row) for row in models.Formula.objects.select_related("by"))


def formula(number: int = 0) -> Formula:
    """One version, 0: the newest. Raises RankingError."""
    rows = models.Formula.objects.select_related("by")
    row = rows.filter(number=number).first() if number else rows.first()
    if row is None:
        raise RankingError(f"Версии {number} нет: есть с 1 по {models.Formula.objects.count()}.")
    return kept.formula(row)


def preview(formula: Formula, key: str, scope: Scope, *, now: datetime) -> Preview:
    """What another formula would do to a period's places; nothing is read of facts. Raises as `ranking`."""
    _check(scope)
    counted, known = _counted(key, now), actions.entrants()
    made = kept.summaries(counted)
    pairs = [(made[kind], known[kind]) for kind in (BODY, PLACE)]
    moves = effect.effect(pairs, kept.formula(counted.formula), formula)
    return Preview(key, formula, moves, effect.weight_effects(pairs, formula))


def _check(scope: Scope) -> None:
    """A ranking is of the whole region: who may analyse anything may see it whole."""
    if not scope.may(Verb.ANALYSE):
        raise RankingError("Рейтинг виден тем, у кого есть право на показатели: попросите администратора о роли.")


def _counted(key: str, now: datetime) -> models.Counted:
    # A key edited by hand is refused before the database sees it.
    periods.period(key)
    row = models.Counted.objects.filter(key=key).select_related("formula__by").defer(*_HEAVY).first()
    if row is not None and (row.is_published or now - row.counted_at < FRESH):
        return row
    return actions.count(key, now)
