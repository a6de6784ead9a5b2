"""The card's part about whose a question is: sides of a dispute, hand-backs, the arbiter, co-executors, groups."""

from dataclasses import dataclass

from otklik.appeals.states import Desk
from otklik.facts import queries as facts
from otklik.flow.desks import transfers as passing
from otklik.flow.desks.desk_queries import Card
from otklik.improvement import queries as groups
from otklik.improvement.queries import GroupLine
from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.routing import co_executors, disputes, queries, transfers
from otklik.routing.co_executors import Together
from otklik.routing.models import Candidate, Ruling, TransferReason
from otklik.routing.transfers import Step
from otklik.screens.access import ScopedRequest


@dataclass(frozen=True, slots=True)
class WhoseBox:
    """All of it; what may not be done is empty or False."""

    is_lead: bool
    sides: tuple[Candidate, ...]
    together: tuple[Together, ...]
    may_share: bool
    reasons: tuple[TransferReason, ...]
    steps: tuple[Step, ...]
    ruling: Ruling | None
    may_reopen: bool
    # Bodies between which the arbiter chooses; empty for who is none.
    disputed: tuple[Body, ...]
    waits_for_arbiter: bool
    not_taken: str
    groups: tuple[GroupLine, ...]


def box(request: ScopedRequest, card: Card) -> WhoseBox:
    """What the person of the request sees and may do."""
    fact, question, number = card.fact, card.question, card.number
    is_lead = bool(facts.reachable(request.scope, [number]))
    scope, waits = request.scope, fact.waits_for
    ruling = transfers.past([number]).rulings.get(number)
    is_worked = fact.is_open and not waits and question.body_id is not None and is_lead
    is_arbiter = (waits == Desk.ARBITER or ruling is not None) and number in passing.may_arbitrate(
        request.user, [number]
    )
    return WhoseBox(
        is_lead=is_lead,
        sides=disputes.candidates(number) if waits == Desk.ROUTING and question.body_id is None else (),
        together=co_executors.of(number) if fact.is_shared else (),
        may_share=scope.may(Verb.ROUTE) and fact.is_open and question.body_id is not None and is_lead,
        reasons=tuple(transfers.reasons()) if is_worked and scope.may(Verb.WORK) and ruling is None else (),
        steps=transfers.steps(number),
        ruling=ruling,
        may_reopen=is_arbiter and ruling is not None and is_worked,
        disputed=_sides(number) if is_arbiter and waits == Desk.ARBITER else (),
        waits_for_arbiter=waits == Desk.ARBITER,
        not_taken=queries.why_hint_not_taken(number, question.body_id) if card.executors else "",
        groups=groups.of_question(number),
    )


def _sides(number: int) -> tuple[Body, ...]:
    involved = transfers.bodies_of([number])[number]
    return tuple(Body.objects.filter(pk__in=involved, closed_on=None).order_by("pk"))
