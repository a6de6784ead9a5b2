"""«Показатели»: the shelf told to people, each with how it is counted and what it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.indicators import source
from otklik.indicators.cutting import Figure
from otklik.indicators.indicator import Indicator
from otklik.indicators.rules import Slice
from otklik.offices.rules import Scope, Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.figures import rows_told, told_figure
from otklik.screens.slices import asking, groups, page, words
from otklik.screens.slices.links import rows_url, slice_url
from otklik.screens.slices.words import Definition


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator with its figure of the last thirty days; `told` is empty where it can't be counted."""

    definition: Definition
    told: str
    hint: str
    rows: str
    slice: str


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """All of the shelf by group, or those whose words hold what is searched for."""
    now, typed = timezone.now(), " ".join(request.GET.get("q", "").split())[:80]
    fitting = [(title, tuple(one for one in found if _fits(one, typed))) for title, found in groups.grouped()]
    shown = [(title, found) for title, found in fitting if found]
    wanted = [one for _, found in shown for one in found]
    figures, problem = _figures(wanted, request.scope, now) if wanted else ({}, "")
    plain = asking.usual(now=now)
    listed = [(title, [_entry(one, plain, figures) for one in found]) for title, found in shown]
    context = {
        "groups": listed, "typed": typed, "problem": problem, "fresh": source.freshness(),
        "count": sum(len(found) for _, found in listed), "period": words.period(plain.period),
    }  # fmt: skip
    return render(request, "screens/slices/catalogue.html", context)


def _figures(wanted: list[Indicator], scope: Scope, now: datetime) -> tuple[Mapping[str, Figure], str]:
    """Totals of the usual period by code, or why there are none."""
    codes = tuple(one.code for one in wanted)
    cut, problem = page.counted(Slice(codes, (), asking.usual(now=now).period), scope, now=now)
    return (dict(zip(codes, cut.total, strict=True)) if cut else {}), problem


def _entry(one: Indicator, usual: Slice, figures: Mapping[str, Figure]) -> Entry:
    alone = Slice((one.code,), usual.dimensions, usual.period)
    figure = figures.get(one.code)
    rows = rows_url(Slice((one.code,), (), usual.period), one.code) if figure and figure.n else ""
    told = told_figure(figure, one.unit) if figure else ""
    return Entry(words.definition(one), told, rows_told(figure.n) if figure else "", rows, slice_url(alone))


def _fits(one: Indicator, typed: str) -> bool:
    told = f"{one.title} {one.why} {one.source} {one.code}".lower()
    return all(word in told for word in typed.lower().split())
