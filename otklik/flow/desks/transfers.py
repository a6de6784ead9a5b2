"""A body gives a question back; an arbiter ends the ping-pong, or opens it again."""

from collections.abc import Sequence
from datetime import datetime

from otklik.appeals.masking import mask
from otklik.appeals.models import Question
from otklik.appeals.states import Declined, Desk, Stage, State, check_open
from otklik.facts import queries as facts
from otklik.flow import line
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.flow.desks.passing import passing
from otklik.offices import queries as offices
from otklik.offices.models import Body, Person
from otklik.offices.rules import Scope, Verb
from otklik.routing import transfers
from otklik.routing.transfers import Given

LONGEST = 300


def hand_back(
    *, question_ids: Sequence[int], reason_code: str, words: str = "", proposed_code: str = "", by: Person,
    at: datetime, versions: Versions = None,
) -> Act:  # fmt: skip
    """A body returns questions with a reason; they wait for a coordinator, from the last transfer on for an arbiter.

    The clocks go on. Raises DeskError for an unknown reason, missing words, a proposed body that takes no questions.
    """
    given = _given(reason_code, words, proposed_code)
    known, left = passing(question_ids), dict[int, int]()

    def change(question: Question) -> None:
        check_open(question.state)
        if question.waits_for == Desk.APPROVAL:
            raise Declined("Ответ на согласовании: отзовите его, потом верните вопрос.")
        if question.waits_for or question.body_id is None:
            raise Declined("Возвращать нечего: вопрос сейчас ни у кого не в работе.")
        if given.proposed and given.proposed.pk == question.body_id:
            raise Declined("Предложен тот же орган, что возвращает вопрос: выберите другой.")
        known.check(question)
        left[question.pk], number = question.body_id, known.past.count(question.pk) + 1
        line.move(question, State.NEW)
        question.stage, question.waits_for = "", Desk.ROUTING if number < known.most else Desk.ARBITER
        begins = "" if number < known.most else f"передача № {number}. "
        question.wait_reason = f"{begins}{question.body}: {given.told}"[:500]

    def keep(questions: Sequence[Question]) -> None:
        transfers.keep(left, given, by=by, at=at)

    def what(question: Question) -> dict[str, str]:
        body = Body.objects.get(pk=left[question.pk])
        return {"body": body.code, "reason": given.reason.code, "to": given.proposed.code if given.proposed else ""}

    return do(Order(Verb.WORK, "handed_back", what, given.told[:500], change, keep), question_ids, by, at, versions)


def arbitrate(
    *, question_ids: Sequence[int], body_code: str, why: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """An arbiter says whose disputed questions are; final until reopened. Raises DeskError without a reason."""
    body = Body.objects.filter(code=body_code, closed_on=None).first()
    if body is None:
        raise DeskError("Орган не выбран или закрыт: назовите, кто будет исполнителем.")
    if not why.strip():
        raise DeskError("Обоснование пусто: напишите, почему вопрос за этим органом.")
    allowed = may_arbitrate(by, question_ids)

    def change(question: Question) -> None:
        _check_arbiter(question, allowed)
        if question.waits_for != Desk.ARBITER:
            raise Declined("Вопрос не ждёт арбитра: обновите страницу.")
        line.move(question, State.SENT)
        question.body_id, question.stage = body.pk, Stage.DEADLINES
        question.waits_for = question.wait_reason = ""

    def keep(questions: Sequence[Question]) -> None:
        transfers.settle(questions, body, by=by, at=at, why=why.strip())

    what = {"body": body.code, "by": "arbiter"}
    return do(Order(Verb.READ, "routed", what, why.strip()[:500], change, keep), question_ids, by, at, versions)


def reopen(*, question_ids: Sequence[int], why: str, by: Person, at: datetime, versions: Versions = None) -> Act:
    """An arbiter takes a ruled question up again. Raises DeskError without a reason."""
    if not why.strip():
        raise DeskError("Причина пуста: напишите, почему решение пересматривается.")
    allowed, ruled = may_arbitrate(by, question_ids), transfers.past(question_ids).rulings

    def change(question: Question) -> None:
        _check_arbiter(question, allowed)
        check_open(question.state)
        if question.pk not in ruled or question.waits_for:
            raise Declined("Решения арбитра по этому вопросу нет: пересматривать нечего.")
        line.move(question, State.NEW)
        question.stage, question.waits_for = "", Desk.ARBITER
        question.wait_reason = f"Решение арбитра пересматривается. {why.strip()}"[:500]

    def keep(questions: Sequence[Question]) -> None:
        transfers.reopen([question.pk for question in questions], at=at)

    order = Order(Verb.READ, "dispute_reopened", {}, why.strip()[:500], change, keep)
    return do(order, question_ids, by, at, versions)


def may_arbitrate(person: Person, question_ids: Sequence[int]) -> set[int]:
    """Those of the questions whose arbiter the person is: a role of the rule reaches all bodies of the dispute."""
    scope = offices.scope(person, roles=frozenset(transfers.rule().arbiters))
    involved, allowed = transfers.bodies_of(question_ids), set[int]()
    for reach in scope.reaches:
        within = facts.reachable(Scope((reach,)), question_ids)
        allowed |= {number for number in within if reach.bodies is None or involved[number] <= reach.bodies}
    return allowed


def _check_arbiter(question: Question, allowed: set[int]) -> None:
    if question.pk not in allowed:
        raise Declined("Арбитр — тот, кому подчинены все органы спора: у вас нет этого права.")


def _given(reason_code: str, words: str, proposed_code: str) -> Given:
    reason = transfers.reasons().filter(code=reason_code).first()
    if reason is None:
        raise DeskError("Причина не выбрана: возвращают только с причиной из списка.")
    # What a body writes may name a person: it is masked as letters are.
    told = mask(" ".join(words.split())).text[:LONGEST]
    if reason.needs_words and not told:
        raise DeskError(f"Причина «{reason.title}» без слов ничего не говорит: допишите, в чём дело.")
    proposed = Body.objects.filter(code=proposed_code, closed_on=None).first() if proposed_code else None
    if proposed_code and proposed is None:
        raise DeskError("Предложенный орган закрыт или не найден: выберите другой.")
    return Given(reason, told, proposed)
