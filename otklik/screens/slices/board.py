"""«Моя доска»: kept slices as tiles, each with its figure and a small chart."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.gateways.engines import EngineError
from otklik.indicators import kept, source
from otklik.indicators import queries as indicators
from otklik.indicators.cutting import Cut, Cutter
from otklik.indicators.models import SavedSlice
from otklik.indicators.rules import Slice, SliceError
from otklik.indicators.source import NoFacts
from otklik.offices.rules import Scope, Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.charts import Chart
from otklik.screens.slices import drawing, naming, page, saved, tables, words
from otklik.screens.slices.links import slice_url
from otklik.screens.slices.tables import Cell

MOST_BARS = 8


@dataclass(frozen=True, slots=True)
class Tile:
    """One slice of the board; `figures` are its totals by measure, `problem` says why there are none."""

    id: int
    name: str
    told: str
    href: str
    figures: tuple[tuple[str, Cell], ...]
    chart: Chart | None
    rows: tuple[tables.Row, ...]
    problem: str


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The tiles in the person's order."""
    now = timezone.now()
    wanted = [(row, *saved.read(row, now=now)) for row in kept.board(request.user)]
    cuts = _counted([asked for _, asked, _ in wanted], request.scope, now)
    found = [
        (row, asked, cut, flaw or problem) for (row, asked, flaw), (cut, problem) in zip(wanted, cuts, strict=True)
    ]
    titles = _titles([cut for _, _, cut, _ in found if cut], [asked for _, asked, _, _ in found if asked])
    tiles = [_tile(row, asked, cut, problem, titles) for row, asked, cut, problem in found]
    return render(request, "screens/slices/board.html", {"tiles": tiles, "fresh": source.freshness()})


def _counted(wanted: list[Slice | None], scope: Scope, now: datetime) -> list[tuple[Cut | None, str]]:
    """Each with its figures or why there are none; what a scope is counted with is asked for once a board."""
    if not wanted:
        return []
    try:
        cutter = indicators.cutter(scope, now=now)
    except (NoFacts, EngineError) as error:
        return [(None, str(error)) for _ in wanted]
    return [_cut(cutter, asked) for asked in wanted]


def _cut(cutter: Cutter, asked: Slice | None) -> tuple[Cut | None, str]:
    if asked is None:
        return None, ""
    short = _short(asked)
    try:
        return cutter.cut(short, [indicators.SHELF[code] for code in short.measures]), ""
    except (SliceError, NoFacts, EngineError) as error:
        return None, str(error)


def _short(asked: Slice) -> Slice:
    """As much of a slice as a tile can hold."""
    return replace(asked, measures=asked.measures[:3], top=min(asked.top or MOST_BARS, MOST_BARS))


def _titles(cuts: list[Cut], asked: list[Slice]) -> naming.Titles:
    keys: dict[str, set[str]] = {}
    for one in asked:
        for code, values in one.filters:
            keys.setdefault(code, set()).update(values)
    for cut in cuts:
        for place, code in enumerate(cut.asked.dimensions):
            keys.setdefault(code, set()).update(group.keys[place] for group in cut.groups)
    return naming.titles(keys, keys)


def _tile(row: SavedSlice, asked: Slice | None, cut: Cut | None, problem: str, titles: naming.Titles) -> Tile:
    if asked is None or cut is None:
        return Tile(row.pk, row.name, "", slice_url(asked) if asked else "", (), None, (), problem)
    table = tables.table(cut, titles, row.name)
    chart = drawing.chart(cut, titles, title=row.name, note=page.chart_note(cut), name=f"tile-{row.pk}")
    figures = tuple(zip((one.title for one in cut.indicators), tables.totals(cut), strict=True))
    rows = () if chart or table.is_cross else table.rows[:MOST_BARS]
    return Tile(row.pk, row.name, words.plain(asked, titles), slice_url(asked), figures, chart, rows, "")
