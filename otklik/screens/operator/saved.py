"""Views of the feed: the fixed ones with their counts, and those a person keeps."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from otklik.appeals.states import Desk
from otklik.facts import queries as facts
from otklik.facts.rules import FeedFilter
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.offices.queries import saved_views
from otklik.offices.rules import Scope, Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import filters

DESK = "feed"
COUNTED_TO = 1000
_RARE = ("Ждут срока", "Возвращено", "Ждут арбитра")


@dataclass(frozen=True, slots=True)
class View:
    """A view in the left column; `count` None is not counted, `id` is set for a person's own."""

    title: str
    icon: str
    url: str
    count: int | None
    is_here: bool
    is_capped: bool = False
    id: int = 0


def fixed(scope: Scope, wanted: FeedFilter, *, now: datetime) -> tuple[View, ...]:
    """The views everybody has, with how many questions each holds."""
    waiting = facts.waiting_counts(scope)
    late, today = (facts.count(scope, FeedFilter(term=term), now=now, at_most=COUNTED_TO) for term in ("late", "today"))
    urgent, alike = (
        facts.count(scope, FeedFilter(mark=mark), now=now, at_most=COUNTED_TO) for mark in ("urgent", "alike")
    )
    # What a body gave up waits on one of these two desks: with nothing there, there is nothing to count.
    may_be_returned = waiting.get(Desk.ROUTING) or waiting.get(Desk.ARBITER)
    returned = facts.count(scope, FeedFilter(mark="returned"), now=now, at_most=COUNTED_TO) if may_be_returned else 0
    known = [
        ("Срочные", "flag", FeedFilter(mark="urgent"), urgent),
        ("Все", "list", FeedFilter(), None),
        ("Ждут темы", "tag", FeedFilter(waits_for=Desk.TRIAGE), waiting.get(Desk.TRIAGE, 0)),
        ("Ждут исполнителя", "route", FeedFilter(waits_for=Desk.ROUTING), waiting.get(Desk.ROUTING, 0)),
        ("Ждут срока", "calendar", FeedFilter(waits_for=Desk.DEADLINES), waiting.get(Desk.DEADLINES, 0)),
        ("Ждут автора", "hourglass", FeedFilter(waits_for=Desk.AUTHOR), waiting.get(Desk.AUTHOR, 0)),
        ("Возвращено", "arrow-back-up", FeedFilter(mark="returned"), returned),
        ("Ждут арбитра", "scale", FeedFilter(waits_for=Desk.ARBITER), waiting.get(Desk.ARBITER, 0)),
        ("Дубли?", "copy", FeedFilter(mark="alike"), alike),
        ("Карантин", "alert-octagon", FeedFilter(waits_for=Desk.QUARANTINE), waiting.get(Desk.QUARANTINE, 0)),
        ("Просрочены", "alarm", FeedFilter(term="late"), late),
        ("Срок сегодня", "clock", FeedFilter(term="today"), today),
    ]
    # What is rare has a line only when something is there.
    shown = [line for line in known if line[3] != 0 or line[0] not in _RARE]
    return tuple(
        View(title, icon, _url(filters.written(kept)), count, kept == wanted, count == COUNTED_TO and bool(kept.term))
        for title, icon, kept, count in shown
    )


def own(person: Person, wanted: FeedFilter) -> tuple[View, ...]:
    """The views that a person keeps."""
    here = filters.written(wanted)
    return tuple(
        View(view.name, "bookmark", _url(view.query), None, view.query == here, id=view.pk)
        for view in saved_views(person, DESK)
    )


@require_POST
@needs(Verb.READ)
def keep(request: ScopedRequest) -> HttpResponse:
    """Keep the filter of the page under a name."""
    query = filters.written(filters.read_kept(request.POST.get("from", "")))
    name = request.POST.get("name", "").strip()[:80]
    try:
        offices.save_view(person=request.user, desk=DESK, name=name, query=query)
    except offices.OfficeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Вид «{name}» сохранён в «Моих видах».")
    return redirect(_url(query))


@require_POST
@needs(Verb.READ)
def drop(request: ScopedRequest, view_id: int) -> HttpResponse:
    """Forget a kept view."""
    offices.drop_view(person=request.user, view_id=view_id)
    messages.success(request, "Вид удалён, вопросы на месте.")
    return redirect(_url(QueryDict(request.POST.get("from", "")).urlencode()))


def _url(query: str) -> str:
    return f"{reverse('feed')}?{query}" if query else reverse("feed")
