"""«Лента»: the page, its further rows, what arrived meanwhile, the form of the filter."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.facts.rules import FeedFilter, FilterError, cursor
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import alarm, filters, names, options, rows, saved
from otklik.screens.operator.alarm import Alarm
from otklik.screens.operator.filters import Chip
from otklik.screens.operator.rows import Row
from otklik.screens.operator.saved import View
from otklik.screens.parts.tell import plural

PAGE = 50


@dataclass(frozen=True, slots=True)
class Part:
    """Rows in order and the address of what comes after them; empty when they are the last."""

    rows: tuple[Row, ...]
    more: str
    query: str
    may_mark: bool


@dataclass(frozen=True, slots=True)
class FeedScreen:
    """All of the feed's page."""

    title: str
    query: str
    views: tuple[View, ...]
    own: tuple[View, ...]
    chips: tuple[Chip, ...]
    part: Part
    newest: int
    is_first_page: bool
    is_filtered: bool
    problem: str
    may_decide: bool
    may_route: bool
    may_retry: bool
    # Urgent questions that nobody took; None for who may not take them, and on further pages.
    alarm: Alarm | None


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """The feed's page; an address that can't be read shows what is wrong with it."""
    now = timezone.now()
    try:
        wanted, after = filters.read(request.GET), cursor(request.GET.get("after", ""))
        problem = ""
    except FilterError as error:
        wanted, after, problem = FeedFilter(), None, str(error)
    page = facts.FeedPage((), None) if problem else _page(request, wanted, after, now)
    named = names.load(page.rows, wanted)
    views = saved.fixed(request.scope, wanted, now=now)
    own = saved.own(request.user, wanted)
    screen = FeedScreen(
        title=_title((*views, *own)),
        query=filters.written(wanted),
        views=views,
        own=own,
        chips=filters.chips(wanted, named),
        part=_part(request, page, wanted, named, now),
        newest=_newest(page),
        is_first_page=after is None,
        is_filtered=not wanted.is_empty(),
        problem=problem,
        may_decide=request.scope.for_verb(Verb.BULK).may(Verb.DECIDE),
        may_route=request.scope.for_verb(Verb.BULK).may(Verb.ROUTE),
        may_retry=wanted.waits_for == "quarantine" and request.scope.may(Verb.QUARANTINE),
        alarm=alarm.load(request, filters.written(wanted), now=now) if after is None else None,
    )
    context = {"feed": screen, "feed_query": screen.query}
    return render(request, "screens/operator/feed.html", context, status=400 if problem else 200)


@needs(Verb.READ)
def more(request: ScopedRequest) -> HttpResponse:
    """The rows after a place in the feed, for htmx to put at the end of the list."""
    now = timezone.now()
    try:
        wanted, after = filters.read(request.GET), cursor(request.GET.get("after", ""))
    except FilterError as error:
        return render(request, "screens/operator/feed_problem.html", {"problem": error}, status=422)
    page = _page(request, wanted, after, now)
    part = _part(request, page, wanted, names.load(page.rows, wanted), now)
    return render(request, "screens/operator/feed_rows.html", {"part": part})


@needs(Verb.READ)
def newer(request: ScopedRequest) -> HttpResponse:
    """How many questions arrived above the first row of an open page; 204 while there are none."""
    try:
        wanted, than = filters.read(request.GET), cursor(request.GET.get("than", ""))
    except FilterError:
        return HttpResponse(status=204)
    arrived = facts.newer(request.scope, wanted, than=than, now=timezone.now()) if than is not None else 0
    if not arrived:
        return HttpResponse(status=204)
    words = f"{arrived}{'+' if arrived == 100 else ''} {plural(arrived, 'новый', 'новых', 'новых')}"
    return render(request, "screens/operator/feed_newer.html", {"words": words, "query": filters.written(wanted)})


@needs(Verb.READ)
def narrow(request: ScopedRequest) -> HttpResponse:
    """The form of the filter: a piece of the feed's page, or a page of its own without htmx."""
    try:
        wanted = filters.read(request.GET)
    except FilterError:
        wanted = FeedFilter()
    page = "screens/operator/feed_filter.html" if request.htmx else "screens/operator/feed_filter_page.html"
    return render(request, page, {"wanted": wanted, "options": options.load(request.scope)})


def _page(request: ScopedRequest, wanted: FeedFilter, after: int | None, now: datetime) -> facts.FeedPage:
    return facts.feed(request.scope, wanted, after=after, limit=PAGE, now=now)


def _part(request: ScopedRequest, page: facts.FeedPage, wanted: FeedFilter, named: names.Names, now: datetime) -> Part:
    query = filters.written(wanted)
    more = f"{query}&after={page.next}".lstrip("&") if page.next else ""
    return Part(rows.rows(page.rows, named, request.scope, now=now), more, query, request.scope.may(Verb.BULK))


def _newest(page: facts.FeedPage) -> int:
    return page.rows[0].question_id if page.rows else 0


def _title(views: tuple[View, ...]) -> str:
    return next((view.title for view in views if view.is_here), "Отбор")
