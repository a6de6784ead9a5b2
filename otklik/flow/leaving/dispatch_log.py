"""The journal of messages to authors: what left, what waits, what needs a person; inside the scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from otklik.answers.models import Dispatch
from otklik.answers.sending.posting import ANSWERS, LINKED
from otklik.answers.sending.sender import Way
from otklik.answers.sending.sender_catalogue import SENDERS, title
from otklik.facts import queries as facts
from otklik.offices import queries as offices
from otklik.offices.rules import Scope

PAGE = 50
State, Held = Dispatch.State, Dispatch.Held
PERSON, QUEUE, SENT, CANCELLED = "person", "queue", "sent", "cancelled"
_BY_HAND = (Held.HAND, Held.OLD, Held.NOBODY)
PARTS: Mapping[str, Q] = {
    PERSON: Q(state__in=(State.UNSURE, State.FAILED))
    | Q(state=State.WAITING, held__in=_BY_HAND)
    | Q(state=State.SENT, missing_at__isnull=False),
    QUEUE: Q(state=State.SENDING) | Q(state=State.WAITING) & ~Q(held__in=_BY_HAND),
    SENT: Q(state=State.SENT),
    CANCELLED: Q(state=State.CANCELLED),
}
"""What the journal is parted by; an answer that vanished stands both among the sent and before a person."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the journal is narrowed by; empty is all. `how` is a code of a reason: «unsure», «failed», a held one."""

    part: str = PERSON
    how: str = ""
    kind: str = ""
    sender: str = ""
    body_id: int | None = None
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One message with all that a list shows; `reason` is «unsure», «failed», «gone», a held one or empty."""

    id: int
    question_id: int
    kind: str
    is_answer: bool
    body: str
    channel: str
    source_name: str
    sender: str
    state: str
    reason: str
    failure: str
    at: datetime
    sent_at: datetime | None
    send_after: datetime
    tries: int
    confirmed_at: datetime | None
    missing_at: datetime | None
    manifest_id: int | None


@dataclass(frozen=True, slots=True)
class Whole:
    """One message as its own page shows it: the text is as it leaves, without the author's address of the page."""

    line: Line
    subject: str
    text: str
    key: str
    outside_id: str
    outside_url: str
    letter_url: str
    to_do: str
    sender_code: str
    # Whether the address of the author's page is added when it leaves.
    tells_link: bool


def journal(scope: Scope, wanted: Wanted, *, after: int | None = None) -> tuple[Line, ...]:
    """Messages of the scope, the newest first, a page and one at a time from below `after`. Three queries."""
    rows = narrowed(scope, wanted).select_related("question")
    paged = rows.filter(pk__lt=after) if after else rows
    return _lines(list(paged.order_by("-pk")[: PAGE + 1]))


def counted(scope: Scope) -> dict[str, int]:
    """How many messages of the scope need a person, by reason. One query."""
    found = narrowed(scope, Wanted()).values_list("state", "held").annotate(number=Count("pk")).order_by()
    counts: dict[str, int] = {}
    for state, held, number in found:
        reason = _reason(state, held)
        counts[reason] = counts.get(reason, 0) + number
    return counts


def waiting_for_files(scope: Scope) -> dict[str, int]:
    """How many messages wait for a file, by sender. One query."""
    rows = narrowed(scope, Wanted(QUEUE)).filter(state=State.WAITING, held=Held.FILE)
    return dict(rows.values_list("sender").annotate(number=Count("pk")).order_by())


def one(scope: Scope, dispatch_id: int) -> Whole | None:
    """A message of the scope, or None."""
    row = _visible(scope).filter(pk=dispatch_id).select_related("question").first()
    if row is None:
        return None
    (line,) = _lines([row])
    sender = SENDERS.get(row.sender)
    tells_link = sender is not None and sender.way == Way.NET and not sender.is_public and row.kind in LINKED
    return Whole(
        line, row.subject, row.text, str(row.key), row.outside_id, row.outside_url, row.reply_url,
        sender.to_do if sender else "", row.sender, tells_link,
    )  # fmt: skip


def narrowed(scope: Scope, wanted: Wanted) -> QuerySet[Dispatch]:
    """The messages under a filter."""
    rows = _visible(scope).filter(PARTS.get(wanted.part, Q()))
    narrow = {
        "kind": wanted.kind, "sender": wanted.sender, "question": wanted.question_id,
        "question__body": wanted.body_id,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in narrow.items() if value})
    return rows.filter(_by_reason(wanted.how)) if wanted.how else rows


def _visible(scope: Scope) -> QuerySet[Dispatch]:
    visible = facts.visible_ids(scope)
    rows = Dispatch.objects.all()
    return rows if visible is None else rows.filter(question__in=visible)


def _by_reason(how: str) -> Q:
    named = {
        "unsure": Q(state=State.UNSURE), "failed": Q(state=State.FAILED),
        "gone": Q(state=State.SENT, missing_at__isnull=False),
    }  # fmt: skip
    return named.get(how, Q(state=State.WAITING, held=how))


def _reason(state: str, held: str) -> str:
    return {State.UNSURE: "unsure", State.FAILED: "failed", State.SENT: "gone"}.get(State(state), held)


def _lines(rows: Sequence[Dispatch]) -> tuple[Line, ...]:
    bodies = {body.id: body.label for body in offices.bodies().values()}
    return tuple(_line(row, bodies) for row in rows)


def _line(row: Dispatch, bodies: Mapping[int, str]) -> Line:
    is_plain = row.state in (State.SENDING, State.CANCELLED) or (row.state == State.SENT and not row.missing_at)
    return Line(
        id=row.pk, question_id=row.question_id, kind=row.get_kind_display(), is_answer=row.kind in ANSWERS,
        body=bodies.get(row.question.body_id or 0, ""), channel=row.channel, source_name=row.source_name,
        sender=title(row.sender), state=row.get_state_display(), failure=row.failure, at=row.created_at,
        reason="" if is_plain else _reason(row.state, row.held), sent_at=row.sent_at, send_after=row.send_after,
        tries=row.tries, confirmed_at=row.confirmed_at, missing_at=row.missing_at, manifest_id=row.manifest_id,
    )  # fmt: skip
