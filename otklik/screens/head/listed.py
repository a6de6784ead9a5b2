"""«Паспорта»: every body and every municipality with a few figures, to find one by a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.gateways.engines import EngineError
from otklik.indicators import passport, source
from otklik.indicators import queries as indicators
from otklik.indicators.cutting import Figure
from otklik.indicators.indicator import Kind
from otklik.indicators.passport import LISTED, Figures
from otklik.indicators.queries import SHELF
from otklik.indicators.rules import Period, Slice
from otklik.indicators.source import Freshness, NoFacts
from otklik.offices import queries as offices
from otklik.offices.rules import Verb
from otklik.reference.models import Territory
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.head import subjects
from otklik.screens.head.kept import kept
from otklik.screens.head.page import is_part
from otklik.screens.head.table import Cell
from otklik.screens.parts.figures import told_figure
from otklik.screens.parts.period import USUAL, Tab
from otklik.screens.slices.links import rows_url

LONGEST = 60
_PAGES = {"body": ("body-passports", "Органы"), "place": ("place-passports", "Муниципалитеты")}


@dataclass(frozen=True, slots=True)
class Line:
    """One body or municipality: a figure for each of LISTED."""

    title: str
    note: str
    href: str
    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class ListScreen:
    """All of the page."""

    tabs: tuple[Tab, ...]
    kind: str
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    words: str
    days: int
    is_part: bool
    fresh: Freshness
    problem: str


@needs(Verb.ANALYSE)
def bodies(request: ScopedRequest) -> HttpResponse:
    """Those that the scope lets see, by name."""
    cards = {card.id: card for card in offices.bodies().values() if not card.is_closed and card.is_confirmed}
    seen = subjects.visible_bodies(request.scope, cards)
    names = {str(key): (cards[key].name, cards[key].block_name, cards[key].code) for key in seen}
    return _show(request, "body", names)


@needs(Verb.ANALYSE)
def places(request: ScopedRequest) -> HttpResponse:
    """Those that the scope lets see, by name."""
    rows = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).order_by("name").values_list("code", "name")
    seen = [(code, name) for code, name in rows
            if any(subjects.reaches_place(reach, code) for reach in request.scope.reaches)]  # fmt: skip
    return _show(request, "place", {code: (name, "", code) for code, name in seen})


def _show(request: ScopedRequest, kind: str, names: Mapping[str, tuple[str, str, str]]) -> HttpResponse:
    words, now, fresh = request.GET.get("q", "").strip()[:LONGEST], timezone.now(), source.freshness()
    today = timezone.localdate(now)
    period, problem = Period(today - timedelta(days=USUAL - 1), today), ""
    figures: Mapping[str, Figures] = {}
    try:
        figures = kept(f"list:{kind}:{period}", request.scope, fresh, now,
                       lambda: passport.listed(indicators.cutter(request.scope, now=now), period, kind))  # fmt: skip
    except (NoFacts, EngineError) as failure:
        problem = str(failure)
    found = {key: name for key, name in names.items() if words.casefold() in " ".join(name).casefold()}
    screen = ListScreen(
        tabs=tuple(Tab(title, reverse(page), code == kind) for code, (page, title) in _PAGES.items()), kind=kind,
        headings=tuple(SHELF[code].title for code in LISTED), words=words, days=USUAL, problem=problem, fresh=fresh,
        lines=tuple(_line(kind, key, name, figures.get(key), period) for key, name in found.items()),
        is_part=is_part(request.scope),
    )  # fmt: skip
    return render(request, "screens/head/passports.html", {"screen": screen})


def _line(kind: str, key: str, named: tuple[str, str, str], figures: Figures | None, period: Period) -> Line:
    title, note, code = named
    cells = []
    for place, measure in enumerate(LISTED):
        one = SHELF[measure]
        figure = figures[place] if figures else Figure(0.0 if one.is_additive else None, 0)
        asked = Slice((measure,), (), period, ((kind, (key,)),))
        href = rows_url(asked, measure, hits=one.kind is Kind.SHARE) if figure.n else ""
        cells.append((one.title, Cell(told_figure(figure, one.unit), href)))
    return Line(title, note, reverse(f"{kind}-passport", args=[code]), tuple(cells))
