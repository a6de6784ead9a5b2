"""«Обещания»: what was promised to authors and is late or ahead, what was kept and broken, by body."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.models import Promise
from otklik.answers.promised.promises import Counted
from otklik.facts import promised
from otklik.facts.rules import FeedFilter, FilterError
from otklik.flow.desks.desk import Act, DeskError
from otklik.offices.rules import Verb
from otklik.screens.access import TITLES, ScopedRequest, needs
from otklik.screens.control.acts import back_to
from otklik.screens.control.tabs import Tab, tabs
from otklik.screens.operator import filters, names, orders
from otklik.screens.operator.filters import Chip
from otklik.screens.operator.names import Names
from otklik.screens.operator.rows import due_tone

AT_MOST = 100
TITLES_OF = {
    "late": "Срок прошёл",
    "ahead": "Впереди",
    "kept": "Выполнены",
    "broken": "Нарушены",
    "withdrawn": "Сняты",
}
_VERDICTS = {
    Promise.Verdict.KEPT: ("выполнено", "check", "done"),
    Promise.Verdict.BROKEN: ("не выполнено в срок", "alarm", "danger"),
    Promise.Verdict.WITHDRAWN: ("снято с контроля", "ban", ""),
}
# What a button of the page is called: the order of the card, and what is sent with it.
_BUTTONS = {
    "keep": ("keep-promise", {}),
    "keep-in-time": ("keep-promise", {"in_time": "on"}),
    "give-up": ("give-up-promise", {}),
    "withdraw": ("withdraw-promise", {}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of the list; `clock_id` 0: nothing is owed by it any more."""

    id: int
    version: int
    words: str
    excerpt: str
    topic: str
    body: str
    due_at: datetime
    tone: str
    is_late: bool
    word: str
    icon: str
    why: str
    by: str
    clock_id: int
    is_in_answer: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A count and the list behind it."""

    count: int
    href: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    """What a body promised; `share` of kept among those that ended, in whole per cent, -1 where none did."""

    title: str
    kept: Figure
    broken: Figure
    open: Figure
    share: int


@dataclass(frozen=True, slots=True)
class PromisesScreen:
    """All of the page."""

    tabs: tuple[Tab, ...]
    states: tuple[Tab, ...]
    state: str
    lines: tuple[Line, ...]
    bodies: tuple[BodyRow, ...]
    total: BodyRow
    chips: tuple[Chip, ...]
    here: str
    problem: str
    may_end: bool
    is_cut: bool


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """The promises of a state, narrowed by the address as the feed is."""
    now, problem = timezone.now(), ""
    state = request.GET.get("promise", "late")
    state = state if state in TITLES_OF else "late"
    try:
        wanted = filters.read(request.GET)
    except FilterError as error:
        wanted, problem = FeedFilter(), str(error)
    wanted = FeedFilter(
        body=wanted.body, topic=wanted.topic, territory=wanted.territory, block=wanted.block, channel=wanted.channel
    )
    screen = _load(request, wanted, state, now, problem)
    return render(request, "screens/control/promises.html", {"promises": screen}, status=400 if problem else 200)


@require_POST
@needs(Verb.WORK)
def act(request: ScopedRequest) -> HttpResponse:
    """Say what became of one promise and go back to the list."""
    if request.POST.get("verb", "") not in _BUTTONS:
        raise Http404
    name, more = _BUTTONS[request.POST["verb"]]
    if not request.scope.may(orders.ORDERS[name].verb):
        raise PermissionDenied(TITLES[orders.ORDERS[name].verb])
    written = request.POST.get("question", "")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 18 else 0
    form = {**request.POST.dict(), **more}
    try:
        done = orders.do(name, form, question_ids=[number], versions=None, by=request.user, at=timezone.now())
    except DeskError as error:
        messages.error(request, f"№ {number}: {error}")
    else:
        _tell(request, orders.ORDERS[name].done, number, done)
    return redirect(back_to(request.POST.get("back", "")))


def _tell(request: ScopedRequest, words: str, number: int, done: Act) -> None:
    if done.changed:
        messages.success(request, f"{words}: вопрос № {number}.", extra_tags=f"act-{done.id}")
    for refusal in done.refused:
        messages.warning(request, f"№ {refusal.question_id}: {refusal.reason}")


def _load(request: ScopedRequest, wanted: FeedFilter, state: str, now: datetime, problem: str) -> PromisesScreen:
    found = promised.listed(request.scope, wanted, state, now=now, limit=AT_MOST + 1)
    counts = promised.counts(request.scope, wanted, now=now)
    known = names.load([one.fact for one in found], wanted)
    total = sum(counts.values(), Counted())
    return PromisesScreen(
        tabs=tabs("control-promises"),
        states=tuple(Tab(title, _address(name, wanted), name == state) for name, title in TITLES_OF.items()),
        state=state,
        lines=tuple(_line(one, known, now) for one in found[:AT_MOST]),
        bodies=_bodies(counts, known),
        total=_row("Всего", total, wanted),
        chips=filters.chips(wanted, known),
        here=_address(state, wanted),
        problem=problem,
        may_end=request.scope.may(Verb.WORK),
        is_cut=len(found) > AT_MOST,
    )


def _bodies(counts: dict[int | None, Counted], known: Names) -> tuple[BodyRow, ...]:
    """Who broke most comes first."""
    order = sorted(counts.items(), key=lambda one: (-one[1].broken, -one[1].total))
    cards = [(known.bodies.get(body or 0), counted) for body, counted in order]
    return tuple(_row(card.label, counted, FeedFilter(body=card.code)) for card, counted in cards if card)


def _row(title: str, counted: Counted, wanted: FeedFilter) -> BodyRow:
    ended = counted.kept + counted.broken
    return BodyRow(
        title=title,
        kept=Figure(counted.kept, _address("kept", wanted)),
        broken=Figure(counted.broken, _address("broken", wanted)),
        open=Figure(counted.open, _address("ahead", wanted)),
        share=round(100 * counted.kept / ended) if ended else -1,
    )


def _address(state: str, wanted: FeedFilter) -> str:
    query = filters.written(wanted)
    return f"{reverse('control-promises')}?promise={state}" + (f"&{query}" if query else "")


def _line(one: promised.PromiseLine, known: Names, now: datetime) -> Line:
    fact = one.fact
    word, icon, tone = "", "clock", due_tone(one.due_at, now)
    if not one.clock_id and one.verdict:
        word, icon, tone = _VERDICTS[Promise.Verdict(one.verdict)]
    return Line(
        id=fact.question_id, version=fact.version, words=one.words, excerpt=fact.excerpt,
        topic=known.topic(fact.topic_code) if fact.topic_code else "", body=known.body(fact.body_id),
        due_at=one.due_at, tone=tone, is_late=one.due_at < now, word=word, icon=icon, why=one.why, by=one.said_by,
        clock_id=one.clock_id, is_in_answer=one.is_in_answer,
    )  # fmt: skip
