"""Writes of rankings: a new formula, the count of a period, what is published of periods that are over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from otklik.facts.models import Fact
from otklik.indicators import source
from otklik.offices import actions as offices
from otklik.offices.models import Body, Person
from otklik.ranking import flaws, kept, models, periods, reading, seeded, standings
from otklik.ranking.leagues import Entrant
from otklik.ranking.rules import BODY, PLACE, Explanation, Formula, RankingError
from otklik.ranking.summary import Summary, summed
from otklik.reference.models import Territory

SETTLES = timedelta(days=3)
"""After a period is over, so long its verdicts are waited for: authors speak within three days mostly."""
LOOKED_BACK = timedelta(days=731)
FORGOTTEN = timedelta(days=7)


def seed(at: datetime) -> None:
    """Lay the first formula where there is none; safe to repeat."""
    first = seeded.FIRST
    columns = {**kept.formula_columns(first), "created_at": at}
    models.Formula.objects.get_or_create(number=first.number, defaults=columns)


@transaction.atomic
def save_formula(formula: Formula, *, by: Person | None, at: datetime) -> Formula:
    """Put a new version in force from its day on; what was published stays. Raises RankingError."""
    if found := flaws.flaws(formula):
        raise RankingError(" ".join(found))
    latest = models.Formula.objects.select_for_update().first()
    if latest is not None and formula.valid_from < latest.valid_from:
        raise RankingError(
            f"Версия {latest.number} действует с {latest.valid_from:%d.%m.%Y}: новая не может начаться раньше. "
            "Выберите этот день или поздний."
        )
    columns = kept.formula_columns(formula)
    if latest is not None and columns == kept.formula_columns(replace(kept.formula(latest), why=formula.why)):
        return kept.formula(latest)
    number = latest.number + 1 if latest else 1
    row = models.Formula.objects.create(number=number, by=by, created_at=at, **columns)
    offices.record(subject="ranking_formula", key=str(number), before=None, after={"why": formula.why}, by=by, at=at)
    # What runs is counted by the new one at the next look.
    models.Counted.objects.filter(is_published=False).delete()
    return kept.formula(row)


def count(key: str, at: datetime, *, is_published: bool = False) -> models.Counted:
    """Count a period anew, unless it was published: that one stays. Raises RankingError, NoFacts, EngineError."""
    days = periods.period(key)
    row = _formula_of(days.until, at)
    by, as_of = kept.formula(row), source.freshness().as_of
    read = reading.read(days, at)
    found = {kind: summed(read.of(kind), by) for kind in (BODY, PLACE)}
    told = _told(key, found, by)
    with transaction.atomic():
        # Two that count the same period go one after the other.
        models.Formula.objects.select_for_update().get(pk=row.pk)
        old = models.Counted.objects.select_for_update().filter(key=key).first()
        if old is not None and old.is_published:
            return old
        models.Counted.objects.filter(key=key).delete()
        counted = models.Counted.objects.create(
            key=key, since=days.since, until=days.until, formula=row, as_of=as_of, counted_at=at,
            digest=f"{found[BODY].digest}-{found[PLACE].digest}", is_published=is_published,
            of_bodies=found[BODY].packed(), of_places=found[PLACE].packed(),
        )  # fmt: skip
        models.Place.objects.bulk_create([kept.place(one, counted) for one in told], batch_size=500)
    return counted


def publish_due(at: datetime) -> tuple[str, ...]:
    """Publish each month and week that is over and settled, the oldest first; which. Killed, the next night goes on."""
    first = Fact.objects.aggregate(first=Min("received_at"))["first"]
    if first is None:
        return ()
    last = timezone.localdate(at - SETTLES) - timedelta(days=1)
    since = max(timezone.localdate(first), timezone.localdate(at - LOOKED_BACK))
    done = set(models.Counted.objects.filter(is_published=True).values_list("key", flat=True))
    ended = periods.ended(since - timedelta(days=since.day + since.weekday()), last)
    due = [key for key in ended if key not in done and periods.period(key).until >= since]
    for key in due:
        count(key, at, is_published=True)
    return tuple(due)


def count_running(at: datetime) -> None:
    """Count the month that runs, so that pages find it counted; forget what was asked for by hand long ago."""
    count(periods.month_key(timezone.localdate(at)), at)
    models.Counted.objects.filter(is_published=False, counted_at__lt=at - FORGOTTEN).delete()


def entrants() -> dict[str, Mapping[str, Entrant]]:
    """All bodies and municipalities by sort and key. Two queries."""
    bodies = {
        str(one.pk): Entrant(BODY, str(one.pk), one.code, one.short_name or one.name, one.kind)
        for one in Body.objects.only("code", "short_name", "name", "kind")
    }
    towns = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).values_list("code", "name", "population")
    return {BODY: bodies, PLACE: {code: Entrant(PLACE, code, code, name, people=people)
                                  for code, name, people in towns}}  # fmt: skip


def _told(key: str, found: Mapping[str, Summary], by: Formula) -> list[Explanation]:
    """The explanation of everybody in a league, with what changed since the period before."""
    then = {(row.kind, row.key): row for row in _before(key, by)}
    known, told = entrants(), []
    for kind, summary in found.items():
        for one in standings.count(summary, by, known[kind], key=key).explanations.values():
            row, old = one.standing, then.get((kind, one.standing.subject.key))
            if old is not None and row.is_ranked:
                row = replace(row, change=row.score - old.score, place_before=old.place)
            told.append(replace(one, standing=row))
    return told


def _before(key: str, by: Formula) -> list[models.Place]:
    """Who was ranked by the same formula in the period before: scores of two formulas can't be compared."""
    earlier = periods.before(key)
    if not earlier:
        return []
    rows = models.Place.objects.filter(counted__key=earlier, counted__formula__number=by.number, place__gt=0)
    return list(rows.only("kind", "key", "score", "place"))


def _formula_of(day: date, at: datetime) -> models.Formula:
    """The version in force for a period that ends on that day. Raises RankingError."""
    if not models.Formula.objects.exists():
        seed(at)
    row = models.Formula.objects.filter(valid_from__lte=day).select_related("by").first()
    if row is None:
        raise RankingError(f"На {day:%d.%m.%Y} ни одна версия формулы не действует: выберите более поздний период.")
    return row
