"""Whose hands a question is in: a person of its body takes it, puts it back, passes it to a colleague.

Taking an urgent question also stops its alarm: one act does both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from otklik.answers.models import Answer
from otklik.appeals.models import Question
from otklik.appeals.states import Declined, Desk, State, check_open
from otklik.deadlines.models import Clock
from otklik.flow import line
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.flow.models import Reminder
from otklik.offices import absences
from otklik.offices import queries as offices
from otklik.offices.models import Body, Grant, Person
from otklik.offices.rules import ROLES, Verb
from otklik.routing import takings
from otklik.satisfaction.models import Reopening

TAKEN, PUT_BACK, PASSED = "taken", "put_back", "passed"
_WORKERS = tuple(code for code, role in ROLES.items() if Verb.WORK in role.verbs)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of a body who may work on its questions; `away` in words (Russian), empty where they are in."""

    id: int
    name: str
    position: str
    is_away: bool


@dataclass(frozen=True)
class _Hands:
    """Who may have each of the questions in hand, read once for an act."""

    # By body: ids of people whose right is to that body, not to the whole region.
    of_body: Mapping[int, frozenset[int]]
    names: Mapping[int, str]
    # By question: who may not answer it a second time.
    barred: Mapping[int, int]
    taken: Mapping[int, takings.Taken]

    def check(self, question: Question, person_id: int) -> None:
        """Refuse a person who answered what was opened again, unless there is nobody else."""
        others = self.of_body.get(question.body_id or 0, frozenset()) - {person_id}
        if self.barred.get(question.pk) == person_id and others:
            raise Declined("Вопрос открыт снова после вашего ответа: теперь отвечает другой сотрудник.")

    def check_free(self, question: Question, person_id: int) -> None:
        """Refuse where a colleague has it; what a person of the centre took, the body may take over."""
        mates, first = self.of_body.get(question.body_id or 0, frozenset()), self.taken.get(question.pk)
        holder = question.assignee_id or (first.who_id if first else None)
        if question.assignee_id == person_id or (holder == person_id and not self.may_hold(question, person_id)):
            raise Declined("Вопрос уже у вас в работе.")
        if holder is not None and (question.assignee_id in mates or person_id not in mates):
            raise Declined(f"Уже в работе: взял(а) {self.names.get(holder, 'другой сотрудник')}.")

    def may_hold(self, question: Question, person_id: int) -> bool:
        """Whether a question is in this person's hands when taken: a person of the centre only stops its alarm."""
        mates = self.of_body.get(question.body_id or 0, frozenset())
        return _is_at_body(question) and (person_id in mates or not mates)


def take(*, question_ids: Sequence[int], by: Person, at: datetime, versions: Versions = None) -> Act:
    """Take questions into work: one person answers for each from now on, and an urgent one rings for nobody.

    What somebody of the centre takes stays in the queue of its body, where there is anybody to answer.
    """
    hands = _hands(question_ids)

    def change(question: Question) -> None:
        check_open(question.state)
        hands.check_free(question, by.pk)
        hands.check(question, by.pk)
        if question.state == State.SENT:
            line.move(question, State.TAKEN)
        if hands.may_hold(question, by.pk):
            question.assignee_id = by.pk

    def keep(questions: Sequence[Question]) -> None:
        takings.take([one for one in questions if one.pk not in hands.taken], by=by, at=at)

    return do(Order(Verb.WORK, TAKEN, {}, "", change, keep), question_ids, by, at, versions)


def put_back(*, question_ids: Sequence[int], why: str = "", by: Person, at: datetime, versions: Versions = None) -> Act:
    """Put questions back into the queue of their body; a begun draft stays for whoever takes them next."""
    busy, taken = _on_approval(question_ids), takings.taken(question_ids)

    def change(question: Question) -> None:
        check_open(question.state)
        if question.assignee_id is None:
            raise Declined("Вопрос и так ни у кого: он в очереди органа.")
        if question.pk in busy:
            raise Declined("Ответ на согласовании: сначала отзовите его.")
        question.assignee_id = None
        if question.state == State.TAKEN:
            line.move(question, State.SENT)

    def what(question: Question) -> dict[str, Any]:
        first = taken.get(question.pk)
        return {"was": {"by": first.who_id, "at": first.at.isoformat()}} if first else {}

    def keep(questions: Sequence[Question]) -> None:
        takings.put_back(question.pk for question in questions)

    order = Order(Verb.WORK, PUT_BACK, what, " ".join(why.split())[:300], change, keep)
    return do(order, question_ids, by, at, versions)


