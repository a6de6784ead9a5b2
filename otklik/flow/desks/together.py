"""Bodies that answer a question together with its lead: asked and let go by people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from otklik.appeals.models import Question
from otklik.appeals.states import Declined, check_open
from otklik.flow.desks import desk
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.offices.models import Body, Person
from otklik.offices.rules import Verb
from otklik.routing import co_executors
from otklik.routing.models import CoExecutor


def invite(
    *, question_ids: Sequence[int], body_code: str, why: str = "", by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Ask a body to answer together with the lead. Raises DeskError for a closed or unknown body."""
    body = _open_body(body_code)

    def change(question: Question) -> None:
        check_open(question.state)
        if question.body_id == body.pk:
            raise Declined(f"«{body}» и так исполнитель этого вопроса.")
        if CoExecutor.objects.filter(question=question, body=body).exists():
            raise Declined(f"«{body}» уже соисполнитель.")

    def keep(questions: Sequence[Question]) -> None:
        co_executors.add(questions, body, by=by, at=at, why=why)

    order = Order(Verb.ROUTE, "co_added", {"body": body.code}, why.strip()[:300], change, keep)
    return do(order, question_ids, by, at, versions)


def dismiss(
    *, question_ids: Sequence[int], body_code: str, why: str = "", by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Let a co-executor go: the question is no longer in its lists."""
    body = Body.objects.filter(code=body_code).first()
    if body is None:
        raise DeskError(f"Органа с кодом «{body_code}» нет: обновите страницу.")
    known = {row.question_id: row for row in CoExecutor.objects.filter(question__in=question_ids, body=body)}

    def change(question: Question) -> None:
        if question.pk not in known:
            raise Declined(f"«{body}» не соисполнитель: обновите страницу.")

    def keep(questions: Sequence[Question]) -> None:
        CoExecutor.objects.filter(question__in=questions, body=body).delete()

    def what(question: Question) -> dict[str, Any]:
        row = known[question.pk]
        was = {"body": body.pk, "by": row.by_id, "at": row.at.isoformat(), "why": row.why}
        return {"body": body.code, "was": was}

    order = Order(Verb.ROUTE, "co_removed", what, why.strip()[:300], change, keep)
    return do(order, question_ids, by, at, versions)


def send_to_both(
    *, question_ids: Sequence[int], body_code: str, co_code: str, by: Person, at: datetime, versions: Versions = None
) -> Act:
    """Settle a disputed border by both: one leads, the other answers together with it; one act."""
    together = _open_body(co_code)
    if co_code == body_code:
        raise DeskError("Исполнитель и соисполнитель — один орган: выберите разные.")

    def also(questions: Sequence[Question]) -> None:
        co_executors.add(questions, together, by=by, at=at, why="спорная граница: отвечают вместе")

    why = f"Спорная граница: вместе с «{together}»"
    return desk.send(
        question_ids=question_ids, body_code=body_code, why=why, by=by, at=at, versions=versions, also=also
    )


def _open_body(code: str) -> Body:
    body = Body.objects.filter(code=code, closed_on=None).first()
    if body is None:
        raise DeskError("Орган не выбран или закрыт: выберите действующий.")
    return body
