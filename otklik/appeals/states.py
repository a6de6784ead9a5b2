"""The life of a question as one table of allowed moves; state moves only in `flow`."""

from django.db.models import TextChoices


class StateError(ValueError):
    """A move that the table does not allow."""


class Declined(StateError):
    """An act that the question's state leaves no room for; the message is for the page (Russian)."""


class State(TextChoices):
    """Where a question is in its life."""

    NEW = "new", "Новый"
    SENT = "sent", "Направлен"
    TAKEN = "taken", "В работе"
    ANSWERED = "answered", "Дан ответ"
    CLOSED = "closed", "Закрыт"
    REJECTED = "rejected", "Не рассматривается"


class Stage(TextChoices):
    """The stages that the line walks, in order."""

    TRIAGE = "triage", "Разбор"
    ROUTING = "routing", "Маршрут"
    DEADLINES = "deadlines", "Срок"


class Desk(TextChoices):
    """Where a question waits for a person."""

    TRIAGE = "triage", "Ждёт темы"
    ROUTING = "routing", "Ждёт исполнителя"
    DEADLINES = "deadlines", "Ждёт срока"
    QUARANTINE = "quarantine", "Карантин"
    AUTHOR = "author", "Ждёт автора"
    ARBITER = "arbiter", "Ждёт арбитра"
    APPROVAL = "approval", "На согласовании"


MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.SENT, State.REJECTED, State.CLOSED}),
    State.SENT: frozenset({State.NEW, State.SENT, State.TAKEN, State.ANSWERED, State.REJECTED, State.CLOSED}),
    State.TAKEN: frozenset({State.NEW, State.SENT, State.ANSWERED, State.REJECTED, State.CLOSED}),
    State.ANSWERED: frozenset({State.CLOSED, State.TAKEN, State.SENT}),
    State.CLOSED: frozenset({State.SENT, State.TAKEN}),
    State.REJECTED: frozenset({State.NEW}),
}


OPEN = (State.NEW, State.SENT, State.TAKEN)


def check_open(state: str) -> None:
    """Refuse work on a question that is answered, closed or rejected: it would be routed and timed anew in silence.

    Raises StateError naming the state.
    """
    if state not in OPEN:
        raise StateError(f"a question that is {state} is not worked on; open: {', '.join(sorted(OPEN))}")


def check(before: str, after: str) -> None:
    """Refuse a move the table does not allow.

    Raises StateError naming both states and the moves that are allowed.
    """
    if State(after) not in MOVES[State(before)]:
        allowed = ", ".join(sorted(MOVES[State(before)]))
        raise StateError(f"{before} -> {after} is not allowed; allowed: {allowed}")
