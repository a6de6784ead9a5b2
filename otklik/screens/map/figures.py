"""Figures of municipalities as a map and its table tell them: words, colour, legend; of the period and of its steps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q

from otklik.indicators import queries as indicators
from otklik.indicators.cube import UNKNOWN
from otklik.indicators.cutting import SMALL, Cut, Figure
from otklik.indicators.indicator import Indicator
from otklik.indicators.rules import PER_1000, Period
from otklik.offices.rules import Scope
from otklik.reference.models import Territory
from otklik.screens.map import classes
from otklik.screens.map.asked import Asked
from otklik.screens.map.classes import Classes
from otklik.screens.parts import figures
from otklik.screens.parts.tell import number
from otklik.screens.slices.naming import titles


class Lack(StrEnum):
    """Why a place has no colour, as a page says it."""

    FEW = "мало данных"
    NOBODY = "население не указано"
    NOTHING = "нет данных"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of one place: `value` is what its colour stands for, None where it has none."""

    told: str
    n: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Key:
    """One line of a legend: a step of the palette, what values it has, how many places are of it."""

    colour: int
    told: str
    places: int


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: `people` 0 where nobody knows how many live there."""

    name: str
    people: int
    has_border: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality: its figure as it is, the cell that gives its colour."""

    code: str
    name: str
    figure: Figure
    cell: Cell
    colour: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """All municipalities, the most first, those without a figure last; `nowhere` is what has no municipality."""

    lines: tuple[Line, ...]
    legend: tuple[Key, ...]
    total: Figure
    nowhere: Figure | None

    def line(self, code: str) -> Line | None:
        """The municipality of a code."""
        return next((line for line in self.lines if line.code == code), None)