def pass_to(
    *, question_ids: Sequence[int], person_id: int, why: str = "", by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Pass questions to a colleague of the same body, who is told of it; or take them over oneself, from anywhere.

    Raises DeskError where nobody is chosen.
    """
    hands, words = _hands(question_ids), " ".join(why.split())[:300]
    if not Person.objects.filter(pk=person_id, is_active=True).exists():
        raise DeskError("Коллега не выбран: назовите, кому передать.")

    def change(question: Question) -> None:
        check_open(question.state)
        is_mate = person_id == by.pk or person_id in hands.of_body.get(question.body_id or 0, ())
        if not _is_at_body(question) or not is_mate:
            raise Declined("Этот сотрудник не работает с вопросами органа: выберите другого.")
        if question.assignee_id == person_id:
            raise Declined("Вопрос уже у этого сотрудника.")
        hands.check(question, person_id)
        if question.state == State.SENT:
            line.move(question, State.TAKEN)
        question.assignee_id = person_id

    def keep(questions: Sequence[Question]) -> None:
        if person_id != by.pk:
            _tell([question.pk for question in questions], person_id, words, by, at)

    kind = TAKEN if person_id == by.pk else PASSED
    order = Order(Verb.WORK, kind, {"people": [person_id]}, words, change, keep)
    return do(order, question_ids, by, at, versions)


def colleagues(body_id: int | None, at: datetime) -> tuple[Colleague, ...]:
    """People who may have questions of a body in hand, those who are away last. Four queries."""
    if body_id is None:
        return ()
    ids = _workers([body_id])[body_id]
    away = absences.on(timezone.localdate(at))
    rows = Person.objects.filter(pk__in=ids).order_by("full_name")
    found = [Colleague(row.pk, str(row), row.position, away.is_away(row.pk)) for row in rows]
    return tuple(sorted(found, key=lambda one: one.is_away))


def _is_at_body(question: Question) -> bool:
    """Whether a body has it; until then it is the centre's, and only its alarm can be stopped."""
    return question.body_id is not None and question.state in (State.SENT, State.TAKEN)


def _hands(question_ids: Sequence[int]) -> _Hands:
    rows = list(Question.objects.filter(pk__in=question_ids).values_list("pk", "body_id", "assignee_id"))
    taken = takings.taken(question_ids)
    people = {assignee for _, _, assignee in rows if assignee} | {one.who_id for one in taken.values()}
    opened = Reopening.objects.filter(question__in=question_ids, not_by__isnull=False).order_by("number")
    return _Hands(
        of_body=_workers([body for _, body, _ in rows if body]),
        names=offices.names_of_people(people),
        barred=dict(opened.values_list("question_id", "not_by_id")),
        taken=taken,
    )


def _workers(body_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """Active people with the right to work, granted for the body or one above it. Two queries."""
    parents = dict(Body.objects.values_list("pk", "parent_id")) if body_ids else {}
    above = {body: _above(body, parents) for body in set(body_ids)}
    wanted = {body for chain in above.values() for body in chain}
    granted = Grant.objects.filter(role__in=_WORKERS, body__in=wanted, person__is_active=True)
    rows = list(granted.values_list("body_id", "person_id"))
    return {body: frozenset(person for at, person in rows if at in chain) for body, chain in above.items()}


def _above(body_id: int, parents: Mapping[int, int | None]) -> frozenset[int]:
    found: list[int] = []
    at: int | None = body_id
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return frozenset(found)


def _on_approval(question_ids: Sequence[int]) -> set[int]:
    waiting = Question.objects.filter(pk__in=question_ids, waits_for=Desk.APPROVAL).values_list("pk", flat=True)
    going = Answer.objects.filter(question__in=question_ids, state=Answer.State.APPROVED)
    return {*waiting, *going.values_list("question_id", flat=True)}


def _tell(question_ids: Sequence[int], person_id: int, words: str, by: Person, at: datetime) -> None:
    """The one who is passed a question finds it among the notices."""
    owed: dict[int, Clock] = {}
    for clock in Clock.objects.filter(question__in=question_ids, done_at=None).order_by("due_at", "pk"):
        owed.setdefault(clock.question_id, clock)
    told = f"Вам передан вопрос. {words}".strip()
    Reminder.objects.bulk_create(
        _reminder(number, owed.get(number), person_id, told, by, at) for number in question_ids
    )


def _reminder(question_id: int, clock: Clock | None, person_id: int, words: str, by: Person, at: datetime) -> Reminder:
    term: dict[str, Any] = {"clock": clock, "due_at": clock.due_at, "due_kind": clock.kind} if clock else {}
    return Reminder(question_id=question_id, person_id=person_id, role="executor", by=by, words=words, at=at, **term)
