"""What a person was told, and the log of all that was told to anyone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from otklik.deadlines.models import Clock
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.flow.alarms import ladder
from otklik.flow.models import Passing, Reminder
from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.offices.rules import ROLES, Scope
from otklik.reference.models import Topic

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One reminder with all that a list shows of it; `topic` and `body` are words."""

    id: int
    question_id: int
    at: datetime
    is_read: bool
    person: str
    role: str
    instead_of: str
    who: str
    why: str
    words: str
    term: str
    due_at: datetime | None
    is_late: bool
    topic: str
    body: str
    mail: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed by; empty is all. `how`: «ladder» or «people»."""

    body_id: int | None = None
    role: str = ""
    how: str = ""
    since: datetime | None = None
    until: datetime | None = None
    question_id: int | None = None


def unread(person_id: int) -> int:
    """How many notices a person has not read. One query on an index of the unread alone."""
    return Reminder.objects.filter(person=person_id, read_at=None).count()


def of_person(person_id: int, *, now: datetime, after: int | None = None, is_unread: bool = False) -> tuple[Line, ...]:
    """A person's notices, the newest first, a page at a time from below `after`. Five queries."""
    rows = Reminder.objects.filter(person=person_id)
    return _notices(_paged(rows.filter(read_at=None) if is_unread else rows, after), now)


def journal(scope: Scope, wanted: Wanted, *, now: datetime, after: int | None = None) -> tuple[Line, ...]:
    """What was told of the questions of the scope, the newest first, a page at a time. Five queries."""
    return _notices(_paged(_narrowed(scope, wanted), after), now)


def counted(scope: Scope, wanted: Wanted) -> int:
    """How many lines the log has under the filter."""
    return _narrowed(scope, wanted).count()


def mark_read(person_id: int, notice_ids: Collection[int] | None, *, at: datetime) -> int:
    """A person has read these notices of theirs, or all; how many were unread."""
    rows = Reminder.objects.filter(person=person_id, read_at=None)
    return (rows if notice_ids is None else rows.filter(pk__in=notice_ids)).update(read_at=at)


def untold(since: datetime) -> int:
    """How many steps passed since then of which nobody could be told."""
    return Passing.objects.filter(outcome=Passing.Outcome.NOBODY, at__gte=since).count()


def _paged(rows: QuerySet[Reminder], after: int | None) -> Sequence[Reminder]:
    wanted = rows.filter(pk__lt=after) if after else rows
    return list(wanted.select_related("person", "instead_of", "by", "step").order_by("-pk")[: PAGE + 1])


def _narrowed(scope: Scope, wanted: Wanted) -> QuerySet[Reminder]:
    rows = Reminder.objects.all()
    visible = facts.visible_ids(scope)
    if visible is not None:
        rows = rows.filter(question__in=visible)
    narrow = {"role": wanted.role, "at__gte": wanted.since, "at__lt": wanted.until, "question": wanted.question_id}
    rows = rows.filter(**{name: value for name, value in narrow.items() if value})
    if wanted.body_id:
        rows = rows.filter(question__body=wanted.body_id)
    by_hand = Q(by__isnull=False)
    return rows.filter({"ladder": ~by_hand, "people": by_hand}.get(wanted.how, Q()))


def _notices(rows: Sequence[Reminder], now: datetime) -> tuple[Line, ...]:
    known = {fact.question_id: fact for fact in Fact.objects.filter(pk__in=[row.question_id for row in rows])}
    codes = {fact.topic_code or fact.group_code for fact in known.values()}
    topics = dict(Topic.objects.filter(code__in=codes).values_list("code", "name"))
    bodies = {body.id: body.label for body in offices.bodies().values()}
    ended = Clock.objects.filter(pk__in=[row.clock_id for row in rows], done_at__isnull=False)
    done = set(ended.values_list("pk", flat=True))
    return tuple(_notice(row, known.get(row.question_id), topics, bodies, row.clock_id in done, now) for row in rows)


def _notice(
    row: Reminder, fact: Fact | None, topics: Mapping[str, str], bodies: Mapping[int, str], is_done: bool, now: datetime
) -> Line:
    code = (fact.topic_code or fact.group_code) if fact else ""
    return Line(
        id=row.pk, question_id=row.question_id, at=row.at, is_read=row.read_at is not None, person=str(row.person),
        role=ROLES[row.role].title if row.role in ROLES else row.role, instead_of=_name(row.instead_of),
        who=_name(row.by), why=_why(row),
        words=row.words, term=Clock.Kind(row.due_kind).label if row.due_kind else "", due_at=row.due_at,
        is_late=bool(row.due_at and row.due_at < now and not is_done), topic=topics.get(code, ""),
        body=bodies.get((fact.body_id if fact else None) or 0, ""), mail=_mail(row),
    )  # fmt: skip


def _why(row: Reminder) -> str:
    if row.step:
        return ladder.told(row.step.side, row.step.minutes)
    # What is told of no term is told of an answer: it waits for approval, came back, went out.
    return "напоминание" if row.clock_id or row.by_id else "об ответе"


def _name(person: Person | None) -> str:
    return str(person) if person else ""


def _mail(row: Reminder) -> str:
    return Reminder.Mail(row.mail).label if row.mail else ""
