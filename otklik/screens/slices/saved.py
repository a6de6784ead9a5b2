"""Kept slices: keep, open, share, forget, lay on the board."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.indicators import kept
from otklik.indicators.kept import AUDIENCES, KeptError
from otklik.indicators.models import SavedSlice
from otklik.indicators.rules import Period, Slice, SliceError
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.slices import asking, naming, words
from otklik.screens.slices.links import slice_url


@dataclass(frozen=True, slots=True)
class Line:
    """One kept slice of the list."""

    id: int
    name: str
    told: str
    owner: str
    is_own: bool
    audience: str
    audience_title: str
    is_pinned: bool
    problem: str


@require_POST
@needs(Verb.ANALYSE)
def keep(request: ScopedRequest) -> HttpResponse:
    """Keep the slice of the page under a name; at once on the board where that is ticked."""
    now, back = timezone.now(), QueryDict(request.POST.get("address", "")[:8000])
    try:
        asked = asking.read(back, now=now)
        is_rolling = "rolling" in request.POST
        found = kept.keep(asked, request.POST.get("name", ""), is_rolling=is_rolling, by=request.user, at=now)
        if "pin" in request.POST:
            kept.pin(found.pk, by=request.user)
    except (SliceError, KeptError) as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('slices')}?{back.urlencode()}")
    where = "сохранён и лежит на доске" if "pin" in request.POST else "сохранён"
    messages.success(request, f"Срез «{found.name}» {where}.")
    return redirect(slice_url(asked))


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The own kept slices and those shared with the person."""
    pinned, now = kept.pinned(request.user), timezone.now()
    rows = [(row, *read(row, now=now)) for row in kept.visible(request.user)]
    titles = _titles([asked for _, asked, _ in rows if asked])
    lines = [_line(row, asked, problem, request, pinned, titles) for row, asked, problem in rows]
    context = {
        "own": [line for line in lines if line.is_own], "shared": [line for line in lines if not line.is_own],
        "audiences": tuple(AUDIENCES.items()),
    }  # fmt: skip
    return render(request, "screens/slices/kept.html", context)


@needs(Verb.ANALYSE)
def opened(request: ScopedRequest, slice_id: int) -> HttpResponse:
    """To the page of a kept slice, of the days that it means today."""
    found = get_object_or_404(kept.visible(request.user), pk=slice_id)
    asked, _ = read(found, now=timezone.now())
    return redirect(slice_url(asked) if asked else f"{reverse('slices')}?{found.address}")


@require_POST
@needs(Verb.ANALYSE)
def act(request: ScopedRequest, slice_id: int, verb: str) -> HttpResponse:
    """Share, forget, pin, unpin, move; back to where the button was."""
    if verb not in _ACTS:
        raise Http404
    try:
        told = _ACTS[verb](request, slice_id)
    except KeptError as error:
        messages.error(request, str(error))
    else:
        if told:
            messages.success(request, told)
    return redirect("slices-board" if request.POST.get("from") == "board" else "slices-kept")


def read(row: SavedSlice, *, now: datetime) -> tuple[Slice | None, str]:
    """The slice as of today, or why it can't be read any more: a measure of it may be gone."""
    try:
        asked = asking.read(QueryDict(row.address), now=now)
    except SliceError as error:
        return None, str(error)
    if row.rolling_days:
        today = timezone.localdate(now)
        asked = replace(asked, period=Period(today - timedelta(days=row.rolling_days - 1), today))
    return asked, ""


def _line(
    row: SavedSlice, asked: Slice | None, problem: str, request: ScopedRequest, pinned: set[int], titles: naming.Titles
) -> Line:
    return Line(
        row.pk, row.name, words.plain(asked, titles) if asked else "", str(row.owner), row.owner_id == request.user.pk,
        row.shared_with, AUDIENCES.get(row.shared_with, ""), row.pk in pinned, problem,
    )  # fmt: skip


def _titles(asked: list[Slice]) -> naming.Titles:
    keys: dict[str, set[str]] = {}
    for one in asked:
        for code, values in one.filters:
            keys.setdefault(code, set()).update(values)
    return naming.titles(keys, keys)


def _share(request: ScopedRequest, slice_id: int) -> str:
    found = kept.share(slice_id, request.POST.get("audience", ""), by=request.user, at=timezone.now())
    return f"«{found.name}» видят: {AUDIENCES[found.shared_with]}."


def _drop(request: ScopedRequest, slice_id: int) -> str:
    kept.drop(slice_id, by=request.user)
    return "Срез удалён. Числа на месте: срез — это только вопрос к ним."


def _pin(request: ScopedRequest, slice_id: int) -> str:
    kept.pin(slice_id, by=request.user)
    return "Срез на вашей доске."


def _unpin(request: ScopedRequest, slice_id: int) -> str:
    kept.unpin(slice_id, by=request.user)
    return "Срез убран с доски, в сохранённых он остался."


def _earlier(request: ScopedRequest, slice_id: int) -> str:
    kept.move(slice_id, by=request.user, earlier=True)
    return ""


def _later(request: ScopedRequest, slice_id: int) -> str:
    kept.move(slice_id, by=request.user, earlier=False)
    return ""


_ACTS: dict[str, Callable[[ScopedRequest, int], str]] = {
    "share": _share, "drop": _drop, "pin": _pin, "unpin": _unpin, "earlier": _earlier, "later": _later,
}  # fmt: skip
