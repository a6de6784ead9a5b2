"""What a person sees after an act on one question: the next one of a waiting view, or the same one as it became."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import trigger_client_event

from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.operator import cards, filters, names, rows, saved
from otklik.screens.operator.cards import CardScreen
from otklik.screens.operator.rows import Row
from otklik.screens.operator.saved import View


@dataclass(frozen=True, slots=True)
class AfterScreen:
    """The card to show, the row of the changed question (None: it left the list), the views with new counts."""

    card: CardScreen | None
    row: Row | None
    gone_id: int
    views: tuple[View, ...]
    own: tuple[View, ...]
    query: str
    may_mark: bool


def shown(request: ScopedRequest, before: Fact) -> HttpResponse:
    """The answer to a form that changed the question of `before`."""
    now, query = timezone.now(), request.POST.get("from", "")
    wanted = filters.read_kept(query)
    kept = facts.narrowed(request.scope, wanted, now=now).filter(pk=before.question_id).first()
    chosen = before.question_id if kept or not wanted.waits_for else _next(request, wanted, before, now)
    if not request.htmx:
        return redirect(card_url(chosen, query) if chosen else feed_url(query))
    fresh = None
    if kept:
        fresh = rows.rows([kept], names.load([kept], wanted), request.scope, now=now)[0]
    screen = AfterScreen(
        card=cards.load(request, chosen) if chosen else None,
        row=fresh,
        gone_id=before.question_id,
        views=saved.fixed(request.scope, wanted, now=now),
        own=saved.own(request.user, wanted),
        query=filters.written(wanted),
        may_mark=request.scope.may(Verb.BULK),
    )
    context = {"after": screen, "card": screen.card, "is_beside": True, "is_oob": True, "feed_query": screen.query}
    response = render(request, "screens/operator/card_after.html", context)
    return trigger_client_event(response, "chose", {"id": chosen or 0}, after="settle")


def feed_url(query: str) -> str:
    """The address of the feed that a form remembers; one edited into nonsense is the whole feed."""
    kept = filters.written(filters.read_kept(query))
    return f"{reverse('feed')}?{kept}" if kept else reverse("feed")


def card_url(question_id: int, query: str) -> str:
    """The page of a question that goes back to the feed it came from."""
    address = reverse("card", args=(question_id,))
    kept = filters.written(filters.read_kept(query))
    return f"{address}?{filters.remembered(kept)}" if kept else address


def _next(request: ScopedRequest, wanted: FeedFilter, before: Fact, now: datetime) -> int | None:
    for after in (before.question_id, None):
        found = facts.feed(request.scope, wanted, after=after, limit=1, now=now).rows
        if found:
            return found[0].question_id
    return None
