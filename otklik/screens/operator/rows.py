"""Rows of the feed as the template shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from otklik.appeals.states import Desk, State
from otklik.facts.models import Fact
from otklik.offices.rules import Scope
from otklik.screens.operator.names import Names

_SOON = timedelta(hours=24)
_LOW = 0.6


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a question stands: a word, an icon, a tone («», danger, risk, done, accent)."""

    title: str
    icon: str
    tone: str


# Its topic is decided, but the text and the point name different municipalities.
WAITS_FOR_PLACE = Mark("Ждёт места", "map-pin", "risk")
RETURNED = Mark("Возвращено", "arrow-back-up", "risk")
WAITS = {
    Desk.TRIAGE: Mark("Ждёт темы", "tag", "risk"),
    Desk.ROUTING: Mark("Ждёт исполнителя", "route", "risk"),
    Desk.DEADLINES: Mark("Ждёт срока", "calendar", "risk"),
    Desk.QUARANTINE: Mark("Карантин", "alert-octagon", "danger"),
    Desk.AUTHOR: Mark("Ждёт автора", "hourglass", ""),
    Desk.ARBITER: Mark("Ждёт арбитра", "scale", "danger"),
    Desk.APPROVAL: Mark("На согласовании", "list-check", "accent"),
}
STATES = {
    State.NEW: Mark("Новый", "inbox", "accent"),
    State.SENT: Mark("Направлен", "send", ""),
    State.TAKEN: Mark("В работе", "hourglass", ""),
    State.ANSWERED: Mark("Дан ответ", "message-circle", "done"),
    State.CLOSED: Mark("Закрыт", "circle-check", "done"),
    State.REJECTED: Mark("Не рассматривается", "ban", ""),
}
_SOURCES = (
    ("вк", "brand-vk"), ("vk", "brand-vk"), ("telegram", "brand-telegram"), ("телеграм", "brand-telegram"),
    ("телефон", "phone"), ("бума", "file-text"), ("поч", "mail"), ("сайт", "world"),
)  # fmt: skip
_CHANNELS = {"operator": "phone", "api": "plug"}


@dataclass(frozen=True, slots=True)
class Row:
    """One question of the feed."""

    id: int
    version: int
    mark: Mark
    source: str
    source_icon: str
    received_at: datetime
    excerpt: str
    topic: str
    is_proposed: bool
    # Whole per cent; None where a person or the source decided.
    sure: int | None
    is_low: bool
    where: str
    body: str
    due_at: datetime | None
    due_tone: str
    is_urgent: bool
    is_alike: bool
    # «соисполнитель» where another body leads, «совместно» where others help; empty where one body answers.
    shared: str


def mark(fact: Fact) -> Mark:
    """Where the question stands: what it waits for, else its state."""
    if fact.waits_for == Desk.TRIAGE and fact.topic_code:
        return WAITS_FOR_PLACE
    if fact.returned_at and fact.waits_for == Desk.ROUTING:
        return RETURNED
    return WAITS[Desk(fact.waits_for)] if fact.waits_for else STATES[State(fact.state)]


def rows(facts: Sequence[Fact], names: Names, scope: Scope, *, now: datetime) -> tuple[Row, ...]:
    """The rows of `facts`, in their order, as a person with `scope` sees them."""
    own = scope.bodies()
    return tuple(_row(fact, names, own, now) for fact in facts)


def due_tone(due_at: datetime | None, now: datetime) -> str:
    """«danger» when late, «risk» within a day, else nothing."""
    if due_at is None:
        return ""
    if due_at < now:
        return "danger"
    return "risk" if due_at - now < _SOON else ""


def source_icon(source_name: str, channel: str) -> str:
    """The icon of where a letter came from."""
    low = source_name.casefold()
    return next((icon for part, icon in _SOURCES if part in low), _CHANNELS.get(channel, "message"))


def _row(fact: Fact, names: Names, own: frozenset[int] | None, now: datetime) -> Row:
    shown = fact.topic_code or fact.proposed_code
    where = (names.territory(fact.territory_code) if fact.territory_code else "", fact.place)
    return Row(
        id=fact.question_id,
        version=fact.version,
        mark=mark(fact),
        source=fact.source_name or names.channel(fact.channel),
        source_icon=source_icon(fact.source_name, fact.channel),
        received_at=fact.received_at,
        excerpt=fact.excerpt,
        topic=names.topic(shown) if shown else "",
        is_proposed=not fact.topic_code,
        sure=_sure(fact),
        is_low=(fact.confidence or 0) < _LOW,
        where=", ".join(part for part in where if part),
        body=names.body(fact.body_id),
        due_at=fact.due_at,
        due_tone=due_tone(fact.due_at, now),
        is_urgent=fact.urgency == "now" and fact.is_open,
        is_alike=bool(fact.alike) and fact.is_open,
        shared=_shared(fact, own) if fact.is_shared else "",
    )


def _shared(fact: Fact, own: frozenset[int] | None) -> str:
    return "совместно" if own is None or fact.body_id in own else "соисполнитель"


def _sure(fact: Fact) -> int | None:
    is_machine = not fact.topic_code or fact.decided_by == "machine"
    return round(100 * fact.confidence) if is_machine and fact.confidence is not None else None
