"""Reminders and escalation by hand: who is told is who the ladder would tell. See `climbing` for the machine's part."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from otklik.appeals import bulk
from otklik.appeals.models import Event
from otklik.deadlines.models import Clock
from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.flow.alarms import addressing
from otklik.flow.alarms.addressing import Addressee, People, Where
from otklik.flow.alarms.outbox import mailed
from otklik.flow.desks.desk import Act, Refusal
from otklik.flow.models import Reminder
from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.offices.rules import Verb

REMINDED, ESCALATED = "reminded", "escalated"
# From the one who works on a question upwards.
RANKS = ("executor", "curator", "block_head", "head")
# The same person is not told of the same question by hand more often.
QUIET = timedelta(hours=1)
Find = Callable[[int, Where], tuple[Addressee, ...]]


@dataclass(frozen=True, slots=True)
class _Order:
    """One act by hand: the event it leaves, its words, whom it tells of a question, what to say where nobody is."""

    kind: str
    words: str
    find: Find
    nobody: str


def remind(*, question_ids: Sequence[int], by: Person, at: datetime, words: str = "") -> Act:
    """Tell those who work on these questions that an answer is waited for; in the product and by e-mail at once.

    Needs the verb ROUTE where each question is; the others are refused with a reason, as are questions that owe nothing
    and those of which the same people were told within the hour.
    """
    people = addressing.people(timezone.localdate(at))

    def find(question_id: int, where: Where) -> tuple[Addressee, ...]:
        return people.of("executor", where)

    nobody = "Некому напомнить: у органа нет исполнителя, куратора и руководителя. Добавьте их в настройках."
    return _tell(_Order(REMINDED, words.strip()[:300], find, nobody), question_ids, by, at)


def escalate(*, question_ids: Sequence[int], by: Person, at: datetime, words: str = "") -> Act:
    """Tell the next role above the highest that was told of the question's open terms already; the curator at least.

    Needs the verb ROUTE; refuses as `remind` does.
    """
    people, reached = addressing.people(timezone.localdate(at)), _reached_ranks(question_ids)

    def find(question_id: int, where: Where) -> tuple[Addressee, ...]:
        return _above(people, reached.get(question_id, 0) + 1, where, by)

    nobody = "Выше некому: у органа нет куратора и руководителя, кроме вас. Добавьте их в настройках."
    return _tell(_Order(ESCALATED, words.strip()[:300], find, nobody), question_ids, by, at)


def _above(people: People, rank: int, where: Where, by: Person) -> tuple[Addressee, ...]:
    for role in RANKS[min(rank, len(RANKS) - 1) :]:
        found = tuple(one for one in people.of(role, where) if one.person_id != by.pk)
        if found:
            return found
    return ()


def _reached_ranks(question_ids: Sequence[int]) -> dict[int, int]:
    """The highest rank that was told of each question so far."""
    of_terms = Reminder.objects.filter(question__in=question_ids, role__in=RANKS, clock__isnull=False)
    told = of_terms.values_list("question_id", "role")
    found: dict[int, int] = {}
    for question_id, role in told.distinct():
        found[question_id] = max(found.get(question_id, 0), RANKS.index(role))
    return found


def _tell(order: _Order, question_ids: Sequence[int], by: Person, at: datetime) -> Act:
    wanted = list(dict.fromkeys(question_ids))
    reached = set(facts.reachable(offices.scope(by).for_verb(Verb.ROUTE), wanted))
    with transaction.atomic():
        # The same questions at once from two pages: the second waits and finds them told.
        owed = _owed(reached)
        rows = {fact.question_id: fact for fact in Fact.objects.filter(pk__in=reached)}
        lately = _lately(reached, at)
        refused: list[Refusal] = []
        made: list[Reminder] = []
        for number in wanted:
            reason, addressees = _whom(order, rows.get(number), number in owed, lately, by)
            if reason:
                refused.append(Refusal(number, reason))
            made.extend(_reminder(order, one, owed[number], by, at) for one in addressees)
        Reminder.objects.bulk_create(mailed(made), batch_size=200)
        bulk.insert(_events(order, made, rows, by, at))
    changed = tuple(dict.fromkeys(reminder.question_id for reminder in made))
    return Act(uuid4(), changed, tuple(refused))


def _whom(
    order: _Order, fact: Fact | None, is_owed: bool, lately: set[tuple[int, int]], by: Person
) -> tuple[str, tuple[Addressee, ...]]:
    """Why nobody is told, or who is."""
    if fact is None:
        return "Нет права на этот вопрос.", ()
    if not is_owed:
        return "По вопросу ничего не должны: все сроки выполнены.", ()
    where = Where(fact.body_id, fact.territory_code, fact.topic_code)
    found = order.find(fact.question_id, where)
    if not found:
        return order.nobody, ()
    others = tuple(one for one in found if one.person_id != by.pk)
    if not others:
        return "Напоминать некому, кроме вас: вопрос в работе у вас.", ()
    fresh = tuple(one for one in others if (fact.question_id, one.person_id) not in lately)
    return ("", fresh) if fresh else ("Об этом вопросе уже напомнили меньше часа назад.", ())


def _owed(question_ids: Iterable[int]) -> dict[int, Clock]:
    """The nearest open term of each question, locked."""
    rows = Clock.objects.select_for_update().filter(question__in=list(question_ids), done_at=None)
    found: dict[int, Clock] = {}
    for clock in rows.order_by("due_at", "pk"):
        found.setdefault(clock.question_id, clock)
    return found


def _lately(question_ids: Iterable[int], at: datetime) -> set[tuple[int, int]]:
    told = Reminder.objects.filter(question__in=list(question_ids), at__gt=at - QUIET).exclude(by=None)
    return set(told.values_list("question_id", "person_id"))


def _reminder(order: _Order, one: Addressee, clock: Clock, by: Person, at: datetime) -> Reminder:
    return Reminder(
        person_id=one.person_id, question_id=clock.question_id, clock=clock, role=one.role,
        instead_of_id=one.instead_of, by=by, words=order.words, due_at=clock.due_at, due_kind=clock.kind, at=at,
        mail=Reminder.Mail.NOW,
    )  # fmt: skip


def _events(order: _Order, made: Sequence[Reminder], rows: Mapping[int, Fact], by: Person, at: datetime) -> list[Event]:
    told: dict[int, list[int]] = {}
    for reminder in made:
        told.setdefault(reminder.question_id, []).append(reminder.person_id)
    return [
        Event(
            appeal_id=rows[number].appeal_id, question_id=number, kind=order.kind, at=at, by=by, why=order.words,
            what=_what(made, number, people),
        )
        for number, people in told.items()
    ]  # fmt: skip


def _what(made: Sequence[Reminder], number: int, people: list[int]) -> dict[str, Any]:
    role = next(reminder.role for reminder in made if reminder.question_id == number)
    return {"people": people, "role": role}
