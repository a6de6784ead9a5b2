"""How much of a person's day an open question takes: a message in work is 1. Our own rule, no act names one."""

from otklik.appeals.models import Appeal
from otklik.appeals.states import OPEN, Desk, State

APPEAL = 2.0
"""A letter by 59-ФЗ: registration, a signed answer, its own terms."""
SENT, WAITS, AGAIN, SHARED = 0.5, 0.3, 0.5, 0.5
"""Not yet taken; waits for somebody else; opened again; answered by several bodies."""
_ELSEWHERE = frozenset(map(str, (Desk.AUTHOR, Desk.APPROVAL, Desk.ARBITER)))
_OPEN = frozenset(map(str, OPEN))


def weight(state: str, legal_kind: str, waits_for: str, *, is_again: bool, is_shared: bool) -> float:
    """The load of one question as it stands."""
    if state not in _OPEN:
        return 0.0
    kind = APPEAL if legal_kind == Appeal.LegalKind.APPEAL else 1.0
    stage = WAITS if waits_for in _ELSEWHERE else 1.0 if state == State.TAKEN else SENT
    return round(kind * stage + (AGAIN if is_again else 0) + (SHARED if is_shared else 0), 2)
