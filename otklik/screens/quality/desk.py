"""What every page of quality carries: its tabs, its period, what is wrong with its address."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.operator.reachable import is_unlimited
from otklik.screens.quality import period
from otklik.screens.quality.period import Asked, Tab


@dataclass(frozen=True, slots=True)
class Desk:
    """The frame of a page of quality; `part` says in what part of the region the numbers are counted."""

    here: str
    tabs: tuple[Tab, ...]
    presets: tuple[Tab, ...]
    heads: tuple[Tab, ...]
    asked: Asked
    may_set: bool
    is_part: bool


def show(
    request: ScopedRequest, template: str, here: str, asked: Asked, screen: Any, *, has_heads: bool = False
) -> HttpResponse:
    """A page of quality: `screen` is what its own template tells."""
    frame = Desk(
        here=here,
        tabs=period.tabs(asked, here),
        presets=period.presets(asked, here),
        heads=period.heads(asked, here) if has_heads else (),
        asked=asked,
        may_set=is_unlimited(request.scope, Verb.SETTINGS),
        is_part=asked.within.within is not None,
    )
    return render(request, template, {"desk": frame, "screen": screen})
