"""Marked rows: first what to do with them is asked, then it is done, then it can be undone."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.flow.desks.desk import Act, DeskError
from otklik.offices.rules import Verb
from otklik.screens.access import TITLES, ScopedRequest, needs
from otklik.screens.operator import filters, orders
from otklik.screens.operator.after import feed_url
from otklik.screens.operator.finders import NotFound
from otklik.screens.parts.tell import number, plural

AT_MOST = 500
_WITHOUT_QUESTIONS = {"retry"}


@dataclass(frozen=True, slots=True)
class BulkScreen:
    """What is asked before many questions are changed."""

    name: str
    title: str
    marks: tuple[str, ...]
    count: str
    query: str
    problem: str
    typed: dict[str, str]


@require_POST
@needs(Verb.BULK)
def act(request: ScopedRequest) -> HttpResponse:
    """Ask what exactly to do with the marked rows, or do it when the answer is here."""
    name, query = request.POST.get("verb", ""), request.POST.get("from", "")
    if name not in orders.ORDERS:
        raise Http404
    if not request.scope.may(orders.ORDERS[name].verb):
        raise PermissionDenied(TITLES[orders.ORDERS[name].verb])
    versions = _versions(request.POST.getlist("mark"))
    if not versions:
        messages.warning(request, "Ни один вопрос не отмечен: отметьте строки и повторите.")
        return redirect(feed_url(query))
    if "sure" not in request.POST and name not in _WITHOUT_QUESTIONS:
        return _asked(request, name, versions, "", 200)
    try:
        form, now = request.POST.dict(), timezone.now()
        done = orders.do(name, form, question_ids=list(versions), versions=versions, by=request.user, at=now)
    except (DeskError, NotFound) as error:
        return _asked(request, name, versions, str(error), 422)
    _tell(request, name, done)
    return redirect(feed_url(query))


def _asked(request: ScopedRequest, name: str, versions: dict[int, int], problem: str, status: int) -> HttpResponse:
    screen = BulkScreen(
        name=name,
        title=orders.ORDERS[name].title,
        marks=tuple(f"{question}:{version}" for question, version in versions.items()),
        count=f"{number(len(versions))} {plural(len(versions), 'вопрос', 'вопроса', 'вопросов')}",
        query=filters.written(filters.read_kept(request.POST.get("from", ""))),
        problem=problem,
        typed=request.POST.dict(),
    )
    page = "screens/operator/feed_bulk.html" if request.htmx else "screens/operator/feed_bulk_page.html"
    return render(request, page, {"bulk": screen}, status=status)


def _tell(request: ScopedRequest, name: str, done: Act) -> None:
    changed, refused = len(done.changed), len(done.refused)
    if changed:
        words = f"{orders.ORDERS[name].done}: {number(changed)} {plural(changed, 'вопрос', 'вопроса', 'вопросов')}."
        messages.success(request, words, extra_tags="" if orders.ORDERS[name].is_final else f"act-{done.id}")
    if refused:
        reasons = "; ".join(sorted({one.reason for one in done.refused}))
        messages.warning(request, f"Без изменений: {number(refused)}. {reasons}")


def _versions(marks: list[str]) -> dict[int, int]:
    """«12:3» is question 12 as its version 3 was seen; a mark that can't be read is left out."""
    pairs = (mark.split(":") for mark in marks[:AT_MOST])
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(_is_number, pair))}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
