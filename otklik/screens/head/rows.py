"""The questions behind a figure of the head's page that no slice tells: a mark, listed newest first."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter, FilterError, cursor
from otklik.gateways.engines import EngineError
from otklik.indicators import highlights, source
from otklik.indicators import queries as indicators
from otklik.indicators.marks import MARKS, Mark
from otklik.indicators.source import Freshness, NoFacts
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import names

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One question."""

    fact: Fact
    topic: str
    place: str
    body: str


@dataclass(frozen=True, slots=True)
class RowsScreen:
    """A page of the list; `more` is the address of the next one."""

    mark: Mark
    body: str
    rows: tuple[Row, ...]
    more: str
    problem: str
    fresh: Freshness


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The list under a mark; an unknown mark is 404."""
    mark, body = MARKS.get(request.GET.get("what", "")), request.GET.get("body", "")
    if mark is None or (body and not (body.isascii() and body.isdigit())):
        raise Http404("Такого списка нет: откройте его числом со страницы «Главное».")
    found, problem = _found(request, mark, body)
    shown = facts.some(request.scope, found[:PAGE])
    known = names.load(shown, FeedFilter())
    rows = tuple(Row(one, known.topic(one.topic_code), known.territory(one.territory_code), known.body(one.body_id))
                 for one in shown)  # fmt: skip
    query = {"what": mark.code, **({"body": body} if body else {})}
    more = f"{reverse('head-rows')}?{urlencode({**query, 'after': found[PAGE - 1]})}" if found[PAGE:] else ""
    title = known.body(int(body)) if body else ""
    screen = RowsScreen(mark, title, rows, more, problem, source.freshness())
    return render(request, "screens/head/rows.html", {"screen": screen}, status=400 if problem else 200)


def _found(request: ScopedRequest, mark: Mark, body: str) -> tuple[list[int], str]:
    try:
        after = cursor(request.GET.get("after", "")) or 0
        cutter = indicators.cutter(request.scope, now=timezone.now())
        return highlights.marked(cutter, mark.code, body=body, after=after, limit=PAGE + 1), ""
    except (NoFacts, EngineError, FilterError) as problem:
        return [], str(problem)
