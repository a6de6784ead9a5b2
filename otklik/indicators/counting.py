"""A slice put to the engine: what adds up is asked once and folded, what does not is asked by each grouping."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby

import pyarrow as pa
from ibis.expr.types import Table

from otklik.indicators import cube, measuring
from otklik.indicators.dimensions import DIMENSIONS, Sort
from otklik.indicators.folding import Fine, Keys
from otklik.indicators.indicator import Clock, Indicator, Kind
from otklik.indicators.rules import Period, Slice, SliceError
from otklik.offices.rules import Reach

MOST_GROUPS = 20_000
_MOST_FINE = 400_000
Pair = tuple[float | None, int]
"""A figure and how many rows it stands on."""
Top = Mapping[str, tuple[str, ...]]
Places = tuple[int, ...]
"""Some of the dimensions of a slice, by their place in it."""


@dataclass(frozen=True)
class Counting:
    """A slice, and what it is counted with; `most` groups are told at once, more are refused."""

    run: Callable[[Table], pa.Table]
    engine: str
    seen: tuple[Reach, ...]
    now: datetime
    asked: Slice
    indicators: tuple[Indicator, ...]
    most: int = MOST_GROUPS
    _asked: dict[tuple[Clock, Period], Fine | None] = field(default_factory=dict, init=False)

    def facts(self, clock: Clock, period: Period) -> Table:
        """The rows that the slice is of, by one clock."""
        return _facts(self.seen, self.asked, clock, period, self.now)

    def top(self) -> dict[str, tuple[str, ...]]:
        """The values of each dimension that stay themselves: those with the most behind the first measure."""
        found = {}
        for place in self._cut():
            by_n = sorted(self._sizes(place).items(), key=lambda pair: (-pair[1], pair[0]))
            if len(by_n) > self.asked.top:
                found[self.asked.dimensions[place]] = tuple(keys[0] for keys, _ in by_n[: self.asked.top])
        return found

    def counted(self, period: Period, top: Top, groupings: Sequence[Places]) -> list[dict[Keys, list[Pair]]]:
        """For each grouping its groups, a pair for each indicator. Raises SliceError for too many groups."""
        nothing: list[Pair] = [(0.0 if one.is_additive else None, 0) for one in self.indicators]
        found: list[dict[Keys, list[Pair]]] = [{} for _ in groupings]
        at = {indicator.code: place for place, indicator in enumerate(self.indicators)}
        # What is so now is not compared with what was.
        compared = [one for one in self.indicators if one.clock is not Clock.NOW or period == self.asked.period]
        for clock, some in groupby(sorted(compared, key=lambda one: one.clock), key=lambda one: one.clock):
            for number, indicators, told in self._by_clock(clock, list(some), period, top, groupings):
                if indicators == list(self.indicators):
                    found[number] = told
                    continue
                groups = found[number]
                for keys, pairs in told.items():
                    row = groups.setdefault(keys, nothing.copy())
                    for indicator, pair in zip(indicators, pairs, strict=True):
                        row[at[indicator.code]] = pair
        return found

    def _by_clock(
        self, clock: Clock, indicators: list[Indicator], period: Period, top: Top, groupings: Sequence[Places]
    ) -> Iterator[tuple[int, list[Indicator], dict[Keys, list[Pair]]]]:
        """By the number of each grouping those indicators that add up, then those that do not."""
        adding = [one for one in indicators if one.kind in measuring.ADDING]
        others = [one for one in indicators if one.kind not in measuring.ADDING]
        fine = self._folded(clock, period, top) if adding else None
        for number, places in enumerate(groupings):
            if fine is not None:
                yield number, adding, self._few(_told(adding, fine.along(places)))
            if others:
                yield number, others, self._few(self._asked_apart(clock, others, period, top, places))

    def _few(self, groups: dict[Keys, list[Pair]]) -> dict[Keys, list[Pair]]:
        if len(groups) > self.most:
            raise SliceError(f"Строк больше {self.most}: уберите разрез, сократите период или добавьте отбор.")
        return groups

    def _cut(self) -> list[int]:
        """The dimensions of which only the top is told."""
        sorts = [DIMENSIONS[code].sort for code in self.asked.dimensions]
        return [place for place, sort in enumerate(sorts) if sort is not Sort.TIME] if self.asked.top else []

    def _sizes(self, place: int) -> dict[Keys, float]:
        """How many rows stand behind the first measure, by the values of one dimension."""
        first, period = self.indicators[0], self.asked.period
        fine = self._fine(first.clock, period) if first.kind in measuring.ADDING else None
        if fine is not None:
            below = 2 * self._adding(first.clock).index(first) + 1
            return {keys: figures[below] for keys, figures in fine.along((place,)).items()}
        facts = self.facts(first.clock, period)
        by_one = self.asked.dimensions[place : place + 1]
        got = self.run(cube.by_keys(facts, by_one, first.clock, {"n": first.n(facts)}, self.engine, {}))
        return {keys: figures[0] for keys, figures in Fine.read(got, 1).along((0,)).items()}

    def _adding(self, clock: Clock) -> list[Indicator]:
        return [one for one in self.indicators if one.clock is clock and one.kind in measuring.ADDING]

    def _folded(self, clock: Clock, period: Period, top: Top) -> Fine:
        """The groups of all dimensions, the top already parted from the others."""
        fine = self._fine(clock, period)
        if fine is None:
            # Too fine to be fetched as it is: the engine folds the others.
            return self._fetched(clock, period, top)
        for place, code in enumerate(self.asked.dimensions):
            fine = fine.kept(place, top[code]) if code in top else fine
        return fine.folded()

    def _fine(self, clock: Clock, period: Period) -> Fine | None:
        """The finest groups of what adds up; None where they are too many to be fetched."""
        if (clock, period) not in self._asked:
            fetched = self._fetched(clock, period, {})
            self._asked[clock, period] = fetched if fetched.rows <= _MOST_FINE or not self._cut() else None
        return self._asked[clock, period]

    def _fetched(self, clock: Clock, period: Period, top: Top) -> Fine:
        most = max(_MOST_FINE, self.most)
        groups = self._groups(clock, self._adding(clock), period, top, self.asked.dimensions, most)
        return Fine.read(self.run(groups), len(self.asked.dimensions))

    def _groups(
        self, clock: Clock, indicators: Sequence[Indicator], period: Period, top: Top, codes: tuple[str, ...], most: int
    ) -> Table:
        # Only what is so now depends on the moment.
        now, plain = self.now if clock is Clock.NOW else None, replace(self.asked, dimensions=(), measures=())
        return _groups(self.seen, plain, clock, period, now, self.engine, tuple(indicators), codes,
                       tuple(sorted(top.items())), most + 1)  # fmt: skip

    def _asked_apart(
        self, clock: Clock, indicators: list[Indicator], period: Period, top: Top, places: Places
    ) -> dict[Keys, list[Pair]]:
        codes = tuple(self.asked.dimensions[place] for place in places)
        columns = self.run(self._groups(clock, indicators, period, top, codes, self.most)).to_pydict()
        keys = list(zip(*(columns[f"k{place}"] for place in range(len(codes))), strict=True)) if codes else [()]
        pairs = [zip(columns[f"v{place}"], columns[f"n{place}"], strict=True) for place in range(len(indicators))]
        return dict(zip(keys, map(list, zip(*pairs, strict=True)), strict=True))


def _facts(seen: tuple[Reach, ...], asked: Slice, clock: Clock, period: Period, now: datetime | None) -> Table:
    return cube.within(cube.kept(cube.visible(cube.table(now), seen), asked), clock, period)


@lru_cache(maxsize=256)
def _groups(
    seen: tuple[Reach, ...], asked: Slice, clock: Clock, period: Period, now: datetime | None, engine: str,
    indicators: tuple[Indicator, ...], codes: tuple[str, ...], top: tuple[tuple[str, tuple[str, ...]], ...], most: int,
) -> Table:  # fmt: skip
    """The expression of groups that are asked for again and again: it takes as long to put together as to count.

    Indicators are all of those that add up (their parts are told) or all of the others (their figures).
    """
    facts = _facts(seen, asked, clock, period, now)
    if any(one.kind not in measuring.ADDING for one in indicators):
        return cube.grouped(facts, codes, indicators, engine, dict(top)).limit(most)
    told = {}
    for place, indicator in enumerate(indicators):
        told[f"a{place}"], told[f"n{place}"] = measuring.parts(indicator, facts)
    return cube.by_keys(facts, codes, clock, told, engine, dict(top)).limit(most)


def _told(indicators: list[Indicator], groups: dict[Keys, list[float]]) -> dict[Keys, list[Pair]]:
    """Figures of parts: above and below the line, by indicator."""
    if [one.kind for one in indicators] == [Kind.COUNT]:
        return {keys: [(above, int(n))] for keys, (above, n) in groups.items()}
    return {
        keys: [
            (measuring.told(one, parts[2 * place], parts[2 * place + 1]), int(parts[2 * place + 1]))
            for place, one in enumerate(indicators)
        ]
        for keys, parts in groups.items()
    }
