"""Quarantine: letters that could not be read and questions that stumbled, each with its reason."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.appeals.models import Question
from otklik.appeals.states import Desk
from otklik.facts import queries as facts
from otklik.facts.rules import FeedFilter, FilterError, cursor
from otklik.intake import queries as intake
from otklik.intake.catalogue import CHANNELS
from otklik.intake.queries import HeldPage
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.reachable import is_unlimited

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Stumbled:
    """A question on which the line stumbled."""

    id: int
    channel: str
    received_at: datetime
    reason: str
    excerpt: str
    href: str


@dataclass(frozen=True, slots=True)
class StumbledPage:
    """Questions, newest first, and where the next page begins."""

    rows: tuple[Stumbled, ...]
    next: int | None


@needs(Verb.QUARANTINE)
def listed(request: ScopedRequest) -> HttpResponse:
    """Both kinds on one page; `?import=` narrows letters to one table."""
    sees_letters = is_unlimited(request.scope, Verb.QUARANTINE)
    import_id = _number(request.GET.get("import", ""))
    letters = HeldPage((), None)
    if sees_letters:
        letters = intake.quarantine(_number(request.GET.get("letters", "")), import_id=import_id)
    context = {
        "letters": letters,
        "letter_count": intake.quarantined_count() if sees_letters else 0,
        "questions": _stumbled(request),
        "sees_letters": sees_letters,
        "import_id": import_id,
        "may_unmask": is_unlimited(request.scope, Verb.UNMASK),
    }
    return render(request, "screens/operator/quarantine.html", context)


def _stumbled(request: ScopedRequest) -> StumbledPage:
    try:
        after = cursor(request.GET.get("questions", ""))
    except FilterError:
        after = None
    scope, wanted = request.scope.for_verb(Verb.QUARANTINE), FeedFilter(waits_for=Desk.QUARANTINE)
    page = facts.feed(scope, wanted, after=after, limit=_PAGE, now=timezone.now())
    shown = [fact.question_id for fact in page.rows]
    reasons = dict(Question.objects.filter(pk__in=shown).values_list("pk", "wait_reason"))
    rows = tuple(
        Stumbled(
            fact.question_id, CHANNELS[fact.channel].title if fact.channel in CHANNELS else fact.channel,
            fact.received_at, reasons.get(fact.question_id, ""), fact.excerpt, reverse("card", args=[fact.question_id]),
        )
        for fact in page.rows
    )  # fmt: skip
    return StumbledPage(rows, page.next)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else None
