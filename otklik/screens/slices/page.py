"""The page «Срезы»: the shelf, the sentence, the table, the chart, how it was counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.gateways.engines import EngineError
from otklik.indicators import kept, source
from otklik.indicators import queries as indicators
from otklik.indicators.cutting import Cut
from otklik.indicators.dimensions import DIMENSIONS, Sort
from otklik.indicators.models import SavedSlice
from otklik.indicators.rules import Slice, SliceError
from otklik.indicators.source import NoFacts
from otklik.offices.rules import Scope, Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.charts import Chart
from otklik.screens.parts.figures import rows_told
from otklik.screens.parts.period import Tab
from otklik.screens.slices import asking, drawing, groups, naming, tables, words
from otklik.screens.slices.asking import Toggle
from otklik.screens.slices.tables import Table
from otklik.screens.slices.words import Chip, Definition

REFUSED = 422
_LOST = "Срез по этому адресу не построить."


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a filter can keep."""

    key: str
    title: str
    n: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The values of one dimension to tick; the most frequent of the period."""

    code: str
    title: str
    values: tuple[Value, ...]
    hidden: tuple[tuple[str, str], ...]
    back: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that can be clicked, as it stands for this slice."""

    measures: tuple[tuple[str, tuple[Toggle, ...], bool], ...]
    dimensions: tuple[Toggle, ...]
    narrow: tuple[Tab, ...]
    periods: tuple[Tab, ...]
    compares: tuple[Tab, ...]
    tops: tuple[Tab, ...]
    per: Tab
    hidden: tuple[tuple[str, str], ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Found:
    """A slice that was counted."""

    table: Table
    sums: tuple[Table, ...]
    chart: Chart | None
    # A heat table is its own picture: the chart is only offered as a file.
    is_told_by_table: bool
    is_empty: bool
    n: str
    remarks: tuple[str, ...]
    exports: tuple[Tab, ...]
    map_url: str


@dataclass(frozen=True, slots=True)
class Screen:
    """All of the page; `problem` says why there are no figures, `found` is then None."""

    shelf: Shelf
    chips: tuple[Chip, ...]
    title: str
    address: str
    definitions: tuple[Definition, ...]
    found: Found | None
    narrowing: Narrowing | None
    problem: str
    is_refused: bool
    is_part: bool
    saved: tuple[SavedSlice, ...]
    is_rolling: bool


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """A slice by its address; one that can't be read keeps the page with what is wrong and the usual shelf."""
    now = timezone.now()
    try:
        asked, flaw = asking.read(request.GET, now=now), ""
    except SliceError as error:
        asked, flaw = asking.usual(now=now), f"{_LOST} {error}"
    cut, problem = (None, flaw) if flaw else counted(asked, request.scope, now=now)
    screen = _screen(request, asked, cut, problem, now)
    context = {"screen": screen, "fresh": source.freshness()}
    return render(
        request, "screens/slices/page.html", context, status=REFUSED if problem and screen.is_refused else 200
    )


def counted(asked: Slice, scope: Scope, *, now: datetime) -> tuple[Cut | None, str]:
    """The figures, or why there are none (Russian)."""
    try:
        return indicators.cut(asked, scope, now=now), ""
    except (SliceError, NoFacts, EngineError) as error:
        return None, str(error)


def titled(asked: Slice, cut: Cut | None) -> Mapping[str, Mapping[str, str]]:
    """The names of all keys of a slice and its filters."""
    keys: dict[str, set[str]] = {code: set(values) for code, values in asked.filters}
    for place, code in enumerate(asked.dimensions):
        keys.setdefault(code, set()).update(group.keys[place] for group in (cut.groups if cut else ()))
    return naming.titles(keys, keys)


def _screen(request: ScopedRequest, asked: Slice, cut: Cut | None, problem: str, now: datetime) -> Screen:
    titles = titled(asked, cut)
    narrow = asking.narrow_of(request.GET)
    title = words.plain(asked, titles)
    return Screen(
        shelf=_shelf(asked, request.scope), chips=words.sentence(asked, titles), title=title, address=asked.address(),
        definitions=words.definitions([indicators.SHELF[code] for code in asked.measures]),
        found=_found(cut, titles, title) if cut else None,
        narrowing=_narrowing(asked, narrow, request.scope, now) if narrow and cut else None,
        problem=problem, is_refused=problem.startswith(_LOST) or (not cut and _is_asked_wrong(problem)),
        is_part=not any(reach.bodies is None and not reach.territory_code and not reach.topic_code
                        for reach in request.scope.reaches),
        saved=tuple(kept.visible(request.user)), is_rolling=asked.period.until == asking.today(),
    )  # fmt: skip


def _is_asked_wrong(problem: str) -> bool:
    """Whether another slice would do: nothing to count at all is no fault of the address."""
    return problem != str(NoFacts())


def _found(cut: Cut, titles: Mapping[str, Mapping[str, str]], title: str) -> Found:
    asked = cut.asked
    address = asked.address()
    is_placed = "place" in asked.dimensions
    table, chart = tables.table(cut, titles, title), drawing.chart(cut, titles, title=title, note=chart_note(cut))
    return Found(
        table=table, sums=tables.sums(cut, titles), chart=chart,
        is_told_by_table=table.is_cross and chart is not None and chart.kind == "heat",
        is_empty=not any(figure.n for figure in cut.total), n=rows_told(cut.total[0].n), remarks=cut.remarks,
        exports=tuple(
            Tab(word, f"{reverse('slice-export', args=[form])}?{address}", False)
            for form, word in (("xlsx", "Excel"), ("csv", "CSV"))
        ),
        map_url=f"{reverse('map')}?{address}" if is_placed else "",
    )  # fmt: skip


def chart_note(cut: Cut) -> str:
    """What stands under a chart: of how many rows, by which clock."""
    return f"{rows_told(cut.total[0].n)}, {words.clock_note(cut.indicators[0])}"


def _shelf(asked: Slice, scope: Scope) -> Shelf:
    measures = []
    for title, found in groups.grouped():
        toggles = tuple(asking.measure(asked, one.code) for one in found)
        measures.append((title, toggles, any(one.is_on for one in toggles)))
    filtered, offered = dict(asked.filters), _dimensions(scope)
    narrow = tuple(
        Tab(one.title, f"{reverse('slices')}?{asked.address()}&{asking.NARROW}={code}", code in filtered)
        for code, one in DIMENSIONS.items() if code in offered and one.sort is not Sort.TIME
    )  # fmt: skip
    return Shelf(
        measures=tuple(measures), dimensions=tuple(asking.dimension(asked, code) for code in offered),
        narrow=narrow, periods=asking.periods(asked, asking.today()), compares=asking.compares(asked),
        tops=asking.tops(asked), per=asking.per(asked), hidden=asking.hidden(asked, "since", "until"),
        first=asked.period.since.isoformat(), last=asked.period.until.isoformat(),
    )  # fmt: skip


def _dimensions(scope: Scope) -> tuple[str, ...]:
    """What this person may cut by: figures by worker are not for everybody."""
    named = indicators.names_people(scope)
    return tuple(code for code, one in DIMENSIONS.items() if named or one.sort is not Sort.PERSON)


def _narrowing(asked: Slice, code: str, scope: Scope, now: datetime) -> Narrowing | None:
    """The values that there are in this period without this very filter."""
    wide = replace(
        asking.narrowed(asked, code, ()), dimensions=(code,), measures=("received",), compare="", per="", top=200
    )
    cut, _ = counted(wide, scope, now=now)
    if cut is None:
        return None
    ticked = dict(asked.filters).get(code, ())
    keys = list(dict.fromkeys([*ticked, *(group.keys[0] for group in cut.groups if group.keys[0] != "…")]))
    titles = naming.titles((code,), {code: keys})[code]
    sizes = {group.keys[0]: rows_told(group.figures[0].n) for group in cut.groups}
    return Narrowing(
        code, DIMENSIONS[code].title, _values(keys, titles, sizes, ticked),
        asking.hidden(asked, f"f.{code}"), f"{reverse('slices')}?{asked.address()}",
    )  # fmt: skip


def _values(
    keys: Sequence[str], titles: Mapping[str, str], sizes: Mapping[str, str], ticked: Sequence[str]
) -> tuple[Value, ...]:
    return tuple(Value(key, titles[key], sizes.get(key, ""), key in ticked) for key in keys)
