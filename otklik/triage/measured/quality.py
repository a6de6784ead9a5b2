"""How good the machine's reading is, counted on the rows: all questions read in a period, within a scope."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Floor

from otklik.reference.rules import group_code
from otklik.triage.measured.curve import BINS, Cell, Curve, curve
from otklik.triage.models import Decision, Marking, Reading

# The executor is chosen by routing: people say nothing of its proposals here.
HEADS = ("group", "theme")
ALONE = Q(decided__in=HEADS)


@dataclass(frozen=True, slots=True)
class Period:
    """Questions that the machine read from `begin` on, before `end`; `within`: ids in reach, None for all."""

    begin: datetime
    end: datetime
    within: QuerySet | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of questions that the machine read.

    `alone`: it decided itself, of these people `corrected` some; by people `chosen`, of these comparable with a head,
    equal to the first proposal, to one of the three.
    """

    read: int = 0
    source: int = 0
    alone: int = 0
    corrected: int = 0
    chosen: int = 0
    group: int = 0
    group_first: int = 0
    group_three: int = 0
    theme: int = 0
    theme_first: int = 0
    theme_three: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Tallies:
    """The same counts for all, by channel, by version of the model."""

    all: Tally
    by_channel: Mapping[str, Tally]
    by_version: Mapping[str, Tally]


def tallies(period: Period) -> Tallies:
    """Counts of a period, in two queries."""
    by_both: dict[tuple[str, str], Tally] = {}
    for row in (*_machine(period), *_people(period)):
        key = row.pop("by_channel"), row.pop("by_version")
        by_both[key] = by_both.get(key, Tally()) + Tally(**{name: count or 0 for name, count in row.items()})
    return Tallies(_summed(by_both.values()), _by(by_both, 0), _by(by_both, 1))


def read_in(period: Period) -> QuerySet[Reading]:
    """What the machine read in the period."""
    found = Reading.objects.filter(at__gte=period.begin, at__lt=period.end)
    return found if period.within is None else found.filter(pk__in=period.within)


def latest(period: Period) -> QuerySet[Decision]:
    """People's last choices for questions read in the period."""
    later = Decision.objects.filter(question=OuterRef("question"), pk__gt=OuterRef("pk"))
    found = Decision.objects.filter(
        question__reading__at__gte=period.begin, question__reading__at__lt=period.end
    ).exclude(Exists(later))
    return found if period.within is None else found.filter(question__in=period.within)


def corrected() -> Q:
    """A choice that says otherwise than the machine had decided; a theme within its group only makes it finer."""
    return Q(question__reading__decided="group") & ~Q(group_rank=1) & Q(group_rank__isnull=False) | (
        Q(question__reading__decided="theme") & Q(theme_rank__isnull=False) & ~Q(theme_rank=1)
    )


def curve_of(head: str, period: Period) -> Curve:
    """The curve coverage/accuracy of a head, on everything read but what came with a topic, in three queries."""
    cells: dict[tuple[int, bool], dict[str, float]] = {}
    for number, is_alone, read, sure in _read_by_bin(head, period):
        cells[number, is_alone] = {"read": read, "sure": sure}
    for number, count, right, sure in _chosen_by_bin(head, period):
        _add(cells, (number, False), count, 1.0, right, sure)
    for sure, is_right, chance in _checked(head, period):
        _add(cells, (_bin(sure), True), 1, 1 / chance, float(is_right), sure)
    return curve(Cell(bin=number, is_alone=is_alone, **values) for (number, is_alone), values in cells.items())  # type: ignore[arg-type]


def checked(period: Period) -> tuple[int, int]:
    """Blind checks of what the machine decided alone: how many were made, how many say the same."""
    of_head = {head: Q(question__reading__decided=head) for head in HEADS}
    rows = [is_right for head in HEADS for _, is_right, _ in _checked(head, period, of_head[head])]
    return len(rows), sum(rows)


def confusions(head: str, period: Period) -> dict[tuple[str, str], int]:
    """{(proposed first, chosen): how many} of people's choices."""
    rank = {f"{head}_rank__isnull": False}
    names = (f"question__reading__{head}_code", "topic__code")
    found: Counter[tuple[str, str]] = Counter()
    for proposed, chosen, count in latest(period).filter(**rank).values_list(*names).annotate(Count("pk")):
        found[proposed, group_code(chosen) if head == "group" else chosen] += count
    return dict(found)


