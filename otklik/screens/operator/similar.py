"""«Похожие решённые»: how questions like this one ended, who solved them and in how many days."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render

from otklik.facts import queries as facts
from otklik.facts import similar
from otklik.facts.similar import Solved
from otklik.offices import queries as offices
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.tell import plural


@dataclass(frozen=True, slots=True)
class SolvedLine:
    """A solved question with the name of who solved it and how long it took, as people say it."""

    solved: Solved
    body: str
    took: str


@needs(Verb.READ)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Up to three solved questions; htmx takes them without the frame, to put on the card."""
    if facts.one(request.scope, question_id) is None:
        raise Http404
    bodies = offices.bodies()
    lines = []
    for one in similar.solved(request.scope, question_id):
        body = bodies.get(one.body_id or 0)
        lines.append(SolvedLine(one, body.label if body else "", _took(one.days)))
    page = "screens/operator/card_similar.html" if request.htmx else "screens/operator/card_similar_page.html"
    return render(request, page, {"number": question_id, "lines": lines})


def _took(days: int) -> str:
    return f"за {days} {plural(days, 'день', 'дня', 'дней')}" if days > 0 else "в тот же день"
