"""«Разделить письмо»: where its questions begin, what each looks to be; a person corrects it and cuts."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import cards, orders
from otklik.triage.words import pieces


@needs(Verb.DECIDE)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """The letter in pieces, as proposed or as marked; htmx takes it without the frame, to put on the card."""
    screen = cards.load(request, question_id)
    if screen is None:
        raise Http404
    question = screen.card.question
    offset = question.begins or 0
    marked = [start - offset for start in orders.starts(request.GET)] if "marked" in request.GET else None
    page = "screens/operator/card_split.html" if request.htmx else "screens/operator/card_split_page.html"
    context = {"card": screen, "cut": pieces.cut(question.text, marked), "offset": offset, "mark": orders.CUT,
               "is_beside": "beside" in request.GET}  # fmt: skip
    return render(request, page, context)
