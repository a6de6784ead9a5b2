"""What the script of the map fetches: borders, the steps of time, points."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition

from otklik.gateways.engines import EngineError
from otklik.indicators.rules import SliceError
from otklik.indicators.source import NoFacts
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.map import asked as asking
from otklik.screens.map import borders as lines
from otklik.screens.map import figures
from otklik.screens.map import points as spots
from otklik.screens.map.figures import Cell, Key
from otklik.screens.map.points import Points

_HOUR = 3600
REFUSED = (SliceError, NoFacts, EngineError)


def _tag(_request: HttpRequest) -> str:
    return lines.drawn().tag


@needs(Verb.ANALYSE)
@cache_control(private=True, max_age=_HOUR, must_revalidate=True)
@condition(etag_func=_tag)
def borders(_request: ScopedRequest) -> HttpResponseBase:
    """Municipalities as GeoJSON."""
    return HttpResponse(lines.drawn().text, content_type="application/geo+json")


@needs(Verb.ANALYSE)
def steps(request: ScopedRequest) -> HttpResponseBase:
    """The figures of every step of the period in one answer; 422 with the reason where there are none."""
    now = timezone.now()
    try:
        asked = asking.read(dict(request.GET.lists()), now=now)
        if not asked.step:
            return JsonResponse({"days": [], "titles": [], "legend": [], "cells": {}})
        found = figures.walk(asked, request.scope, figures.places(), now=now)
    except REFUSED as refused:
        return _refused(refused)
    cells = {code: [shown(cell, found.classes) for cell in row] for code, row in found.rows.items()}
    days = figures.days_of(found.keys, asked.slice.period)
    return JsonResponse({"days": days, "titles": found.titles, "legend": legend(found.legend), "cells": cells})


@needs(Verb.ANALYSE)
def points(request: ScopedRequest) -> HttpResponseBase:
    """Cells of questions, by step where time is walked; 422 with the reason where there are none."""
    now = timezone.now()
    try:
        asked = asking.read(dict(request.GET.lists()), now=now)
        keys = figures.steps(asked.slice.period, asked.step) if asked.step else ()
        found: Points = spots.points(asked, request.scope, keys, now=now)
    except REFUSED as refused:
        return _refused(refused)
    return JsonResponse(spots.told(found))


def legend(keys: Iterable[Key]) -> list[list[int | str]]:
    """A legend as the script reads it: colour, words, places."""
    return [[key.colour, key.told, key.places] for key in keys]


def shown(cell: Cell, classes: figures.Classes) -> list[int | str]:
    """A cell as the script reads it: colour or -1, words, questions."""
    colour = -1 if cell.value is None else classes.colour(classes.of(cell.value))
    return [colour, cell.told, cell.n]


def _refused(why: Exception) -> JsonResponse:
    return JsonResponse({"problem": str(why)}, status=422)
