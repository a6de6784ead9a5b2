"""«Мои вопросы»: the page and its further rows."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.facts import mine
from otklik.facts.mine import Counts, Desk, Wanted
from otklik.facts.rules import FeedFilter, FilterError
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.executor import lines
from otklik.screens.executor.lines import PARTS, TERMS, MineLine
from otklik.screens.operator import names

PAGE = 30


@dataclass(frozen=True, slots=True)
class Chip:
    """A word that narrows the list, how many it keeps, and its address; pressed again it lets go."""

    title: str
    count: int
    url: str
    is_here: bool
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines by term and the address of what follows; empty when they are the last."""

    lines: tuple[MineLine, ...]
    more: str


@dataclass(frozen=True, slots=True)
class MineScreen:
    """All of the page."""

    terms: tuple[Chip, ...]
    parts: tuple[Chip, ...]
    total: Chip
    part: Rows
    is_narrowed: bool
    is_first_page: bool
    problem: str


@needs(Verb.WORK)
def show(request: ScopedRequest) -> HttpResponse:
    """The desk of the person who came in."""
    now, desk = timezone.now(), mine.desk(request.user, request.scope)
    wanted, problem = _wanted(request), ""
    try:
        part = _rows(request, desk, wanted, now)
    except FilterError as error:
        part, problem = Rows((), ""), str(error)
    counts = mine.counts(desk, now=now)
    screen = MineScreen(
        terms=_terms(counts, wanted), parts=_parts(counts, wanted), total=_total(counts, wanted), part=part,
        is_narrowed=bool(wanted.part or wanted.term), is_first_page="after" not in request.GET, problem=problem,
    )  # fmt: skip
    context = {"mine": screen, "feed_query": "mine"}
    return render(request, "screens/executor/mine.html", context, status=400 if problem else 200)


@needs(Verb.WORK)
def more(request: ScopedRequest) -> HttpResponse:
    """The rows after a place, for htmx to put at the end of the list."""
    desk = mine.desk(request.user, request.scope)
    try:
        part = _rows(request, desk, _wanted(request), timezone.now())
    except FilterError as error:
        return render(request, "screens/operator/feed_problem.html", {"problem": error}, status=422)
    return render(request, "screens/executor/mine_rows.html", {"part": part})


def _wanted(request: ScopedRequest) -> Wanted:
    part, term = request.GET.get("part", ""), request.GET.get("term", "")
    return Wanted(part if part in PARTS else "", term if term in TERMS else "")


def _rows(request: ScopedRequest, desk: Desk, wanted: Wanted, now: datetime) -> Rows:
    page = mine.page(desk, wanted, after=request.GET.get("after", ""), limit=PAGE, now=now)
    named = names.load([line.fact for line in page.lines], FeedFilter())
    more = _query(wanted, after=page.next) if page.next else ""
    return Rows(lines.lines(page.lines, named, request.user.pk, now=now), more)


def _terms(counts: Counts, wanted: Wanted) -> tuple[Chip, ...]:
    tones = {"late": "danger", "today": "risk"}
    return tuple(
        Chip(title, counts.terms[code], _url(Wanted(wanted.part, "" if wanted.term == code else code)),
             wanted.term == code, tones.get(code, "") if counts.terms[code] else "")
        for code, title in TERMS.items()
    )  # fmt: skip


def _parts(counts: Counts, wanted: Wanted) -> tuple[Chip, ...]:
    return tuple(
        Chip(title, counts.parts[code], _url(Wanted("" if wanted.part == code else code, wanted.term)),
             wanted.part == code)
        for code, title in PARTS.items()
    )  # fmt: skip


def _total(counts: Counts, wanted: Wanted) -> Chip:
    amount = counts.parts[mine.OWN] + counts.parts[mine.FREE] + counts.parts[mine.ASKED]
    return Chip("всё", amount, _url(Wanted()), not (wanted.part or wanted.term))


def _url(wanted: Wanted) -> str:
    query = _query(wanted)
    return f"{reverse('mine')}?{query}" if query else reverse("mine")


def _query(wanted: Wanted, after: str = "") -> str:
    kept = {"part": wanted.part, "term": wanted.term, "after": after}
    return urlencode({name: value for name, value in kept.items() if value})
