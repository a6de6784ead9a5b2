"""A slice counted: its groups, its totals, what it is compared with; shares of few are not told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import pyarrow as pa
from ibis.expr.types import Table

from otklik.indicators import cube
from otklik.indicators.cube import OTHERS, Seen
from otklik.indicators.dimensions import DIMENSIONS, Sort
from otklik.indicators.indicator import Clock, Indicator
from otklik.indicators.rules import PER_1000, Slice, SliceError

SMALL = 5
"""Of fewer rows neither a share nor a middle is told: it would say nothing, and might tell of a person."""
MOST_GROUPS = 20_000
Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `value` None where nothing or too little stands behind it; `n` rows; `before` to compare with."""

    value: float | None
    n: int
    before: float | None = None
    before_n: int = 0

    @property
    def is_guarded(self) -> bool:
        """Whether it is not told because too few rows stand behind it."""
        return self.value is None and 0 < self.n < SMALL

    @property
    def change(self) -> float | None:
        """By how much it is more than before."""
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a slice: the keys in the order of its dimensions, a figure for each measure."""

    keys: Keys
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A slice with its figures. `sums`: by dimension and value, what all groups of that value are together.

    A total and a sum are counted from rows: a share of the whole is never made of the shares of its parts.
    """

    asked: Slice
    indicators: tuple[Indicator, ...]
    groups: tuple[Group, ...]
    total: tuple[Figure, ...]
    sums: Mapping[str, Mapping[str, tuple[Figure, ...]]]


@dataclass(frozen=True)
class Cutter:
    """What a slice is counted with: who asks, the engine, how many live where, and the moment."""

    run: Callable[[Table], pa.Table]
    engine: str
    seen: tuple[Seen, ...]
    # By ОКТМО of eight digits; "" is the region.
    residents: Mapping[str, int]
    now: datetime

    def cut(self, asked: Slice, indicators: Sequence[Indicator]) -> Cut:
        """Raises SliceError for more groups than a page can hold, or residents asked of what has none."""
        self._check(asked, indicators)
        top = self._top(asked, indicators)
        figures = self._figures(asked, asked.dimensions, indicators, top)
        sums = {}
        if len(asked.dimensions) > 1:
            for code in asked.dimensions:
                sums[code] = {keys[0]: found for keys, found in self._figures(asked, (code,), indicators, top).items()}
        total = self._figures(asked, (), indicators, {}).get((), tuple(Figure(None, 0) for _ in indicators))
        groups = tuple(Group(keys, found) for keys, found in _ordered(figures, asked))
        return Cut(asked, tuple(indicators), groups, total, sums)

    def rows(self, asked: Slice, indicator: Indicator, keys: Keys, *, hits_only: bool) -> Table:
        """The facts behind one figure: all that it stands on, or those that make it. Raises SliceError for others."""
        if OTHERS in keys:
            raise SliceError("«Прочие» складываются из многих значений: уберите ограничение строк и откройте нужное.")
        facts = self._facts(asked, indicator.clock, asked)
        facts = cube.cell(facts, asked.dimensions, keys, indicator.clock)
        return facts.filter(indicator.hits(facts) if hits_only else indicator.rows(facts))

    def _check(self, asked: Slice, indicators: Sequence[Indicator]) -> None:
        if asked.per != PER_1000:
            return
        placed = {Sort.PLACE, Sort.TIME}
        if wrong := [code for code in asked.dimensions if DIMENSIONS[code].sort not in placed or code == "settlement"]:
            raise SliceError(
                f"На 1000 жителей считают по муниципалитетам и времени, а разрез «{DIMENSIONS[wrong[0]].title}» "
                "жителей не имеет: уберите его или пересчёт."
            )

    def _facts(self, asked: Slice, clock: Clock, period_of: Slice) -> Table:
        facts = cube.visible(cube.table(self.now), self.seen)
        return cube.within(cube.kept(facts, asked), clock, period_of.period)

    def _top(self, asked: Slice, indicators: Sequence[Indicator]) -> dict[str, tuple[str, ...]]:
        """The values of each dimension that stay themselves: those with the most behind the first measure."""
        found = {}
        for code in asked.dimensions:
            if not asked.top or DIMENSIONS[code].sort is Sort.TIME:
                continue
            counted = self._one(asked, asked, (code,), indicators[:1], {})
            by_n = sorted(counted.items(), key=lambda pair: (-pair[1][0][1], pair[0]))
            if len(by_n) > asked.top:
                found[code] = tuple(keys[0] for keys, _ in by_n[: asked.top])
        return found

    def _figures(
        self, asked: Slice, dimensions: Sequence[str], indicators: Sequence[Indicator],
        top: Mapping[str, tuple[str, ...]],
    ) -> dict[Keys, tuple[Figure, ...]]:  # fmt: skip
        now = self._one(asked, asked, dimensions, indicators, top)
        compared = asked.compared()
        then = self._aligned(asked, compared, dimensions, indicators, top) if compared else {}
        nothing = tuple((None, 0) for _ in indicators)
        found = {}
        for keys in [*now, *(keys for keys in then if keys not in now)]:
            pairs = zip(now.get(keys, nothing), then.get(keys, nothing), indicators, strict=True)
            found[keys] = tuple(self._figure(pair, before, one, asked, dimensions, keys) for pair, before, one in pairs)
        return found

    def _figure(
        self, now: tuple[float | None, int], then: tuple[float | None, int], indicator: Indicator, asked: Slice,
        dimensions: Sequence[str], keys: Keys,
    ) -> Figure:  # fmt: skip
        scale = self._scale(asked, indicator, dimensions, keys)
        value, before = (self._told(pair, indicator, scale) for pair in (now, then))
        return Figure(value, now[1], before if asked.compare and indicator.clock is not Clock.NOW else None, then[1])

    def _told(self, pair: tuple[float | None, int], indicator: Indicator, scale: float | None) -> float | None:
        value, n = pair
        if scale is None or value is None:
            return None
        is_few = not indicator.is_additive or scale != 1
        return None if is_few and n < SMALL else value * scale

    def _scale(self, asked: Slice, indicator: Indicator, dimensions: Sequence[str], keys: Keys) -> float | None:
        """By what a figure is multiplied: for a thousand residents of its place; None where nobody is known to live."""
        if asked.per != PER_1000 or not indicator.is_additive:
            return 1.0
        by = dict(zip(dimensions, keys, strict=True))
        # Nobody lives in what has no place.
        places = [by["place"] or "nowhere"] if "place" in by else dict(asked.filters).get("place") or ("",)
        people = sum(self.residents.get(place, 0) for place in places)
        return 1000 / people if people else None

    def _aligned(
        self, asked: Slice, compared: Slice, dimensions: Sequence[str], indicators: Sequence[Indicator],
        top: Mapping[str, tuple[str, ...]],
    ) -> dict[Keys, tuple[tuple[float | None, int], ...]]:  # fmt: skip
        """The earlier groups under the keys of now: the first month beside the first month."""
        found = self._one(asked, compared, dimensions, indicators, top)
        times = [place for place, code in enumerate(dimensions) if DIMENSIONS[code].sort is Sort.TIME]
        if not times:
            return found
        shift = {place: _shift(asked, compared, dimensions[place]) for place in times}
        return {
            tuple(shift[place].get(key, key) if place in shift else key for place, key in enumerate(keys)): figures
            for keys, figures in found.items()
        }

    def _one(
        self, asked: Slice, period_of: Slice, dimensions: Sequence[str], indicators: Sequence[Indicator],
        top: Mapping[str, tuple[str, ...]],
    ) -> dict[Keys, tuple[tuple[float | None, int], ...]]:  # fmt: skip
        """Value and n by group, for each indicator; one query for each clock."""
        places = {indicator.code: place for place, indicator in enumerate(indicators)}
        found: dict[Keys, list[tuple[float | None, int]]] = {}
        ordered = sorted(indicators, key=lambda indicator: indicator.clock)
        for clock, some in groupby(ordered, key=lambda indicator: indicator.clock):
            together = list(some)
            facts = self._facts(asked, clock, period_of)
            got = self.run(cube.grouped(facts, dimensions, together, self.engine, top).limit(MOST_GROUPS + 1))
            if got.num_rows > MOST_GROUPS:
                raise SliceError(f"Строк больше {MOST_GROUPS}: уберите разрез, сократите период или добавьте отбор.")
            for keys, figures in _read(got, len(dimensions), len(together)):
                row = found.setdefault(keys, [(None, 0)] * len(indicators))
                for indicator, figure in zip(together, figures, strict=True):
                    row[places[indicator.code]] = figure
        return {keys: tuple(row) for keys, row in found.items()}


