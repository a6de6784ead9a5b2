"""Who may open a page: a login, the scope loaded once, a verb."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.offices.rules import Scope, Verb

P = ParamSpec("P")

TITLES: dict[Verb, str] = {
    Verb.READ: "читать обращения",
    Verb.DECIDE: "решать тему",
    Verb.ROUTE: "назначать исполнителя",
    Verb.BULK: "менять сразу много обращений",
    Verb.WORK: "отвечать на обращения",
    Verb.EXTEND: "продлевать сроки",
    Verb.OPERATE: "заводить обращения",
    Verb.IMPORT: "загружать таблицы",
    Verb.QUARANTINE: "разбирать карантин",
    Verb.UNMASK: "видеть личные данные",
    Verb.ANALYSE: "смотреть качество разбора",
    Verb.APPROVE: "согласовывать ответы",
    Verb.SURVEY: "проводить опросы и обзвоны",
    Verb.SETTINGS: "менять настройки",
    Verb.PEOPLE: "вести сотрудников",
}


class ScopedRequest(HttpRequest):
    """A request of a person who came in: what they may see and do is in `scope`."""

    user: Person
    scope: Scope
    htmx: HtmxDetails


View = Callable[Concatenate[ScopedRequest, P], HttpResponseBase]


def needs(verb: Verb) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let a view be opened only by a person whose scope has `verb`; the view finds `request.scope`."""

    def guard(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: ScopedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_login(request)
            request.scope = offices.scope(request.user)
            if not request.scope.may(verb):
                raise PermissionDenied(TITLES[verb])
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard


def _to_login(request: ScopedRequest) -> HttpResponse:
    # A login form swapped into the middle of a page is a trap: htmx moves the whole page instead.
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url("login"))
    # After the login the address is opened by GET, so one that only takes POST is not kept.
    if request.method != "GET":
        return redirect("login")
    return redirect_to_login(request.get_full_path())
