"""A slice as a table: a row a group, or two dimensions crossed, with bars, changes and totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from otklik.indicators.cube import OTHERS
from otklik.indicators.cutting import Cut, Figure, Keys
from otklik.indicators.dimensions import DIMENSIONS, Sort
from otklik.indicators.indicator import Indicator, Unit
from otklik.indicators.rules import Slice
from otklik.screens.parts.figures import UNITS, Change, change_told, rows_told, told, told_figure
from otklik.screens.slices import words
from otklik.screens.slices.links import only_url, rows_url, slice_url

MOST_ROWS, MOST_COLUMNS = 200, 13
_STEPS = 5
"""Shades of a heat table."""
Titles = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: `width` of its bar in per cent, `heat` 1..5 of its shade; 0 is none. `hint` tells n and before."""

    told: str
    href: str
    is_guarded: bool
    change: Change | None
    hint: str
    width: int = 0
    heat: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """A value of a dimension; `only` is the slice of it alone, empty where it can't be told apart."""

    title: str
    only: str = ""
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A group with its figures; of a cross table the last is the sum of the row."""

    keys: tuple[Key, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column: of a measure its unit and clock; `first` is the slice with it put first, to be drawn."""

    title: str
    note: str = ""
    first: str = ""
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What the page shows; `beyond` rows are left to the file. A cross table has its columns in `heads`."""

    caption: str
    dimensions: tuple[str, ...]
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    total: tuple[Cell, ...]
    is_cross: bool
    beyond: int = 0


def table(cut: Cut, titles: Titles, caption: str) -> Table:
    """Crossed where two dimensions and one measure fit side by side, else a row a group."""
    along = _across(cut)
    return _long(cut, titles, caption) if along is None else _cross(cut, titles, caption, along)


def sums(cut: Cut, titles: Titles) -> tuple[Table, ...]:
    """By each dimension of a long table of several, what all groups of a value are together."""
    if len(cut.asked.dimensions) < 2 or _across(cut) is not None:
        return ()
    return tuple(_sum(cut, code, titles) for code in cut.asked.dimensions)


def _long(cut: Cut, titles: Titles, caption: str) -> Table:
    asked = cut.asked
    most = _most([group.figures for group in cut.groups], cut.indicators)
    # Without a dimension there is one group: the total itself.
    groups = cut.groups if asked.dimensions else ()
    shown = groups[:MOST_ROWS]
    rows = [
        Row(_keys(asked, group.keys, titles), _cells(asked, cut, group.keys, group.figures, most)) for group in shown
    ]
    names = tuple(_title(code) for code in asked.dimensions) or ("По чему считать — слева",)
    return Table(
        caption, names, _heads(cut), tuple(rows), totals(cut), False,
        len(groups) - len(shown),
    )  # fmt: skip


def _sum(cut: Cut, code: str, titles: Titles) -> Table:
    asked, found = replace(cut.asked, dimensions=(code,)), cut.sums[code]
    most = _most(found.values(), cut.indicators)
    ordered = sorted(found, key=lambda key: _place(code, key, found[key]))[:MOST_ROWS]
    rows = [Row(_keys(asked, (key,), titles), _cells(asked, cut, (key,), found[key], most)) for key in ordered]
    beyond = len(found) - len(rows)
    return Table(
        f"Итоги: {_title(code).lower()}", (_title(code),), _heads(cut), tuple(rows), totals(cut), False, beyond
    )


def _cross(cut: Cut, titles: Titles, caption: str, along: int) -> Table:
    """`along` is the place of the dimension whose values are the columns."""
    asked, down = cut.asked, 1 - along
    codes = asked.dimensions
    figures = {group.keys: group.figures[0] for group in cut.groups}
    columns, lines = (_ordered(cut, codes[place]) for place in (along, down))
    told_values = [one.value for one in figures.values() if one.value is not None]
    shades = (min(told_values, default=0.0), max(told_values, default=0.0))
    rows = [_cross_row(cut, line, columns, figures, titles, along, shades) for line in lines[:MOST_ROWS]]
    across = replace(asked, dimensions=(codes[along],))
    foot = [_cell(across, cut.indicators[0], (key,), cut.sums[codes[along]][key][0]) for key in columns]
    heads = tuple(Head(titles[codes[along]].get(key, key)) for key in columns)
    return Table(
        f"{caption}: {cut.indicators[0].title.lower()}", (_title(codes[down]),), (*heads, Head("Всего")), tuple(rows),
        (*foot, *totals(cut)), True, len(lines) - len(rows),
    )  # fmt: skip


def _cross_row(
    cut: Cut, line: str, columns: Sequence[str], figures: Mapping[Keys, Figure], titles: Titles, along: int,
    shades: tuple[float, float],
) -> Row:  # fmt: skip
    asked, indicator = cut.asked, cut.indicators[0]
    downward = replace(asked, dimensions=(asked.dimensions[1 - along],))
    cells = []
    for column in columns:
        keys = (line, column) if along else (column, line)
        figure = figures.get(keys, Figure(None, 0))
        cells.append(replace(_cell(asked, indicator, keys, figure), heat=_shade(figure.value, shades)))
    whole = _cell(downward, indicator, (line,), cut.sums[downward.dimensions[0]][line][0])
    return Row(_keys(downward, (line,), titles), (*cells, whole))


def _across(cut: Cut) -> int | None:
    """Which of two dimensions makes the columns of a cross table; None where none fits."""
    codes = cut.asked.dimensions
    if len(codes) != 2 or len(cut.indicators) != 1 or not cut.groups:
        return None
    sizes = [len(cut.sums[code]) for code in codes]
    fits = [place for place in (1, 0) if sizes[place] <= MOST_COLUMNS]
    times = [place for place in fits if DIMENSIONS[codes[place]].sort is Sort.TIME]
    return next(iter(times or fits), None)


def _ordered(cut: Cut, code: str) -> list[str]:
    found = cut.sums[code]
    return sorted(found, key=lambda key: _place(code, key, found[key]))


def _place(code: str, key: str, figures: Sequence[Figure]) -> tuple[object, ...]:
    if DIMENSIONS[code].sort is Sort.TIME or code in ("weekday", "hour"):
        return (key == OTHERS, key.zfill(2))
    # The largest first: the share of a few rows at the top would tell nothing.
    return (key == OTHERS, -figures[0].n, key)


def _heads(cut: Cut) -> tuple[Head, ...]:
    asked = cut.asked
    found = []
    for place, one in enumerate(cut.indicators):
        order = (one.code, *(code for code in asked.measures if code != one.code))
        note = ", ".join(part for part in (_unit(one, asked), words.clock_note(one)) if part)
        first = slice_url(replace(asked, measures=order)) if place else ""
        found.append(Head(one.title, note, first, is_drawn=not place))
    return tuple(found)


def _unit(one: Indicator, asked: Slice) -> str:
    if asked.per and one.is_additive:
        return f"{UNITS[one.unit]} на 1000 жителей"
    return "" if one.unit in (Unit.QUESTIONS, Unit.SHARE, Unit.HOURS) else UNITS[one.unit]


def totals(cut: Cut) -> tuple[Cell, ...]:
    """Of the whole slice, by measure."""
    return tuple(_cell(cut.asked, one, (), figure) for one, figure in zip(cut.indicators, cut.total, strict=True))


def _cells(asked: Slice, cut: Cut, keys: Keys, figures: Sequence[Figure], most: Sequence[float]) -> tuple[Cell, ...]:
    found = []
    for one, figure, top in zip(cut.indicators, figures, most, strict=True):
        width = round(100 * (figure.value or 0) / top) if top else 0
        found.append(replace(_cell(asked, one, keys, figure), width=min(100, width)))
    return tuple(found)


def _cell(asked: Slice, one: Indicator, keys: Keys, figure: Figure) -> Cell:
    href = rows_url(asked, one.code, keys) if figure.n else ""
    before = f"; было {told(figure.before, one.unit)}" if figure.before is not None else ""
    change = change_told(figure.change, one.unit, one.better) if asked.compare else None
    hint = f"{rows_told(figure.n)}{before}"
    return Cell(told_figure(figure, one.unit), href, figure.is_guarded, change, hint)


def _most(groups: Iterable[Sequence[Figure]], indicators: Sequence[Indicator]) -> list[float]:
    """The longest bar of each column; a share is a part of the whole, and so is its bar."""
    columns = zip(*groups, strict=True)
    longest = [max((figure.value or 0.0 for figure in column), default=0.0) for column in columns]
    return [1.0 if one.unit is Unit.SHARE else top for one, top in zip(indicators, longest, strict=False)]


def _keys(asked: Slice, keys: Keys, titles: Titles) -> tuple[Key, ...]:
    found = []
    for code, key in zip(asked.dimensions, keys, strict=True):
        title = titles[code].get(key, key)
        found.append(Key(title, _only(asked, code, key), key in (OTHERS, "")))
    return tuple(found)


def _only(asked: Slice, code: str, key: str) -> str:
    """The slice of one value; others open into all values."""
    if key == OTHERS:
        return slice_url(replace(asked, top=0))
    if DIMENSIONS[code].sort is Sort.TIME:
        return ""
    return only_url(asked, code, key)


def _shade(value: float | None, shades: tuple[float, float]) -> int:
    if value is None:
        return 0
    least, most = shades
    share = (value - least) / (most - least) if most > least else 0.5
    return min(_STEPS, 1 + int(share * _STEPS))


def _title(code: str) -> str:
    return DIMENSIONS[code].title
