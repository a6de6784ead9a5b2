"""A slice counted: its groups, its totals, what it is compared with; shares of few are not told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from ibis.expr.types import Table

from otklik.indicators import cube
from otklik.indicators.counting import MOST_GROUPS, Counting, Pair, Places, Top
from otklik.indicators.cube import OTHERS
from otklik.indicators.dimensions import DIMENSIONS, Sort
from otklik.indicators.folding import Keys
from otklik.indicators.indicator import Clock, Indicator
from otklik.indicators.rules import PER_1000, Slice, SliceError
from otklik.offices.rules import Reach

SMALL = 5
"""Of fewer rows neither a share nor a middle is told: it would say nothing, and might tell of a person."""


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
    # What is to be said beside the figures (Russian).
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cutter:
    """What a slice is counted with: who asks, the engine, how many live where, and the moment."""

    run: Callable[[Table], pa.Table]
    engine: str
    seen: tuple[Reach, ...]
    # By ОКТМО of eight digits; "" is the region.
    residents: Mapping[str, int]
    now: datetime
    # So many groups are told, more are refused.
    most: int = MOST_GROUPS
    # Whether figures may be told by worker.
    names_people: bool = True

    def cut(self, asked: Slice, indicators: Sequence[Indicator], *, sums: bool = True) -> Cut:
        """Without `sums` those of each dimension are left out: a median and a count of people are then asked once less.

        Raises SliceError for more groups than a page can hold, or residents asked of what has none.
        """
        self._check(asked)
        counting = self._counting(asked, indicators)
        every, top = tuple(range(len(asked.dimensions))), counting.top()
        groupings: list[Places] = [every] if every else []
        if len(every) > 1 and sums:
            groupings += [(place,) for place in every]
        now = counting.counted(asked.period, top, [*groupings, ()])
        then = self._before(counting, top, [*groupings, ()])
        found = [
            self._figures(asked, [asked.dimensions[place] for place in places], indicators, here, before)
            for places, here, before in zip([*groupings, ()], now, then, strict=True)
        ]
        groups = tuple(Group(keys, figures) for keys, figures in _ordered(found[0], asked))
        by_one = {asked.dimensions[places[0]]: {keys[0]: figures for keys, figures in some.items()}
                  for places, some in zip(groupings[1:], found[1:-1], strict=True)}  # fmt: skip
        return Cut(asked, tuple(indicators), groups, found[-1][()], by_one)

    def rows(self, asked: Slice, indicator: Indicator, keys: Keys, *, hits_only: bool) -> Table:
        """The facts behind one figure: all that it stands on, or those that make it. Raises SliceError for others."""
        if OTHERS in keys:
            raise SliceError("«Прочие» складываются из многих значений: уберите ограничение строк и откройте нужное.")
        self._check(asked)
        facts = self._counting(asked, (indicator,)).facts(indicator.clock, asked.period)
        facts = cube.cell(facts, asked.dimensions, keys, indicator.clock)
        return facts.filter(indicator.hits(facts) if hits_only else indicator.rows(facts))

    def _check(self, asked: Slice) -> None:
        asked_of = (*asked.dimensions, *(code for code, _ in asked.filters))
        if not self.names_people and any(DIMENSIONS[code].sort is Sort.PERSON for code in asked_of):
            raise SliceError(
                "Числа по сотрудникам видят их руководители и те, кто распределяет работу: уберите разрез или отбор "
                "«Сотрудник»."
            )
        if asked.per != PER_1000:
            return
        placed = {Sort.PLACE, Sort.TIME}
        if wrong := [code for code in asked.dimensions if DIMENSIONS[code].sort not in placed or code == "settlement"]:
            raise SliceError(
                f"На 1000 жителей считают по муниципалитетам и времени, а разрез «{DIMENSIONS[wrong[0]].title}» "
                "жителей не имеет: уберите его или пересчёт."
            )

    def _counting(self, asked: Slice, indicators: Sequence[Indicator]) -> Counting:
        return Counting(self.run, self.engine, self.seen, self.now, asked, tuple(indicators), self.most)

    def _before(self, counting: Counting, top: Top, groupings: list[Places]) -> list[dict[Keys, list[Pair]]]:
        """What is compared with, under the keys of now: the first month beside the first month."""
        compared = counting.asked.compared()
        if compared is None:
            return [{} for _ in groupings]
        found = counting.counted(compared.period, top, groupings)
        return [
            _aligned(groups, [counting.asked.dimensions[place] for place in places], counting.asked, compared)
            for places, groups in zip(groupings, found, strict=True)
        ]

    def _figures(
        self, asked: Slice, dimensions: Sequence[str], indicators: Sequence[Indicator],
        now: dict[Keys, list[Pair]], then: dict[Keys, list[Pair]],
    ) -> dict[Keys, tuple[Figure, ...]]:  # fmt: skip
        nothing: list[Pair] = [(0.0 if one.is_additive else None, 0) for one in indicators]
        if not dimensions:
            now.setdefault((), nothing)
        if not asked.compare and asked.per != PER_1000:
            of_few = [not one.is_additive for one in indicators]
            return {
                keys: tuple(
                    Figure(None if guarded and n < SMALL else value, n)
                    for (value, n), guarded in zip(pairs, of_few, strict=True)
                )
                for keys, pairs in now.items()
            }
        found = {}
        for keys in [*now, *(keys for keys in then if keys not in now)]:
            pairs = zip(now.get(keys, nothing), then.get(keys, nothing), indicators, strict=True)
            found[keys] = tuple(self._figure(pair, before, one, asked, dimensions, keys) for pair, before, one in pairs)
        return found

    def _figure(
        self, now: Pair, then: Pair, indicator: Indicator, asked: Slice, dimensions: Sequence[str], keys: Keys
    ) -> Figure:
        scale = self._scale(asked, indicator, dimensions, keys)
        value = self._told(now, indicator, scale)
        if not asked.compare or indicator.clock is Clock.NOW:
            return Figure(value, now[1])
        return Figure(value, now[1], self._told(then, indicator, scale), then[1])

    def _told(self, pair: Pair, indicator: Indicator, scale: float | None) -> float | None:
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
    found: dict[Keys, list[Pair]], dimensions: Sequence[str], asked: Slice, compared: Slice
) -> dict[Keys, list[Pair]]:
    times = [place for place, code in enumerate(dimensions) if DIMENSIONS[code].sort is Sort.TIME]
    if not times:
        return found
    shift = {place: _shift(asked, compared, dimensions[place]) for place in times}
    return {
        tuple(shift[place].get(key, key) if place in shift else key for place, key in enumerate(keys)): figures
        for keys, figures in found.items()
    }


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
    times = [place for place, code in enumerate(asked.dimensions) if DIMENSIONS[code].sort is Sort.TIME]

    def place(pair: tuple[Keys, tuple[Figure, ...]]) -> tuple[object, ...]:
        keys, found = pair
        return (*[keys[at] for at in times], OTHERS in keys, -(found[0].value or 0), keys)

    return sorted(figures.items(), key=place)
