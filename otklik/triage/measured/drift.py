"""Whether what people write about has moved away from what the model was used to: daily numbers and one sum."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log

import numpy as np
from django.db.models import Avg, Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from otklik.appeals.cutting import Cuts
from otklik.appeals.models import Question
from otklik.reference.models import Topic
from otklik.triage.models import Decision, Reading
from otklik.triage.topics.adapted import AdaptedModel
from otklik.triage.topics.features import weighed, words_of
from otklik.triage.topics.in_use import model_in_use
from otklik.triage.topics.model import TopicModel

REFERENCE_DAYS = 30
FEWEST_READ = 30
"""Of fewer questions the index is chance, not drift."""

NOTICE, MOVED = 0.1, 0.25
"""Customary bounds of the index. Source: N. Siddiqi, "Credit Risk Scorecards" (2006)."""

TEXTS_A_DAY = 100

_COUNTED = (
    "Доли первых предложенных групп за выбранные дни против 30 дней перед ними; индекс стабильности (PSI) ниже 0,1 — "
    "как прежде, выше 0,25 — пишут о другом. Незнакомые слова — по ста последним текстам каждого дня."
)


@dataclass(frozen=True, slots=True)
class DriftDay:
    """One day; None where nothing was read or decided that day. Shares are from 0 to 1."""

    day: date
    read: int
    # Population stability index of the day's groups against the reference; < 0.1 the same, > 0.25 moved.
    psi: float | None
    confidence: float | None
    unknown_words: float | None
    decided: int
    first_taken: float | None


@dataclass(frozen=True, slots=True)
class GroupShift:
    """A group proposed first: its share before and now, and what it adds to the index."""

    label: str
    # The group's code in the classifier, empty where none is known: a link to the feed may use it.
    code: str
    before: float
    now: float
    psi: float


@dataclass(frozen=True, slots=True)
class Drift:
    """`days` days up to now against the `reference_days` days before them."""

    days: tuple[DriftDay, ...]
    groups: tuple[GroupShift, ...]
    psi: float | None
    # same, notice, moved; unknown where there is too little to say.
    verdict: str
    # How it was counted, for people (Russian).
    counted: str
    read_now: int
    read_before: int


def drift(now: datetime, days: int) -> Drift:
    """The last `days` local days, today among them, against the 30 days before; eight queries at most."""
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    begin, end = day - timedelta(days=days - 1), now
    before = _groups(begin - timedelta(days=REFERENCE_DAYS), begin)
    by_day = _groups_by_day(begin, end)
    after: Counter[str] = Counter()
    for counted in by_day.values():
        after.update(counted)
    confidence, taken, unknown = _confidence(begin, end), _taken(begin, end), _unknown(begin, end)
    lines = tuple(
        _day((begin + timedelta(days=number)).date(), by_day, before, confidence, taken, unknown)
        for number in range(days)
    )
    whole = stability(before, after)
    return Drift(
        days=lines, groups=_shifts(before, after), psi=whole, verdict=verdict(whole), counted=_COUNTED,
        read_now=after.total(), read_before=before.total(),
    )  # fmt: skip


def stability(before: Mapping[str, int], now: Mapping[str, int]) -> float | None:
    """Population stability index: sum of (now - before) · ln(now / before) over groups; None where too few are read.

    Source: N. Siddiqi, "Credit Risk Scorecards" (2006). Half a question is added to each group, so that none is empty.
    """
    if min(sum(before.values()), sum(now.values())) < FEWEST_READ:
        return None
    return round(sum(_added(before, now, label) for label in {*before, *now}), 4)


def verdict(psi: float | None) -> str:
    """same, notice, moved or unknown."""
    if psi is None:
        return "unknown"
    return "same" if psi < NOTICE else "notice" if psi <= MOVED else "moved"


def _added(before: Mapping[str, int], now: Mapping[str, int], label: str) -> float:
    groups = len({*before, *now})
    share = [(side.get(label, 0) + 0.5) / (sum(side.values()) + 0.5 * groups) for side in (before, now)]
    return (share[1] - share[0]) * log(share[1] / share[0])


def _shifts(before: Counter[str], now: Counter[str]) -> tuple[GroupShift, ...]:
    """Groups, those that moved most first."""
    names = dict(Topic.objects.filter(code__in={*before, *now}).values_list("code", "name"))
    shares = [
        GroupShift(
            names.get(code, "Без группы"), code, before[code] / max(before.total(), 1), now[code] / max(now.total(), 1),
            round(_added(before, now, code), 4),
        )
        for code in {*before, *now}
    ]  # fmt: skip
    return tuple(sorted(shares, key=lambda row: (-row.psi, row.code)))


def _groups(begin: datetime, end: datetime) -> Counter[str]:
    found = _read(begin, end).values_list("group_code").annotate(Count("pk"))
    return Counter(dict(found))


def _groups_by_day(begin: datetime, end: datetime) -> dict[date, Counter[str]]:
    days: dict[date, Counter[str]] = {}
    for day, code, count in _by_day(_read(begin, end)).values_list("day", "group_code").annotate(Count("pk")):
        days.setdefault(day, Counter())[code] = count
    return days


def _confidence(begin: datetime, end: datetime) -> dict[date, float]:
    return dict(_by_day(_read(begin, end)).values_list("day").annotate(Avg("group_sure")))


def _taken(begin: datetime, end: datetime) -> dict[date, tuple[int, int]]:
    rows = _by_day(Decision.objects.filter(at__gte=begin, at__lte=end).exclude(model_version=""))
    found = rows.values_list("day").annotate(decided=Count("pk"), first=Count("pk", filter=Q(group_rank=1)))
    return {day: (count, first) for day, count, first in found}


def _unknown(begin: datetime, end: datetime) -> dict[date, float]:
    """The share of words in whose place the model has nothing, on the newest texts of each day."""
    numbered = _by_day(_read(begin, end)).annotate(
        place=Window(RowNumber(), partition_by=F("day"), order_by=F("pk").desc())
    ).filter(place__lte=TEXTS_A_DAY)  # fmt: skip
    days = dict(numbered.values_list("pk", "day"))
    questions = Question.objects.filter(pk__in=days).select_related("appeal")
    texts: dict[date, list[str]] = {}
    for question in questions:
        texts.setdefault(days[question.pk], []).append(question.text)
    model = model_in_use()
    return {day: unknown_words(model, of_day) for day, of_day in texts.items()}


def _day(
    day: date, by_day: Mapping[date, Counter[str]], before: Counter[str], confidence: Mapping[date, float],
    taken: Mapping[date, tuple[int, int]], unknown: Mapping[date, float],
) -> DriftDay:  # fmt: skip
    counted = by_day.get(day, Counter())
    decided, first = taken.get(day, (0, 0))
    return DriftDay(
        day=day, read=counted.total(), psi=stability(before, counted), confidence=confidence.get(day),
        unknown_words=unknown.get(day), decided=decided, first_taken=first / decided if decided else None,
    )  # fmt: skip


def _read(begin: datetime, end: datetime) -> QuerySet[Reading]:
    return Reading.objects.filter(at__gte=begin, at__lte=end)


def _by_day(rows: QuerySet) -> QuerySet:
    return rows.annotate(day=TruncDate("at")).order_by()


def unknown_words(model: TopicModel | AdaptedModel, texts: Sequence[str]) -> float:
    """Of the words of these texts, 0..1, those whose dictionary form the model has no weight for."""
    cuts = Cuts.of(texts)
    numbers, times = np.unique(words_of(cuts).flat, return_counts=True)
    written = [cuts.vocabulary.written[number] for number in numbers]
    worded = np.array([word[:1].isalpha() for word in written], bool)
    if not worded.any():
        return 0.0
    known = model.knows([weighed(word) for word in written])
    return round(float(times[worded & ~known].sum() / times[worded].sum()), 4)