def _read(got: pa.Table, dimensions: int, measures: int) -> Iterable[tuple[Keys, list[tuple[float | None, int]]]]:
    columns = got.to_pydict()
    for row in range(got.num_rows):
        keys = tuple(columns[f"k{place}"][row] for place in range(dimensions))
        yield keys, [(columns[f"v{place}"][row], int(columns[f"n{place}"][row])) for place in range(measures)]


def _shift(asked: Slice, compared: Slice, code: str) -> dict[str, str]:
    """From the days, weeks or months of the earlier period to those of this one, by their order."""
    return dict(zip(_steps(compared, code), _steps(asked, code), strict=False))


def _steps(asked: Slice, code: str) -> list[str]:
    from_days = range(asked.period.since.toordinal(), asked.period.until.toordinal() + 1)
    return list(dict.fromkeys(_step(number, code) for number in from_days))


def _step(number: int, code: str) -> str:
    day = datetime.fromordinal(number).date()
    if code == "month":
        day = day.replace(day=1)
    elif code == "week":
        day = datetime.fromordinal(number - day.weekday()).date()
    return day.isoformat()


def _ordered(figures: Mapping[Keys, tuple[Figure, ...]], asked: Slice) -> list[tuple[Keys, tuple[Figure, ...]]]:
    """Times run on; the rest by the first measure, the most first; others at the end."""
    sorts = [DIMENSIONS[code].sort for code in asked.dimensions]

    def place(pair: tuple[Keys, tuple[Figure, ...]]) -> tuple[object, ...]:
        keys, found = pair
        times = tuple(key for key, sort in zip(keys, sorts, strict=True) if sort is Sort.TIME)
        return (times, OTHERS in keys, -(found[0].value or 0), keys)

    return sorted(figures.items(), key=place)
