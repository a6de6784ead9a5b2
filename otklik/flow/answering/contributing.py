"""One answer of several bodies: the lead asks a co-executor for its part, somebody of that body gives it."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from otklik.answers.models import Contribution
from otklik.answers.writing import contributions
from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.states import OPEN, Declined, check_open
from otklik.facts import queries as facts
from otklik.flow import run
from otklik.flow.alarms import addressing
from otklik.flow.alarms.addressing import Where
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.flow.desks.waiting import PART_ASKED, PART_WITHDRAWN
from otklik.flow.models import Reminder
from otklik.offices import queries as offices
from otklik.offices.models import Body, Person
from otklik.offices.rules import Scope, Verb
from otklik.routing import co_executors
from otklik.routing.models import CoExecutor

GIVEN = "contribution_given"
_END = time(23, 59)
LONGEST = 1000


def ask(
    *, question_ids: Sequence[int], body_code: str, asked: str, due_on: date | None = None, by: Person, at: datetime,
    versions: Versions = None,
) -> Act:  # fmt: skip
    """Ask a body for its part of the answer; it becomes a co-executor where it is not one yet.

    Raises DeskError for empty words, an unknown or closed body, a term in the past.
    """
    body, words, due_at = _body(body_code), " ".join(asked.split())[:LONGEST], _term(due_on, at)
    if not words:
        raise DeskError("Не сказано, что нужно от соисполнителя: напишите одно-два предложения.")
    known = set(CoExecutor.objects.filter(question__in=question_ids, body=body).values_list("question_id", flat=True))

    def change(question: Question) -> None:
        check_open(question.state)
        if question.body_id == body.pk:
            raise Declined(f"«{body}» и так исполнитель этого вопроса.")
        if contributions.has_open(question.pk, body.pk):
            raise Declined(f"«{body}» уже просили, ответа ещё нет: дождитесь или снимите просьбу.")

    def keep(questions: Sequence[Question]) -> None:
        fresh = [question for question in questions if question.pk not in known]
        co_executors.add(fresh, body, by=by, at=at, why="нужна часть ответа")
        contributions.ask(questions, body, asked=words, due_at=due_at, by=by, at=at)
        _tell([question.pk for question in questions], body.pk, f"Нужна часть ответа: {words}", due_at, by, at)

    return do(Order(Verb.WORK, PART_ASKED, {"body": body.code}, "", change, keep), question_ids, by, at, versions)


def withdraw(
    *, question_ids: Sequence[int], body_code: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """The lead waits for a part no more. Raises DeskError for an unknown body."""
    body = _body(body_code)

    def change(question: Question) -> None:
        if not contributions.has_open(question.pk, body.pk):
            raise Declined(f"«{body}» ничего не должен: просьба исполнена или снята.")

    def keep(questions: Sequence[Question]) -> None:
        contributions.withdraw(questions, body, at=at)

    order = Order(Verb.WORK, PART_WITHDRAWN, {"body": body.code}, "", change, keep)
    return do(order, question_ids, by, at, versions)


def give(*, contribution_id: int, text: str, by: Person, at: datetime) -> None:
    """A person of the asked body gives its part; the one who asked is told.

    Raises DeskError (Russian): no such part within the person's right, it was withdrawn, the question is closed, the
    text is empty or too long.
    """
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise DeskError("Ваша часть пуста: напишите, что сделал или знает ваш орган.")
    if len(words) > contributions.LONGEST:
        raise DeskError(f"Ваша часть длиннее {contributions.LONGEST} знаков: сократите.")
    with transaction.atomic():
        part = reached(offices.scope(by), contribution_id)
        if part is None:
            raise DeskError("Этой просьбы нет или она не к вашему органу.")
        question = Question.objects.select_for_update().get(pk=part.question_id)
        if question.state not in OPEN:
            raise DeskError("Вопрос уже закрыт или на него ответили: часть не нужна.")
        contributions.give(part, text=words, by=by, at=at)
        appeals.tell([
            Event(appeal_id=question.appeal_id, question=question, kind=GIVEN, at=at, by=by,
                  what={"body": part.body.code})
        ])  # fmt: skip
        to = question.assignee_id or part.asked_by_id
        told = f"«{part.body}» дал свою часть ответа"
        Reminder.objects.create(person_id=to, question=question, role="executor", by=by, words=told, at=at)
    run.walk_now([part.question_id], at)


def reached(scope: Scope, contribution_id: int) -> Contribution | None:
    """The part, where somebody with this scope works for the body that is asked; None otherwise."""
    part = Contribution.objects.filter(pk=contribution_id, withdrawn_at=None).select_related("body").first()
    allowed = scope.for_verb(Verb.WORK)
    if part is None or facts.one(allowed, part.question_id) is None:
        return None
    bodies = allowed.bodies()
    return part if bodies is None or part.body_id in bodies else None


def _body(code: str) -> Body:
    body = Body.objects.filter(code=code, closed_on=None).first()
    if body is None:
        raise DeskError("Орган не выбран или закрыт: выберите действующий.")
    return body


def _term(due_on: date | None, at: datetime) -> datetime | None:
    if due_on is None:
        return None
    due_at = timezone.make_aware(datetime.combine(due_on, _END))
    if due_at <= at:
        raise DeskError("Срок для соисполнителя уже прошёл: назовите будущий день.")
    return due_at


def _tell(
    question_ids: Sequence[int], body_id: int, words: str, due_at: datetime | None, by: Person, at: datetime
) -> None:
    people = addressing.people(timezone.localdate(at)).of("executor", Where(body_id, "", ""))
    Reminder.objects.bulk_create(
        Reminder(
            person_id=one.person_id, question_id=number, role=one.role, instead_of_id=one.instead_of, by=by,
            words=words[:300], due_at=due_at, at=at,
        )
        for number in question_ids
        for one in people
    )  # fmt: skip
