"""One's own terms in one's own calendar: the page with the secret address, and the file behind it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from otklik.facts import board
from otklik.facts.rules import FeedFilter
from otklik.offices import calendar_keys
from otklik.offices import queries as offices
from otklik.offices.rules import Scope, Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.control import dues
from otklik.screens.control.tabs import Tab, tabs
from otklik.screens.operator import names

AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class CalendarScreen:
    """The page: when the address was made, and the address itself only right after that."""

    tabs: tuple[Tab, ...]
    made_at: datetime | None
    address: str


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """How to get one's terms into a calendar."""
    return _page(request, "")


@require_POST
@needs(Verb.READ)
def renew(request: ScopedRequest) -> HttpResponse:
    """A new secret address; the old one stops."""
    token = calendar_keys.renew(request.user, at=timezone.now())
    messages.success(request, "Адрес календаря готов; прежний больше не действует.")
    return _page(request, request.build_absolute_uri(reverse("control-ics", args=(token,))))


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of the person whose secret this is; a calendar program brings no login."""
    person = calendar_keys.owner(token)
    if person is None:
        raise Http404
    now = timezone.now()
    owed = board.owed(_own(offices.scope(person)), FeedFilter(), now=now, limit=AT_MOST)

    def address(number: int) -> str:
        return request.build_absolute_uri(reverse("card", args=(number,)))

    written = dues.written(owed, names.load(owed, FeedFilter()), address, now=now)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'inline; filename="otklik.ics"'}
    return HttpResponse(written, content_type="text/calendar; charset=utf-8", headers=headers)


def _own(scope: Scope) -> Scope:
    """What one works on; who works on nothing gets what one may read."""
    working = scope.for_verb(Verb.WORK)
    return working if working.reaches else scope.for_verb(Verb.READ)


def _page(request: ScopedRequest, address: str) -> HttpResponse:
    screen = CalendarScreen(tabs("control-calendar"), calendar_keys.made_at(request.user), address)
    response = render(request, "screens/control/calendar.html", {"calendar": screen})
    if address:
        response["Cache-Control"] = "no-store"
    return response
