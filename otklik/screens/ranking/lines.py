"""A league as a page shows it: rows by place, bracketed where they can't be told apart, and those apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from otklik.ranking.rules import PARTS, Formula, LeagueTable, PartFigure, Standing, Subject
from otklik.screens.ranking import told
from otklik.screens.ranking.scale import Scale, around
from otklik.screens.ranking.told import Shift

Address = Callable[[Subject], str]
_WIDE = Scale(0.0, 100.0)
_NEAR_END = 0.3
"""A word in the middle of a mark this near to an end would run over it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score as a small bar: the number told, where it ends, where the mean of the league stands."""

    title: str
    told: str
    at: str
    mean: str
    hint: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row: `places` is «3–5»; `side` is "good" where it is surely above the mean, "bad" where surely below."""

    title: str
    href: str
    places: str
    by_score: str
    score: str
    bounds: str
    side: str
    from_x: str
    wide: str
    dot: str
    parts: tuple[Part, ...]
    n: int
    shift: Shift | None


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that can't be told apart; `says` is empty for a row that stands alone."""

    says: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Few:
    """Who is not ranked, and what is needed."""

    title: str
    href: str
    n: int
    why: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A league on a page: the ends of its scale, where its mean stands and to which side its word goes."""

    title: str
    mean: str
    mean_at: str
    mean_anchor: str
    least: str
    most: str
    parts: tuple[str, ...]
    bands: tuple[Band, ...]
    few: tuple[Few, ...]
    is_compared: bool


def drawn(table: LeagueTable, formula: Formula, address: Address) -> Drawn:
    """The league with bands in order of place."""
    scale = around([value for row in table.ranked for value in (row.low, row.high)] + [table.mean])
    bands = [tuple(rows) for _, rows in groupby(table.ranked, key=lambda row: row.band)]
    return Drawn(
        title=table.league.title, mean=told.score(table.mean), mean_at=scale.at(table.mean),
        mean_anchor=_anchor((table.mean - scale.least) / (scale.most - scale.least)),
        least=told.plain(scale.least), most=told.plain(scale.most),
        parts=tuple(f"{PARTS[one.code]} {told.percent(one.percent)}" for one in formula.parts),
        bands=tuple(_band(rows, table, formula, scale, address) for rows in bands),
        few=tuple(Few(row.subject.title, address(row.subject), row.n, row.why_not) for row in table.apart),
        is_compared=any(row.change is not None for row in table.ranked),
    )  # fmt: skip


def side(row: Standing, mean: float) -> str:
    """«good» where the whole interval is above the mean of the league, «bad» where below; else empty."""
    return "good" if row.low > mean else "bad" if row.high < mean else ""


def part_mean(one: PartFigure, weight: float) -> float | None:
    """What the part is on average in the league, 0..1; None where it weighs nothing."""
    return one.value - one.points / (100 * weight) if weight else None


def _band(rows: Sequence[Standing], table: LeagueTable, formula: Formula, scale: Scale, address: Address) -> Band:
    says = ""
    if len(rows) > 1:
        between = told.places(rows[0].place, rows[-1].place)
        says = f"Места {between} не различить: порядок внутри скобки может быть случайным"
    return Band(says, tuple(_line(row, table.mean, formula, scale, address) for row in rows))


def _line(row: Standing, mean: float, formula: Formula, scale: Scale, address: Address) -> Line:
    return Line(
        title=row.subject.title, href=address(row.subject), places=told.places(row.place_low, row.place_high),
        by_score=f"по баллу {row.place}-е место", score=told.score(row.score), bounds=told.bounds(row.low, row.high),
        side=side(row, mean), from_x=scale.at(row.low), wide=scale.wide(row.low, row.high), dot=scale.at(row.score),
        parts=tuple(_part(one, formula) for one in row.parts), n=row.n, shift=told.shift(row),
    )  # fmt: skip


def _anchor(share: float) -> str:
    return "start" if share < _NEAR_END else "end" if share > 1 - _NEAR_END else "middle"


def _part(one: PartFigure, formula: Formula) -> Part:
    mean = part_mean(one, formula.part(one.code))
    between = f"{told.share(one.value)} из 100, от {told.share(one.low)} до {told.share(one.high)}"
    beside = f"; в среднем {told.share(mean)}" if mean is not None else ""
    return Part(
        PARTS[one.code], f"{100 * one.value:.0f}", _WIDE.at(100 * one.value),
        _WIDE.at(100 * mean) if mean is not None else "", f"{PARTS[one.code]}: {between}{beside}",
    )  # fmt: skip