@dataclass(frozen=True, slots=True)
class Walk:
    """The same by steps of time: `rows` by code, a cell a step; one legend for all of them."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    rows: Mapping[str, tuple[Cell, ...]]
    classes: Classes
    legend: tuple[Key, ...]


def places() -> dict[str, Place]:
    """Every municipality by code. One query."""
    found = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).order_by("name")
    rows = found.annotate(drawn=Q(border__isnull=False)).values_list("code", "name", "population", "drawn")
    return {code: Place(name, people or 0, drawn) for code, name, people, drawn in rows}


def picture(asked: Asked, scope: Scope, places: Mapping[str, Place], *, now: datetime) -> Picture:
    """The period as a whole. Raises SliceError, NoFacts, EngineError."""
    cut = indicators.cut(asked.slice, scope, now=now)
    by_code = {group.keys[0]: group.figures[0] for group in cut.groups}
    full = {code: by_code.get(code, _nothing(asked)) for code in places}
    cells = {code: _cell(figure, asked, places[code].people) for code, figure in full.items()}
    found = _classes([cell.value for cell in cells.values()], asked.shows_change)
    lines = [
        Line(
            code,
            places[code].name,
            full[code],
            cell,
            None if cell.value is None else found.colour(found.of(cell.value)),
        )
        for code, cell in cells.items()
    ]
    lines.sort(key=lambda line: (line.figure.value is None, -(line.figure.value or 0), line.name))
    return Picture(tuple(lines), _legend(cells.values(), found, asked), cut.total[0], _nowhere(cut))


def walk(asked: Asked, scope: Scope, places: Mapping[str, Place], *, now: datetime) -> Walk:
    """By the step of `asked`, which must not be empty; one cut. Raises SliceError, NoFacts, EngineError."""
    cut = indicators.cut(asked.stepped(), scope, now=now)
    keys = steps(asked.slice.period, asked.step)
    by_keys = {group.keys: group.figures[0] for group in cut.groups}
    rows = {}
    for code, place in places.items():
        row = [by_keys.get((code, key), _nothing(asked)) for key in keys]
        if asked.shows_change:
            row = _beside_the_one_before(row)
        rows[code] = tuple(_cell(figure, asked, place.people) for figure in row)
    every = [cell for row in rows.values() for cell in row]
    found = _classes([cell.value for cell in every], asked.shows_change)
    named = titles([asked.step], {asked.step: keys})[asked.step]
    return Walk(keys, tuple(named[key] for key in keys), rows, found, _legend(every, found, asked))


def steps(period: Period, step: str) -> tuple[str, ...]:
    """The first days of the steps of a period, as keys of its dimension."""
    return tuple(dict.fromkeys(_first(day, step).isoformat() for day in _days(period)))


def days_of(keys: Sequence[str], period: Period) -> tuple[tuple[str, str], ...]:
    """The first and the last day of each step, inside the period."""
    starts = [max(date.fromisoformat(key), period.since) for key in keys]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), period.until]
    return tuple((start.isoformat(), end.isoformat()) for start, end in zip(starts, ends, strict=True))


def told(figure: Figure, asked: Asked, people: int) -> str:
    """A figure in words, or why there is none."""
    lack = _lack(figure, asked, people)
    return lack.value if lack else figures.told(figure.value, asked.indicator.unit)


def relative(figure: Figure, indicator: Indicator) -> float | None:
    """The change that a colour stands for: of counts a share of what was, of the others the difference."""
    if figure.change is None or figure.before is None:
        return None
    if not indicator.is_additive:
        return figure.change
    return figure.change / figure.before if figure.before_n >= SMALL and figure.before else None


def relative_told(change: float | None, indicator: Indicator) -> str:
    """«+12 %» of a count, «+3,1 п. п.» of a share, «мало данных» where there is nothing to compare with."""
    if change is None:
        return Lack.FEW
    if not indicator.is_additive:
        made = figures.change_told(change, indicator.unit, indicator.better)
        return made.told if made else Lack.FEW
    whole = round(100 * change)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{number(abs(whole))} %"


def _cell(figure: Figure, asked: Asked, people: int) -> Cell:
    if asked.shows_change:
        change = relative(figure, asked.indicator)
        return Cell(relative_told(change, asked.indicator), figure.n, change)
    return Cell(told(figure, asked, people), figure.n, None if _lack(figure, asked, people) else figure.value)


def _lack(figure: Figure, asked: Asked, people: int) -> Lack | None:
    if asked.slice.per == PER_1000 and not people:
        return Lack.NOBODY
    # None of a thousand is as unsure as one or two of it.
    if figure.is_guarded or (asked.slice.per == PER_1000 and figure.n < SMALL):
        return Lack.FEW
    return Lack.NOTHING if figure.value is None else None


def _nothing(asked: Asked) -> Figure:
    """What a place without rows has: none of a count, and no share at all."""
    nought = 0.0 if asked.indicator.is_additive else None
    return Figure(nought, 0, nought if asked.slice.compare else None)


def _nowhere(cut: Cut) -> Figure | None:
    """Rows whose municipality is not known; those with a code that nobody knows stay in the total alone."""
    return next((group.figures[0] for group in cut.groups if group.keys == (UNKNOWN,)), None)


def _beside_the_one_before(row: Sequence[Figure]) -> list[Figure]:
    before = [Figure(None, 0), *row]
    return [Figure(one.value, one.n, was.value, was.n) for one, was in zip(row, before, strict=False)]


def _classes(values: Iterable[float | None], is_change: bool) -> Classes:
    known = [value for value in values if value is not None]
    return classes.changes(known) if is_change else classes.fifths(known)


def _legend(cells: Iterable[Cell], found: Classes, asked: Asked) -> tuple[Key, ...]:
    """From the least to the most, by the values that places have; classes of change by their bounds too."""
    by_class: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.value is not None:
            by_class.setdefault(found.of(cell.value), []).append(cell)
    return tuple(
        Key(found.colour(place), _span(by_class[place], asked), len(by_class[place])) for place in sorted(by_class)
    )


def _span(cells: Sequence[Cell], asked: Asked) -> str:
    """«12–34», «12 … 34 %»: from the least of a class to the most."""
    ordered = sorted(cells, key=lambda cell: cell.value or 0)
    least, most = ordered[0].told, ordered[-1].told
    return least if least == most else f"{least} … {most}"


def _days(period: Period) -> Iterable[date]:
    return (period.since + timedelta(days=passed) for passed in range(period.days))


def _first(day: date, step: str) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day
