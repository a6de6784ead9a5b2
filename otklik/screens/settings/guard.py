"""Who may change a rule: it holds for the whole region, and so must the right."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from otklik.offices.rules import Verb
from otklik.screens.access import TITLES, ScopedRequest, View, needs
from otklik.screens.operator.reachable import is_unlimited

P = ParamSpec("P")


def needs_region(verb: Verb) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let a view be opened only by a person who has `verb` without limits of body, territory or topic.

    An administrator of one body who could edit people would give themselves the region.
    """

    def guard(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @needs(verb)
        @wraps(view)
        def guarded(request: ScopedRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not is_unlimited(request.scope, verb):
                raise PermissionDenied(f"{TITLES[verb]} всего региона")
            return view(request, *args, **kwargs)

        return guarded

    return guard
