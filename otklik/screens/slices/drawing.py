"""A slice as a chart that fits its shape: lines for time, bars for few, shades for two dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from otklik.indicators.cube import OTHERS
from otklik.indicators.cutting import Cut, Figure, Keys
from otklik.indicators.dimensions import DIMENSIONS, Sort
from otklik.indicators.indicator import Indicator
from otklik.indicators.rules import Slice
from otklik.screens.parts.charts import Chart, Series
from otklik.screens.slices import words
from otklik.screens.slices.links import rows_url

MOST_LINES, MOST_BARS, MOST_POINTS, MOST_CELLS = 5, 12, 400, 31
_IN_ORDER = ("weekday", "hour")
Titles = Mapping[str, Mapping[str, str]]


def chart(cut: Cut, titles: Titles, *, title: str, note: str, name: str = "slice") -> Chart | None:
    """The chart of the first measure; None where the table tells it all: no dimension, or more than two."""
    codes = cut.asked.dimensions
    if not cut.groups or not 1 <= len(codes) <= 2:
        return None
    times = [place for place, code in enumerate(codes) if DIMENSIONS[code].sort is Sort.TIME]
    if len(codes) == 1:
        return (_line if times else _bars)(cut, titles, title, note, name)
    return _lines(cut, titles, title, note, name, times[0]) if times else _heat(cut, titles, title, note, name)


def _line(cut: Cut, titles: Titles, title: str, note: str, name: str) -> Chart:
    code, asked = cut.asked.dimensions[0], cut.asked
    groups = sorted((group for group in cut.groups if group.keys[0]), key=lambda group: group.keys)[-MOST_POINTS:]
    same = [place for place, one in enumerate(cut.indicators) if one.unit is cut.indicators[0].unit][:MOST_LINES]
    lines = [
        Series(
            cut.indicators[place].title, tuple(group.figures[place].value for group in groups),
            tuple(_link(asked, cut.indicators[place], group.keys, group.figures[place]) for group in groups),
        )
        for place in same
    ]  # fmt: skip
    lines += _before(asked, [group.figures[0] for group in groups]) if len(same) == 1 else []
    return _chart(cut, name, "line", title, _titled(groups, titles[code]), lines, note)


def _bars(cut: Cut, titles: Titles, title: str, note: str, name: str) -> Chart:
    code, asked, indicator = cut.asked.dimensions[0], cut.asked, cut.indicators[0]
    groups = list(cut.groups[:MOST_BARS])
    if code in _IN_ORDER:
        groups.sort(key=lambda group: group.keys[0].zfill(2))
    links = tuple(_link(asked, indicator, group.keys, group.figures[0]) for group in groups)
    bars = [Series(indicator.title, tuple(group.figures[0].value for group in groups), links)]
    bars += _before(asked, [group.figures[0] for group in groups])
    left = len(cut.groups) - len(groups)
    told = f"{note}. Ещё {left} — в таблице" if left else note
    return _chart(cut, name, "bars", title, _titled(groups, titles[code]), bars, told)


def _lines(cut: Cut, titles: Titles, title: str, note: str, name: str, time: int) -> Chart:
    """A line for each of the largest values of the other dimension."""
    asked, indicator = cut.asked, cut.indicators[0]
    when, what = asked.dimensions[time], asked.dimensions[1 - time]
    figures = {group.keys: group.figures[0] for group in cut.groups}
    moments = sorted(key for key in cut.sums[when] if key)[-MOST_POINTS:]
    largest = sorted(cut.sums[what], key=lambda key: (key == OTHERS, -cut.sums[what][key][0].n, key))[:MOST_LINES]
    lines = []
    for value in largest:
        keys: list[Keys] = [(moment, value) if not time else (value, moment) for moment in moments]
        found = [figures.get(key, Figure(0.0 if indicator.is_additive else None, 0)) for key in keys]
        links = tuple(_link(asked, indicator, key, figure) for key, figure in zip(keys, found, strict=True))
        lines.append(Series(titles[what].get(value, value), tuple(figure.value for figure in found), links))
    left = len(cut.sums[what]) - len(largest)
    told = f"{note}. Показаны {len(largest)} самых больших, ещё {left} — в таблице" if left else note
    return _chart(cut, name, "line", title, tuple(titles[when].get(key, key) for key in moments), lines, told)


def _heat(cut: Cut, titles: Titles, title: str, note: str, name: str) -> Chart | None:
    """A row for each value of the first dimension; values that too little stands behind everywhere are left out."""
    asked, indicator = cut.asked, cut.indicators[0]
    down, across = asked.dimensions
    figures = {group.keys: group.figures[0] for group in cut.groups}
    known = [keys for keys, figure in figures.items() if figure.value is not None]
    lines, columns = (
        [value for value in _largest(cut, code) if any(keys[place] == value for keys in known)]
        for place, code in enumerate((down, across))
    )
    if len(lines) > MOST_CELLS or len(columns) > MOST_CELLS:
        return None
    rows = []
    for line in lines:
        keys = [(line, column) for column in columns]
        found = [figures.get(one, Figure(None, 0)) for one in keys]
        links = tuple(_link(asked, indicator, one, figure) for one, figure in zip(keys, found, strict=True))
        rows.append(Series(titles[down].get(line, line), tuple(figure.value for figure in found), links))
    return _chart(cut, name, "heat", title, tuple(titles[across].get(key, key) for key in columns), rows, note)


def _largest(cut: Cut, code: str) -> list[str]:
    found = cut.sums[code]
    if code in _IN_ORDER:
        return sorted(found, key=lambda key: key.zfill(2))
    return sorted(found, key=lambda key: (key == OTHERS, -found[key][0].n, key))


def _chart(
    cut: Cut, name: str, kind: str, title: str, categories: tuple[str, ...], series: Sequence[Series], note: str
) -> Chart:
    return Chart(name, kind, title, cut.indicators[0].unit, categories, tuple(series), note)  # type: ignore[arg-type]


def _before(asked: Slice, figures: Sequence[Figure]) -> list[Series]:
    before = tuple(figure.before for figure in figures)
    compared = asked.compared()
    if compared is None or all(value is None for value in before):
        return []
    return [Series(words.period(compared.period).removeprefix("за "), before, is_before=True)]


def _titled(groups: Sequence[object], titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(titles.get(group.keys[0], group.keys[0]) for group in groups)  # type: ignore[attr-defined]


def _link(asked: Slice, indicator: Indicator, keys: Keys, figure: Figure) -> str:
    # A picture needs no comparison to open its rows, and its address is shorter.
    return rows_url(replace(asked, compare=""), indicator.code, keys) if figure.n else ""
