"""The questions behind one figure of a slice: as many as its n, each with its card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter, FilterError, cursor
from otklik.gateways.engines import EngineError
from otklik.indicators import queries as indicators
from otklik.indicators import source
from otklik.indicators.behind import Behind, behind
from otklik.indicators.indicator import Kind
from otklik.indicators.rules import Slice, SliceError
from otklik.indicators.source import NoFacts
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.names import Names, load
from otklik.screens.operator.rows import mark
from otklik.screens.parts.figures import rows_told
from otklik.screens.parts.period import Tab
from otklik.screens.slices import asking, naming, words
from otklik.screens.slices.links import rows_url, slice_url

PAGE, REFUSED = 50, 422


@dataclass(frozen=True, slots=True)
class Line:
    """One question; `excerpt` is masked."""

    number: int
    excerpt: str
    topic: str
    place: str
    body: str
    state: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of rows under the words of the figure; `more` is the next one. `parts`: all, or those that count."""

    title: str
    chips: tuple[str, ...]
    told: str
    lines: tuple[Line, ...]
    more: str
    parts: tuple[Tab, ...]
    back: str
    problem: str
    # How many of the counted have gone out of sight or were joined since.
    missing: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address of rows asks."""

    slice: Slice
    measure: str
    keys: tuple[str, ...]
    hits: bool
    after: int


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The newest first; a page of fifty."""
    now = timezone.now()
    try:
        asked = _read(request, now)
        found = behind(
            asked.slice, asked.measure, asked.keys, request.scope, hits_only=asked.hits, after=asked.after,
            limit=PAGE + 1, now=now,
        )  # fmt: skip
    except (SliceError, NoFacts, EngineError) as error:
        return _refused(request, str(error))
    screen = _screen(request, asked, found)
    return render(request, "screens/slices/rows.html", {"screen": screen, "fresh": source.freshness()})


def _read(request: HttpRequest, now: datetime) -> _Asked:
    asked = asking.read(request.GET, now=now)
    measure = request.GET.get("measure", asked.measures[0])
    try:
        after = cursor(request.GET.get("after", "")) or 0
    except FilterError as error:
        raise SliceError(str(error)) from error
    return _Asked(asked, measure, tuple(request.GET.getlist("k")), request.GET.get("hits") == "1", after)


def _screen(request: ScopedRequest, asked: _Asked, found: Behind) -> Listed:
    indicator = indicators.SHELF[asked.measure]
    numbers = found.numbers[:PAGE]
    rows = facts.some(request.scope, numbers)
    names = load(rows, FeedFilter())
    return Listed(
        title=indicator.title, chips=_chips(asked), told=_told(asked, found),
        lines=_lines(numbers, rows, names), parts=_parts(asked, found) if indicator.kind is Kind.SHARE else (),
        more=_more(request, numbers[-1]) if len(found.numbers) > PAGE else "", back=slice_url(asked.slice), problem="",
        missing=len(numbers) - len(rows),
    )  # fmt: skip


def _chips(asked: _Asked) -> tuple[str, ...]:
    keys: dict[str, list[str]] = {code: list(values) for code, values in asked.slice.filters}
    pairs = list(zip(asked.slice.dimensions, asked.keys, strict=False))
    for code, key in pairs:
        keys.setdefault(code, []).append(key)
    titles = naming.titles(keys, keys)
    told = [f"{indicators.KNOWN.dimensions[code].lower()}: {titles[code][key]}" for code, key in pairs]
    filtered = [
        f"{indicators.KNOWN.dimensions[code].lower()}: {', '.join(titles[code][value] for value in values)}"
        for code, values in asked.slice.filters
    ]
    return (words.CLOCKS[indicators.SHELF[asked.measure].clock], words.period(asked.slice.period), *told, *filtered)


def _told(asked: _Asked, found: Behind) -> str:
    return rows_told(found.hits if asked.hits else found.n)


def _parts(asked: _Asked, found: Behind) -> tuple[Tab, ...]:
    """All that the share is taken of, and those that make it."""
    addresses = [rows_url(asked.slice, asked.measure, asked.keys, hits=hits) for hits in (False, True)]
    return (
        Tab(f"Все, о которых известно: {found.n}", addresses[0], not asked.hits),
        Tab(f"Вошли в долю: {found.hits}", addresses[1], asked.hits),
    )


def _lines(numbers: Sequence[int], rows: Sequence[Fact], names: Names) -> tuple[Line, ...]:
    by_number = {row.question_id: row for row in rows}
    return tuple(_line(by_number[number], names) for number in numbers if number in by_number)


def _line(row: Fact, names: Names) -> Line:
    return Line(
        row.question_id, row.excerpt, names.topic(row.topic_code), names.territory(row.territory_code),
        names.body(row.body_id), mark(row).title, row.received_at,
    )  # fmt: skip


def _more(request: HttpRequest, after: int) -> str:
    query = request.GET.copy()
    query["after"] = str(after)
    return f"{reverse('slice-rows')}?{query.urlencode()}"


def _refused(request: ScopedRequest, problem: str) -> HttpResponse:
    nothing = Listed("Вопросы за числом", (), "", (), "", (), reverse("slices"), problem, 0)
    context = {"screen": nothing, "fresh": source.freshness()}
    return render(request, "screens/slices/rows.html", context, status=REFUSED)
