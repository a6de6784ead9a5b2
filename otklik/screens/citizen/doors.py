"""The door of pages without a login: who comes too often waits, a link that opens nothing tells not why."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from otklik.reference.models import Territory
from otklik.satisfaction import links
from otklik.satisfaction.models import Link
from otklik.screens import throttle

P = ParamSpec("P")
LinkView = Callable[Concatenate[HttpRequest, Link, P], HttpResponseBase]
OpenView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
_HEADERS = {
    "Cache-Control": "no-store",
    # The address is the key: it must not travel to a site that the page links to.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def by_link(view: LinkView[P]) -> OpenView[Concatenate[str, P]]:
    """Let a view be opened by the token of a link alone; it is given the link with its question and letter.

    The token is what a forged form of another site can't know, so no other proof against such is asked: with no
    referrer the browser does not tell where a form comes from, and without cookies there is nothing to borrow.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, /, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        where = throttle.address(request)
        if seconds := throttle.hit(throttle.limit("looks"), where) or throttle.wait(throttle.limit("forged"), where):
            return too_often(seconds)
        try:
            link = links.found(token, timezone.now())
        except links.LinkError:
            throttle.hit(throttle.limit("forged"), where)
            return lost()
        return sealed(view(request, link, *args, **kwargs))

    return opened


def framed(view: OpenView[P]) -> OpenView[P]:
    """Let a page of the public form be opened by anyone, and stand in a frame on the sites of the settings alone.

    A browser gives no cookies to a page in another site's frame, and the form has none to borrow: no token is asked.
    """

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if seconds := throttle.hit(throttle.limit("looks"), throttle.address(request)):
            response = too_often(seconds)
        else:
            response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        sites = settings.OTKLIK_FORM_SITES
        if not sites:
            return response
        response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return csp_replace({"frame-ancestors": [SELF, *sites]})(lambda _: response)(request)

    return opened


def page(template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page without frame, session and cookies: it needs no script and fits a bad phone."""
    region = Territory.objects.filter(kind=Territory.Kind.REGION).values_list("name", flat=True).first()
    told = {"region": region or "", **context}
    return HttpResponse(render_to_string(template, told), status=status)


def lost() -> HttpResponseBase:
    """One page for an address that is forged, has expired or was revoked."""
    return sealed(page("screens/citizen/lost.html", {}, 404))


def too_often(seconds: int) -> HttpResponseBase:
    """Somebody came too often: when to come again."""
    response = page("screens/citizen/wait.html", {"when": throttle.told(seconds)}, 429)
    response["Retry-After"] = str(seconds)
    return sealed(response)


def sealed(response: HttpResponseBase) -> HttpResponseBase:
    """The response with nothing kept on the way, nothing told to other sites, nothing found by search engines."""
    for name, said in _HEADERS.items():
        response[name] = said
    return response
