"""Personal data of a question's author, shown once to who has the right and says why; each look is written down."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.citizens.actions import UnmaskingError, unmask_author, unmask_text
from otklik.facts import queries as facts
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import card, cards
from otklik.screens.operator.cards import Problem


@never_cache
@require_POST
@needs(Verb.UNMASK)
def show(request: ScopedRequest, question_id: int) -> HttpResponse:
    """The text before masking and the author, after the look is written down."""
    if facts.one(request.scope.for_verb(Verb.UNMASK), question_id) is None:
        raise Http404
    screen = cards.load(request, question_id)
    if screen is None:
        raise Http404
    appeal, reason = screen.card.question.appeal, request.POST.get("reason", "")
    now = timezone.now()
    try:
        text = unmask_text(original_key=appeal.original_key, by=request.user, at=now, reason=reason)
        author = None
        if appeal.author_key:
            author = unmask_author(author_key=appeal.author_key, by=request.user, at=now, reason=reason)
    except UnmaskingError as error:
        problem = Problem(str(error), (), "personal", {}, may_repeat=False)
        return card.shown(request, cards.with_problem(screen, problem), status=422)
    page = "screens/operator/card_personal.html" if request.htmx else "screens/operator/card_personal_page.html"
    context = {"card": screen, "text": text, "author": author, "reason": reason.strip()}
    return render(request, page, context)
