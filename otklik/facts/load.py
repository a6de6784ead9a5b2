"""How much of a person's day an open question takes: a message in work is 1. Our own rule, no act names one."""

from otklik.appeals.models import Appeal
from otklik.appeals.states import OPEN, Desk, State
from otklik.facts.models import Fact

APPEAL = 2.0
"""A letter by 59-ФЗ: registration, a signed answer, its own terms."""
SENT, WAITS, AGAIN, SHARED = 0.5, 0.3, 0.5, 0.5
"""Not yet taken; waits for somebody else; opened again; answered by several bodies."""
_ELSEWHERE = (Desk.AUTHOR, Desk.APPROVAL, Desk.ARBITER)


def weight(fact: Fact) -> float:
    """The load of one question as its fact stands."""
    if fact.state not in OPEN:
        return 0.0
    kind = APPEAL if fact.legal_kind == Appeal.LegalKind.APPEAL else 1.0
    stage = WAITS if fact.waits_for in _ELSEWHERE else 1.0 if fact.state == State.TAKEN else SENT
    return round(kind * stage + (AGAIN if fact.reopened else 0) + (SHARED if fact.is_shared else 0), 2)
