"""«Карточка»: the page of one question, and the same beside the feed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import cards
from otklik.screens.operator.cards import CardScreen


@needs(Verb.READ)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """The card; htmx takes it without the frame, to put beside the feed."""
    screen = cards.load(request, question_id)
    if screen is None:
        raise Http404
    return shown(request, screen, status=200)


def shown(request: ScopedRequest, screen: CardScreen, *, status: int) -> HttpResponse:
    """A card as a page or as a piece of the feed."""
    page = "screens/operator/card_inside.html" if request.htmx else "screens/operator/card.html"
    context = {"card": screen, "is_beside": bool(request.htmx), "feed_query": screen.query}
    response = render(request, page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
