"""Questions as points: cells of some fifty metres and how many lie in each, never the point of a flat."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import ibis
from ibis.expr.types import Table

from otklik.facts import queries as facts
from otklik.indicators import queries as indicators
from otklik.indicators import source
from otklik.indicators.dimensions import DIMENSIONS
from otklik.indicators.rules import SliceError
from otklik.offices.rules import Scope
from otklik.screens.map.asked import Asked

METRES = (50, 200, 800, 3200, 12800)
"""Sides of cells: the finest that gives no more than MOST of them."""
MOST = 20_000
ROWS = 50
_WIDE = 10_000_000
"""More cells than lie from pole to pole: a cell has one number."""
_ROUGHLY = 1.1
"""A guess is wrong by so much."""
_DEGREE_M = 111_320
_FARTHEST = 85
"""Degrees of latitude beyond which nobody lives, and a cell would be endlessly wide."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of `metres`, by its numbers from the equator and from Greenwich."""

    metres: int
    north: int
    east: int

    @property
    def written(self) -> str:
        """As an address holds it."""
        return f"{self.metres},{self.north},{self.east}"


@dataclass(frozen=True, slots=True)
class Points:
    """`rows`: a cell, the number of the step (0 where time is not walked), how many questions."""

    metres: int
    rows: tuple[tuple[Cell, int, int], ...]
    questions: int


@dataclass(frozen=True, slots=True)
class Row:
    """A question of a cell: its number and the masked beginning of its text."""

    number: int
    excerpt: str


def points(asked: Asked, scope: Scope, steps: tuple[str, ...], *, now: datetime) -> Points:
    """The questions that the measure stands on, those with a known point. Raises SliceError, NoFacts, EngineError."""
    found = _rows(asked, scope, now)
    of_step = {date.fromisoformat(step): place for place, step in enumerate(steps)}
    # By the day as it lies: its text for each of a million rows would take longer than the count.
    when = {"step": DIMENSIONS[asked.step].column(found, asked.indicator.clock)} if of_step else {}
    for metres in _tried(found):
        columns = {"north": _north(found, metres), "east": _east(found, metres), **when}
        got = source.run(found.group_by(**columns).aggregate(n=found.count()).limit(MOST + 1))
        if got.num_rows <= MOST:
            break
    rows = tuple(
        (Cell(metres, row["north"], row["east"]), of_step.get(row.get("step"), 0), row["n"])
        for row in got.slice(0, MOST).to_pylist()
    )
    return Points(metres, rows, sum(row[2] for row in rows))


def _tried(found: Table) -> Iterator[int]:
    """The sides to try: the finest, and where it gives too many the likeliest of the others, by one rough count."""
    yield METRES[0]
    counts = {f"m{side}": (_north(found, side) * _WIDE + _east(found, side)).approx_nunique() for side in METRES[1:-1]}
    guessed = source.run(found.aggregate(**counts)).to_pylist()[0]
    # One cell may be seen in several steps: there may be more rows than cells, never fewer.
    yield from (side for side in METRES[1:-1] if guessed[f"m{side}"] <= MOST * _ROUGHLY)
    yield METRES[-1]


def listed(asked: Asked, scope: Scope, cell: Cell, *, after: int, now: datetime) -> tuple[list[Row], int]:
    """The newest questions of a cell below the number `after` (0: from the newest), and how many there are in all."""
    found = _rows(asked, scope, now)
    here = found.filter((_north(found, cell.metres) == cell.north) & (_east(found, cell.metres) == cell.east))
    count = source.run(here.aggregate(n=here.count()))["n"][0].as_py()
    below = here.filter(here.question_id < after) if after else here
    numbers = source.run(below.select("question_id").order_by(ibis.desc("question_id")).limit(ROWS))
    ids = [int(one) for one in numbers["question_id"].to_pylist()]
    excerpts = facts.excerpts(scope, ids)
    return [Row(one, excerpts[one]) for one in ids if one in excerpts], count


def cell(written: str) -> Cell:
    """The cell of an address. Raises SliceError."""
    parts = written.split(",")
    try:
        metres, north, east = (int(part) for part in parts)
    except ValueError:
        metres = north = east = 0
    if metres not in METRES or abs(north * metres) > _FARTHEST * _DEGREE_M or abs(east * metres) > 180 * _DEGREE_M:
        raise SliceError(f"Место «{written[:40]}» не прочитано: откройте точку на карте ещё раз.")
    return Cell(metres, north, east)


def _rows(asked: Asked, scope: Scope, now: datetime) -> Table:
    wanted = replace(asked.slice, dimensions=(), per="", compare="")
    found = indicators.cutter(scope, now=now).rows(wanted, asked.indicator, (), hits_only=False)
    return found.filter(found.latitude.between(-_FARTHEST, _FARTHEST) & found.longitude.between(-180, 180))


def _north(found: Table, metres: int) -> ibis.expr.types.IntegerValue:
    return (found.latitude * (_DEGREE_M / metres)).round().cast("int64")


def _east(found: Table, metres: int) -> ibis.expr.types.IntegerValue:
    """Cells of one row have one width, that of the middle of the row."""
    latitude = _north(found, metres) * (metres / _DEGREE_M)
    return (found.longitude * latitude.radians().cos() * (_DEGREE_M / metres)).round().cast("int64")


def told(found: Points) -> Mapping[str, object]:
    """As the page's script reads it: the cell's numbers north and east, the step, how many."""
    rows = [[where.north, where.east, step, n] for where, step, n in found.rows]
    return {"metres": found.metres, "degree": _DEGREE_M, "questions": found.questions, "rows": rows}
