"""«Карта»: the map with its table, the panel of one municipality, the questions of one point."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from otklik.indicators import source
from otklik.indicators.rules import SliceError
from otklik.indicators.source import Freshness
from otklik.offices.rules import Scope, Verb
from otklik.reference.models import Territory
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.map import asked as asking
from otklik.screens.map import chosen, figures, points
from otklik.screens.map import panel as panels
from otklik.screens.map.asked import Asked
from otklik.screens.map.chosen import Chosen
from otklik.screens.map.figures import Place
from otklik.screens.map.panel import Panel
from otklik.screens.map.served import REFUSED, legend
from otklik.screens.map.table import Table, table

_NOTHING: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class Screen:
    """All of the page; `table` None where nothing could be counted, and `problem` says why."""

    asked: Asked
    chosen: Chosen
    problem: str
    table: Table | None
    panel: Panel | None
    fresh: Freshness
    has_borders: bool
    may_set: bool
    is_part: bool
    drawn: Mapping[str, object]


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """Municipalities by a measure; an address that can't be read is told, and the usual map is shown."""
    now, problem = timezone.now(), ""
    address = dict(request.GET.lists())
    picked = asking.picked(address)
    try:
        asked = asking.read(picked or address, now=now)
    except SliceError as error:
        asked, problem = asking.read(_NOTHING, now=now), str(error)
    if picked and not problem:
        return redirect(f"{reverse('map')}?{asked.address()}")
    screen = _screen(request, asked, problem, now)
    return render(request, "screens/map/page.html", {"screen": screen}, status=422 if problem else 200)


@needs(Verb.ANALYSE)
def panel(request: ScopedRequest) -> HttpResponse:
    """The panel of one municipality; without htmx it opens on the page of the map."""
    now, code = timezone.now(), request.GET.get("place", "")
    get_object_or_404(Territory, code=code, kind=Territory.Kind.MUNICIPALITY)
    found, problem = None, ""
    try:
        asked = asking.read(dict(request.GET.lists()), now=now)
        found = _panel(asked, figures.places(), code, request.scope, now)
    except REFUSED as refused:
        problem = str(refused)
    return render(request, "screens/map/panel.html", {"panel": found, "problem": problem})


@needs(Verb.ANALYSE)
def rows(request: ScopedRequest) -> HttpResponse:
    """The questions of one point of the map; to a script the list alone."""
    now, after = timezone.now(), request.GET.get("after", "")
    context: dict[str, object] = {"problem": "", "back": reverse("map")}
    try:
        asked = asking.read(dict(request.GET.lists()), now=now)
        cell = points.cell(request.GET.get("at", ""))
        start = int(after) if after.isascii() and after.isdigit() else 0
        found, count = points.listed(asked, request.scope, cell, after=start, now=now)
        address = f"{reverse('map-rows')}?{asked.address()}&at={cell.written}"
        context |= {
            "asked": asked, "rows": found, "count": count, "metres": cell.metres, "address": address,
            "back": f"{reverse('map')}?{asked.address()}",
            "more": f"{address}&after={found[-1].number}" if len(found) == points.ROWS else "",
        }  # fmt: skip
    except REFUSED as refused:
        context["problem"] = str(refused)
    template = "screens/map/rows.html" if request.htmx else "screens/map/rows_page.html"
    return render(request, template, context, status=422 if context["problem"] and not request.htmx else 200)


def _screen(request: ScopedRequest, asked: Asked, problem: str, now: datetime) -> Screen:
    places, scope, opened = figures.places(), request.scope, request.GET.get("place", "")
    made, beside = None, None
    try:
        picture = figures.picture(asked, scope, places, now=now)
        made = table(picture, asked, places)
        line = picture.line(opened)
        beside = panels.panel(line, picture, asked, places[line.code].people, scope, now=now) if line else None
    except REFUSED as refused:
        problem = problem or str(refused)
    has_borders = any(place.has_border for place in places.values())
    return Screen(
        asked=asked, chosen=chosen.chosen(asked), problem=problem, table=made, panel=beside, fresh=source.freshness(),
        has_borders=has_borders, may_set=scope.may(Verb.SETTINGS), is_part=_is_part(scope),
        drawn=_drawn(made, asked) if made and has_borders else {},
    )  # fmt: skip


def _panel(asked: Asked, places: Mapping[str, Place], code: str, scope: Scope, now: datetime) -> Panel | None:
    picture = figures.picture(asked, scope, places, now=now)
    line = picture.line(code)
    return panels.panel(line, picture, asked, places[code].people, scope, now=now) if line else None


def _drawn(made: Table, asked: Asked) -> dict[str, object]:
    """What the script draws at once: colours, words, where to fetch the rest."""
    query = asked.address()
    cells = {line.code: [-1 if line.colour is None else line.colour, line.seen, line.n] for line in made.lines}
    return {
        "cells": cells, "legend": legend(made.legend), "isChange": asked.shows_change,
        "borders": reverse("map-borders"), "points": f"{reverse('map-points')}?{query}",
        "steps": f"{reverse('map-steps')}?{query}" if asked.step else "",
        "panel": f"{reverse('map-panel')}?{query}", "rows": f"{reverse('map-rows')}?{query}",
        "title": asked.indicator.title,
    }  # fmt: skip


def _is_part(scope: Scope) -> bool:
    """Whether the person sees a part of the region only."""
    return not any(
        reach.bodies is None and not reach.territory_code and not reach.topic_code for reach in scope.reaches
    )
