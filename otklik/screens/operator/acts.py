"""Acts on one question from its card, and the undoing of any act."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from otklik.facts import queries as facts
from otklik.flow.desks import desk
from otklik.flow.desks.desk import DeskError
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import after, card, cards, orders
from otklik.screens.operator.cards import Problem
from otklik.screens.operator.finders import NotFound
from otklik.screens.parts.tell import number, plural

_NOT_TYPED = ("csrfmiddlewaretoken", "version", "from")


@require_POST
@needs(Verb.READ)
def act(request: ScopedRequest, question_id: int, verb: str) -> HttpResponse:
    """Do what a form of the card asks; what can't be done is told on the card with all that was typed."""
    before = facts.one(request.scope, question_id)
    if before is None or verb not in orders.ORDERS:
        raise Http404
    seen = request.POST.get("version", "")
    versions = {question_id: int(seen)} if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    try:
        done = orders.do(
            verb, request.POST.dict(), question_ids=[question_id], versions=versions, by=request.user, at=timezone.now()
        )
    except (DeskError, NotFound) as error:
        return _refused(request, question_id, verb, str(error), 422)
    if done.refused:
        return _refused(request, question_id, verb, done.refused[0].reason, 409)
    order = orders.ORDERS[verb]
    undo_by = "" if order.is_final else f"act-{done.id}"
    messages.success(request, f"№ {question_id}: {order.done.lower()}.", extra_tags=undo_by)
    return after.shown(request, before)


@require_POST
@needs(Verb.READ)
def undo(request: ScopedRequest, act_id: UUID) -> HttpResponse:
    """Put back what an act changed and open the feed where it was."""
    is_mine = request.POST.get("from") == "mine"
    url, query = reverse("mine") if is_mine else after.feed_url(request.POST.get("from", "")), ""
    try:
        done = desk.undo(act_id=act_id, by=request.user, at=timezone.now())
    except DeskError as error:
        messages.error(request, str(error))
    else:
        _tell(request, done)
        is_one = len(done.changed) == 1 and not is_mine
        query = f"{'&' if '?' in url else '?'}chosen={done.changed[0]}" if is_one else ""
    return HttpResponseClientRedirect(url + query) if request.htmx else redirect(url + query)


def _tell(request: ScopedRequest, done: desk.Act) -> None:
    count = len(done.changed)
    if count:
        messages.success(request, f"Отменено: {number(count)} {plural(count, 'вопрос', 'вопроса', 'вопросов')}.")
    for reason in sorted({refusal.reason for refusal in done.refused}):
        messages.warning(request, reason)


def _refused(request: ScopedRequest, question_id: int, verb: str, text: str, status: int) -> HttpResponse:
    typed = {name: value for name, value in request.POST.dict().items() if name not in _NOT_TYPED}
    fresh = cards.load(request, question_id)
    if fresh is None:
        raise Http404
    seen = request.POST.get("version", "")
    is_stale = seen.isascii() and seen.isdigit() and int(seen) != fresh.card.question.version
    meanwhile = fresh.card.timeline[-2:] if is_stale else ()
    problem = Problem(text, meanwhile, verb, typed, may_repeat=is_stale)
    return card.shown(request, cards.with_problem(fresh, problem), status=status)
