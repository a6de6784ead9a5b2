"""Figures side by side in one pass: now and before, a body and the whole region, each counted from its own rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import groupby
from operator import or_

import ibis
from ibis.expr.types import BooleanValue, Table

from otklik.indicators import cube
from otklik.indicators.cube import UNKNOWN, Filters
from otklik.indicators.cutting import SMALL, Cutter, Figure
from otklik.indicators.dimensions import DIMENSIONS
from otklik.indicators.folding import Keys
from otklik.indicators.indicator import Clock, Indicator
from otklik.indicators.rules import Period

Beside = dict[str, dict[Keys, tuple[Figure, ...]]]
"""By name of a side and keys of a group, a figure for each indicator."""
_SIDE = "side"


@dataclass(frozen=True, slots=True)
class Side:
    """What is counted under a name: the rows of a period (what is so now knows none) that the filters keep."""

    name: str
    period: Period
    filters: Filters = ()


def count(cutter: Cutter, indicators: Sequence[Indicator], sides: Sequence[Side], by: Sequence[str] = ()) -> Beside:
    """Each side's figures by the groups of `by` (none: one group of all, `()`); one query for each clock.

    A row may stand on several sides, and a median of each is of its own rows. Shares of few are not told.
    Raises NoFacts, EngineError.
    """
    places = {indicator.code: place for place, indicator in enumerate(indicators)}
    found: dict[str, dict[Keys, list[Figure]]] = {side.name: {} for side in sides}
    for clock, some in groupby(sorted(indicators, key=lambda one: one.clock), key=lambda one: one.clock):
        together, alike = list(some), _alike(clock, sides)
        for first, keys, figures in _counted(cutter, clock, together, [some[0] for some in alike.values()], by):
            for side in alike[first]:
                nothing = [Figure(0.0 if one.is_additive else None, 0) for one in indicators]
                row = found[side.name].setdefault(keys, nothing)
                for indicator, figure in zip(together, figures, strict=True):
                    row[places[indicator.code]] = figure
    return {name: {keys: tuple(row) for keys, row in groups.items()} for name, groups in found.items()}


def share(hits: int, n: int) -> Figure:
    """The figure of a share put together of its parts; of few it is not told."""
    return Figure(hits / n if n >= SMALL else None, n)


def _alike(clock: Clock, sides: Sequence[Side]) -> dict[str, list[Side]]:
    """Sides of the same rows under the name of the first: what is so now is so on every side of the same filters."""
    if clock is not Clock.NOW:
        return {side.name: [side] for side in sides}
    found: dict[Filters, list[Side]] = {}
    for side in sides:
        found.setdefault(side.filters, []).append(side)
    return {some[0].name: some for some in found.values()}


def _counted(
    cutter: Cutter, clock: Clock, indicators: Sequence[Indicator], sides: Sequence[Side], by: Sequence[str]
) -> list[tuple[str, Keys, list[Figure]]]:
    facts = cube.visible(cube.table(cutter.now), cutter.seen)
    facts = facts.filter(reduce(or_, [_stands(facts, clock, side) for side in sides]))
    laid = _laid(facts, clock, sides)
    keys = {f"k{place}": DIMENSIONS[code].column(laid, clock) for place, code in enumerate(by)}
    got = cutter.run(laid.aggregate(by={_SIDE: laid[_SIDE], **keys}, **cube.figures(laid, indicators, cutter.engine)))
    return [
        (row[_SIDE], tuple(_text(row[name]) for name in keys),
         [_told(one, row[f"v{place}"], int(row[f"n{place}"])) for place, one in enumerate(indicators)])
        for row in got.to_pylist()
    ]  # fmt: skip


def _laid(facts: Table, clock: Clock, sides: Sequence[Side]) -> Table:
    """Each row once for each side that it stands on: the engine reads it once."""
    if len(sides) == 1:
        return facts.mutate(**{_SIDE: ibis.literal(sides[0].name)})
    standing = [ibis.ifelse(_stands(facts, clock, side), side.name, ibis.null("string")) for side in sides]
    laid = facts.mutate(**{_SIDE: ibis.array(standing).unnest()})
    return laid.filter(laid[_SIDE].notnull())


def _stands(facts: Table, clock: Clock, side: Side) -> BooleanValue:
    return cube.matches(facts, side.filters) & cube.is_within(facts, clock, side.period)


def _text(value: str | int | date | None) -> str:
    """A key as slices tell it. Keys are made text after the count: of each row it would take longer than the count."""
    return UNKNOWN if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _told(indicator: Indicator, value: float | None, n: int) -> Figure:
    return Figure(value if indicator.is_additive or n >= SMALL else None, n)
