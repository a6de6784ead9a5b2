"""The board «Контроль»: how many are late, due, at risk, wait and are promised, by body, block, place or channel."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.deadlines import queries as deadlines
from otklik.facts import board
from otklik.facts.board import Key
from otklik.facts.rules import FeedFilter, FilterError
from otklik.offices.rules import Scope, Verb
from otklik.reference.models import Territory
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.control import lines, rows
from otklik.screens.control.lines import Line
from otklik.screens.control.rows import COLUMNS, Column, Ground, Row
from otklik.screens.control.tabs import Tab, tabs
from otklik.screens.operator import filters, names
from otklik.screens.operator.filters import Chip
from otklik.screens.operator.names import Names

AXES = {"body": "по органам", "block": "по блокам", "territory": "по территориям", "channel": "по каналам"}
AT_MOST = 50
_FIRST = {"body": "Орган", "block": "Блок", "territory": "Территория", "channel": "Канал"}


@dataclass(frozen=True, slots=True)
class BoardScreen:
    """All of the page; `at` is the moment at which it was counted, `here` its own address for the next look."""

    tabs: tuple[Tab, ...]
    axes: tuple[Tab, ...]
    axis: str
    first: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row
    chips: tuple[Chip, ...]
    here: str
    at: datetime
    problem: str
    promises: tuple[Line, ...]
    promises_href: str
    # How the page narrows the feed, for its forms.
    query: str
    may_remind: bool
    may_extend: bool


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """The board; htmx gets its table alone. An address that can't be read shows what is wrong with it."""
    now, problem = timezone.now(), ""
    axis = request.GET.get("by", "body")
    axis = axis if axis in AXES else "body"
    try:
        wanted = _kept(filters.read(request.GET))
    except FilterError as error:
        wanted, problem = FeedFilter(), str(error)
    screen = load(request.scope, wanted, axis, now=now, problem=problem)
    page = "screens/control/board_table.html" if request.htmx else "screens/control/board.html"
    return render(request, page, {"board": screen}, status=400 if problem else 200)


def load(scope: Scope, wanted: FeedFilter, axis: str, *, now: datetime, problem: str = "") -> BoardScreen:
    """The board of a scope, narrowed by a filter."""
    counts = board.counts(scope, wanted, axis, now=now)
    answers = board.answers(scope, wanted, axis, now=now)
    ground = Ground(axis, wanted, _named(axis, set(counts) | set(answers), wanted), answers,
                    _usual(scope, wanted), timezone.localdate(now))  # fmt: skip
    return BoardScreen(
        tabs=tabs("control"),
        axes=tuple(Tab(title, _address(name, wanted), name == axis) for name, title in AXES.items()),
        axis=axis,
        first=_FIRST[axis],
        columns=COLUMNS,
        rows=rows.rows(counts, ground),
        total=rows.total(counts, ground),
        chips=filters.chips(wanted, ground.names),
        here=_address(axis, wanted),
        at=now,
        problem=problem,
        promises=lines.promised(board.promises(scope, wanted, now=now, limit=AT_MOST), ground.names, now=now),
        promises_href=rows.feed(wanted, term="promised_today"),
        query=filters.written(wanted),
        may_remind=scope.may(Verb.ROUTE),
        may_extend=scope.may(Verb.EXTEND),
    )


def _kept(wanted: FeedFilter) -> FeedFilter:
    """What narrows a board: by whom, where, of what and how it came; its columns say the rest."""
    return FeedFilter(
        topic=wanted.topic, territory=wanted.territory, body=wanted.body, block=wanted.block, channel=wanted.channel
    )


def _address(axis: str, wanted: FeedFilter) -> str:
    query = filters.written(wanted)
    return f"{reverse('control')}?by={axis}" + (f"&{query}" if query else "")


def _usual(scope: Scope, wanted: FeedFilter) -> dict[int, float]:
    """Usual loads are of whole bodies: who sees only a part of a body has nothing to compare with."""
    is_whole = any(not reach.territory_code and not reach.topic_code for reach in scope.reaches)
    is_part = wanted.topic or wanted.territory or wanted.channel
    return deadlines.usual_loads() if is_whole and not is_part else {}


def _named(axis: str, keys: set[Key], wanted: FeedFilter) -> Names:
    known = names.load((), wanted)
    if axis != "territory":
        return known
    codes = {key for key in keys if isinstance(key, str)}
    found = Territory.objects.filter(code__in=codes).values_list("code", "name")
    return replace(known, territories={**known.territories, **dict(found)})
