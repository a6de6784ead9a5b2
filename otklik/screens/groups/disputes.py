"""«Споры»: questions that wait for an arbiter with who sent them to whom, and the pairs of bodies that quarrel most."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.appeals.states import Desk
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.flow.desks.transfers import may_arbitrate
from otklik.offices.rules import Verb
from otklik.reference.models import Topic
from otklik.routing import transfers
from otklik.routing.transfers import Quarrel, Step
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.settings.pages import Cell, Row, Table

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Dispute:
    """One question that waits for an arbiter."""

    fact: Fact
    steps: tuple[Step, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class DisputesScreen:
    """All of the page."""

    waiting: tuple[Dispute, ...]
    hidden: int
    most: int
    quarrels: Table


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """Disputes inside the person's scope, the longest waiting first."""
    now, wanted = timezone.now(), FeedFilter(waits_for=Desk.ARBITER)
    found = list(facts.narrowed(request.scope, wanted, now=now).order_by("question_id")[: SHOWN + 1])
    mine = may_arbitrate(request.user, [fact.question_id for fact in found])
    waiting = tuple(
        Dispute(fact, transfers.steps(fact.question_id), fact.question_id in mine) for fact in found[:SHOWN]
    )
    quarrels = transfers.quarrels(now, facts.visible_ids(request.scope))
    table = _table(quarrels, may_mend=request.scope.may(Verb.SETTINGS))
    screen = DisputesScreen(waiting, len(found) - len(waiting), transfers.rule().most_transfers, table)
    return render(request, "screens/groups/disputes.html", {"screen": screen})


def _table(found: tuple[Quarrel, ...], *, may_mend: bool) -> Table:
    names = dict(Topic.objects.filter(code__in={one.group for one in found}).values_list("code", "name"))
    return Table(
        ("Между кем", "Группа тем", "Передач", "Например"), tuple(_row(one, names, may_mend) for one in found),
        "Кто с кем спорит чаще всего",
        f"Передачи за {transfers.LATELY.days} дней. Там, где спорят часто, нужно правило маршрута точнее.",
        "За это время органы ничего друг другу не передавали.",
    )  # fmt: skip


def _row(one: Quarrel, names: dict[str, str], may_mend: bool) -> Row:
    # Who may mend rules goes to those of the topic, others to its questions.
    rules = f"{reverse('settings_routes' if may_mend else 'feed')}?topic={one.group}"
    group = Cell(names.get(one.group, one.group), rules) if one.group else Cell("тема не решена")
    last = one.questions[-1]
    return Row((
        Cell(" ⇄ ".join(one.bodies)), group, Cell(str(one.times)), Cell(f"№ {last}", reverse("card", args=[last])),
    ))  # fmt: skip
