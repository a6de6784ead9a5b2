"""«Риск просрочки»: open questions by how likely their answer is to be late, why, and how good the forecast is."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.deadlines import foretold
from otklik.deadlines.foretold import ProofCard
from otklik.deadlines.queries import risk_limit
from otklik.deadlines.rules import DeadlineError
from otklik.facts import board
from otklik.facts import queries as facts
from otklik.facts.rules import FeedFilter, FilterError
from otklik.offices.queries import BodyCard
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.control import lines
from otklik.screens.control.lines import Line
from otklik.screens.control.rows import feed
from otklik.screens.control.tabs import Tab, tabs
from otklik.screens.operator import filters, names
from otklik.screens.operator.filters import Chip
from otklik.screens.operator.reachable import is_unlimited
from otklik.screens.operator.saved import COUNTED_TO

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class RiskScreen:
    """All of the page: questions with a forecast, and how many the feed counts as at risk by term or by forecast."""

    tabs: tuple[Tab, ...]
    lines: tuple[Line, ...]
    chips: tuple[Chip, ...]
    bodies: tuple[BodyCard, ...]
    body: str
    limit: int
    feed_href: str
    feed_count: str
    proof: ProofCard | None
    refused: ProofCard | None
    may_set: bool
    may_remind: bool
    may_extend: bool
    at: datetime
    problem: str
    is_cut: bool


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """The list of the day, narrowed by the address as the feed is."""
    now, problem = timezone.now(), ""
    try:
        wanted = filters.read(request.GET)
    except FilterError as error:
        wanted, problem = FeedFilter(), str(error)
    screen = _load(request, wanted, now, problem)
    return render(request, "screens/control/risk.html", {"risk": screen}, status=400 if problem else 200)


@require_POST
@needs(Verb.SETTINGS)
def limit(request: ScopedRequest) -> HttpResponse:
    """Set from which chance on a term counts as at risk."""
    written = request.POST.get("chance", "").strip().removesuffix("%").strip()
    try:
        share = int(written) / 100 if written.isascii() and written.isdigit() and len(written) < 4 else 0
        foretold.set_risk_limit(share, by=request.user, at=timezone.now())
    except DeadlineError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Под риском — вопросы с вероятностью опоздать от {written} %.")
    return redirect("control-risk")


def _load(request: ScopedRequest, wanted: FeedFilter, now: datetime, problem: str) -> RiskScreen:
    found = board.likely_late(request.scope, wanted, now=now, limit=AT_MOST + 1)
    shown = found[:AT_MOST]
    known, share = names.load(shown, wanted), risk_limit()
    said = foretold.foretold([fact.question_id for fact in shown])
    latest, in_use = foretold.latest_proof(), foretold.proof_in_use()
    at_risk = FeedFilter(term="risk", body=wanted.body)
    count = facts.count(request.scope, at_risk, now=now, at_most=COUNTED_TO)
    return RiskScreen(
        tabs=tabs("control-risk"),
        lines=lines.likely(shown, known, said, now=now),
        chips=filters.chips(wanted, known),
        bodies=tuple(card for card in known.bodies.values() if not card.is_closed),
        body=wanted.body,
        limit=round(100 * share),
        feed_href=feed(at_risk),
        feed_count=f"{count}+" if count == COUNTED_TO else str(count),
        proof=in_use,
        refused=latest if latest and not latest.is_better else None,
        may_set=is_unlimited(request.scope, Verb.SETTINGS),
        may_remind=request.scope.may(Verb.ROUTE),
        may_extend=request.scope.may(Verb.EXTEND),
        at=max((one.at for one in said.values()), default=now),
        problem=problem,
        is_cut=len(found) > AT_MOST,
    )