def _machine(period: Period) -> Any:
    return (
        read_in(period).values(by_channel=F("channel"), by_version=F("model_version"))
        .annotate(read=Count("pk"), source=Count("pk", filter=Q(decided="source")), alone=Count("pk", filter=ALONE))
    )  # fmt: skip


def _people(period: Period) -> Any:
    counts = {"chosen": Count("pk"), "corrected": Count("pk", filter=corrected())}
    for head in HEADS:
        rank = f"{head}_rank"
        counts[head] = Count("pk", filter=Q(**{f"{rank}__isnull": False}))
        counts[f"{head}_first"] = Count("pk", filter=Q(**{rank: 1}))
        counts[f"{head}_three"] = Count("pk", filter=Q(**{f"{rank}__gte": 1}))
    found = latest(period).values(
        by_channel=F("question__reading__channel"), by_version=F("question__reading__model_version")
    )
    return found.annotate(**counts)


def _by(by_both: Mapping[tuple[str, str], Tally], place: int) -> dict[str, Tally]:
    names = sorted({key[place] for key in by_both})
    found = {name: _summed(tally for key, tally in by_both.items() if key[place] == name) for name in names}
    return dict(sorted(found.items(), key=lambda item: -item[1].read))


def _summed(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


def _in_bins(name: str) -> Cast:
    # A confidence is kept with four digits: the small part keeps 0.29 × 100 from falling to 28.
    return Cast(Floor(F(name) * Value(float(BINS)) + Value(1e-6)), IntegerField())


def _read_by_bin(head: str, period: Period) -> Iterable[tuple[int, bool, int, float]]:
    alone = Case(When(ALONE, then=Value(1)), default=Value(0), output_field=IntegerField())
    found = read_in(period).exclude(decided="source").exclude(**{f"{head}_code": ""})
    rows = found.annotate(number=_in_bins(f"{head}_sure"), alone=alone).values_list("number", "alone")
    counted = rows.annotate(Count("pk"), Sum(f"{head}_sure"))
    return ((number, bool(is_alone), count, sure) for number, is_alone, count, sure in counted)


def _chosen_by_bin(head: str, period: Period) -> Iterable[tuple[int, int, int, float]]:
    """Choices for what was left to people: a correction of a sure choice is made because it is wrong, so it tells
    nothing of the others."""
    sure = f"question__reading__{head}_sure"
    found = latest(period).filter(question__reading__decided="", **{f"{head}_rank__isnull": False})
    rows = found.annotate(number=_in_bins(sure)).values_list("number")
    return rows.annotate(Count("pk"), right=Count("pk", filter=Q(**{f"{head}_rank": 1})), sure=Sum(sure))


def _checked(head: str, period: Period, only: Q = Q()) -> Iterable[tuple[float, bool, float]]:
    """Confidence, whether the blind choice is the same, the chance of the check; of questions read in the period."""
    read = Q(question__reading__at__gte=period.begin, question__reading__at__lt=period.end)
    found = Marking.objects.filter(read, only, kind=Marking.Kind.CHECK, at__isnull=False)
    if period.within is not None:
        found = found.filter(question__in=period.within)
    seen = (f"question__reading__{head}_sure", f"question__reading__{head}_code")
    for sure, proposed, code, level, chance in found.values_list(*seen, "topic__code", "topic__level", "chance"):
        if head == "theme" and level == 1:
            continue
        yield sure, proposed == (group_code(code) if code and head == "group" else code), chance


def _bin(sure: float) -> int:
    return int(sure * BINS + 1e-6)


def _add(
    cells: dict[tuple[int, bool], dict[str, float]], key: tuple[int, bool], count: int, weight: float, right: float,
    sure: float,
) -> None:  # fmt: skip
    cell = cells.setdefault(key, {"read": 0, "sure": 0.0})
    rows = {"labelled": count, "weight": count * weight, "weight_squares": count * weight**2,
            "right": right * weight, "labelled_sure": sure * weight}  # fmt: skip
    for name, value in rows.items():
        cell[name] = cell.get(name, 0) + value
