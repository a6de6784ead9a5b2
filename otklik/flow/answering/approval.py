"""An answer goes to approval and through it: sent, approved, returned for rework, recalled; each a person's act."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from otklik.answers.approval import approval_settings, approval_terms, approving
from otklik.answers.models import Answer, Approval
from otklik.answers.review import checking, dossiers
from otklik.answers.writing import drafting
from otklik.appeals.masking import mask
from otklik.appeals.models import Question
from otklik.appeals.states import Declined, Desk, check_open
from otklik.flow.answering import approval_news, approvers, publishing
from otklik.flow.answering.approvers import Plan
from otklik.flow.desks.desk import Act, DeskError, Order, do
from otklik.offices.models import Person
from otklik.offices.rules import Verb

LONGEST = 2000
_STALE = "Текст ответа изменился, пока страница была открыта: посмотрите новую версию и повторите."
_NO_ANSWER = "Такого ответа нет: обновите страницу."


def submit(*, answer_id: int, by: Person, at: datetime, reasons: Mapping[str, str] | None = None) -> Act:
    """Send an answer to those who approve it by the matrix; where nobody does, it is published at once.

    `reasons`: why it may go out with a flaw that stops, by the code of the check. A flaw without one refuses the act.
    """
    answer, excuses = _found(answer_id), _excuses(reasons or {})
    seen, plans, kept = answer.version, dict[int, Plan](), dict[str, Any]()
    said = checking.checked(dossiers.of(answer))
    stopped = _without_reason(said, excuses)

    def change(question: Question) -> None:
        now = approving.locked(answer_id)
        _check_sendable(now, question, by, at)
        _check_text(now, seen, stopped)
        plans[question.pk] = made = approvers.plan(now, question, by=by, at=at)
        stood = approving.Stood.of(now)
        now.score, now.flaws = said.score, said.told
        number = approving.start(now, made.asked, excuses=excuses, at=at)
        kept.update(approving.noted(now, stood, number))
        if made.asked:
            question.waits_for, question.wait_reason = Desk.APPROVAL, f"{made.steps}. {made.notes}".strip()[:500]

    def keep(questions: Sequence[Question]) -> None:
        for question in questions:
            _ask(approving.next_turn(approving.locked(answer_id)), question, at)

    def what(question: Question) -> dict[str, Any]:
        made = plans[question.pk]
        return {**kept, "text": made.steps, "rule": made.told}

    act = do(Order(Verb.WORK, approving.SUBMITTED, what, "", change, keep), [answer.question_id], by, at, None)
    if act.changed:
        _publish(answer_id, plans[answer.question_id], at)
    return act


def stops(answer_id: int) -> tuple[str, ...]:
    """Codes of the checks that stop this answer: each needs a reason to be sent."""
    found = checking.gate(checking.checked(dossiers.of(_found(answer_id))), {})
    return tuple(dict.fromkeys(flaw.code for flaw in found))


def approve(
    *, approval_id: int, version: int, words: str = "", by: Person, at: datetime, text: str | None = None
) -> Act:
    """Say yes to the version that was read; `text`: with a correction, which is a version under the approver's name."""
    return approve_all(versions={approval_id: version}, words=words, by=by, at=at, text=text)


def approve_all(
    *, versions: Mapping[int, int], words: str = "", by: Person, at: datetime, text: str | None = None
) -> Act:
    """Say yes to several answers as one act (say -> the version that was read); the last say of each publishes it."""
    rows = _owed(versions)
    told, names = _masked(words), approvers.spoken_for(by, at)
    fixed = {row.answer_id: _corrected(row.answer, text) for row in rows.values()} if text is not None else {}
    kept: dict[int, dict[str, Any]] = {}

    def change(question: Question) -> None:
        row = rows[question.pk]
        answer = _speaking(row, versions[row.pk], by, names)
        stood, new = approving.Stood.of(answer), fixed.get(answer.pk, "")
        if new and new != answer.text:
            approving.correct(answer, new, by=by, at=at)
        approving.approve(row, answer, words=told, by=by, at=at)
        if approving.is_through(answer):
            approving.finish(answer, at=at)
            question.wait_reason = "Утверждён, публикуется."
        kept[question.pk] = approving.noted(answer, stood, row.round)

    def keep(questions: Sequence[Question]) -> None:
        for question in questions:
            answer = approving.locked(rows[question.pk].answer_id)
            # Who is asked is looked at anew when the turn comes: somebody may have gone meanwhile.
            _ask(approvers.renewed(answer, approving.next_turn(answer), question, at), question, at)

    def what(question: Question) -> dict[str, Any]:
        row = rows[question.pk]
        instead = f"за {row.person}" if row.person and row.person_id != by.pk else ""
        mended = "с исправлением" if kept[question.pk]["version"] != versions[row.pk] else ""
        return {**kept[question.pk], "text": ", ".join(part for part in (instead, mended) if part)}

    first, *others = rows
    # A bulk act of the feed needs a right of its own; of their own queue anyone may say several at once.
    act = do(Order(Verb.READ, approving.APPROVED, what, told[:500], change, keep), [first], by, at, None, also=others)
    for number in act.changed:
        publishing.publish_now(rows[number].answer_id, at)
    return act


def send_back(
    *, approval_id: int, version: int, reason_code: str, words: str = "", days: int | None = None, by: Person,
    at: datetime,
) -> Act:  # fmt: skip
    """Return an answer for rework with a reason from the list; `days`: working days, else the reason's usual term.

    Raises DeskError for an unknown reason, for «другое» without words, for a term out of bounds.
    """
    (row,) = _owed({approval_id: version}).values()
    reason = approval_settings.reasons().filter(code=reason_code).first()
    if reason is None:
        raise DeskError("Причина не выбрана: ответ возвращают с причиной из списка.")
    told = _masked(words)
    if reason.code == "other" and not told:
        raise DeskError("Причина «другое» без слов ничего не говорит: допишите, что исправить.")
    if days is not None and not 0 < days <= 30:
        raise DeskError(f"Срок доработки {days} вне границ: от 1 до 30 рабочих дней.")
    names, why = approvers.spoken_for(by, at), f"{reason.title}. {told}".strip()
    amount, unit = (days, "working_days") if days else (reason.amount, reason.unit)
    kept: dict[str, Any] = {}

    def change(question: Question) -> None:
        answer = _speaking(row, version, by, names)
        stood = approving.Stood.of(answer)
        due_at = approval_terms.due(question, at, amount=amount, unit=unit, hours_id=None)
        approving.send_back(row, answer, reason=reason, words=told, due_at=due_at, by=by, at=at)
        kept.update(approving.noted(answer, stood, row.round))
        question.waits_for = question.wait_reason = ""

    def keep(questions: Sequence[Question]) -> None:
        for question in questions:
            to = {row.answer.by_id, *([question.assignee_id] if question.assignee_id else [])}
            approval_news.came_back(question, to, f"Ответ вернули на доработку: {why}", by=by, at=at)

    what = {"text": reason.title, "reason": reason.code}
    order = Order(Verb.READ, approving.RETURNED, lambda question: {**what, **kept}, told[:500], change, keep)
    return do(order, [row.answer.question_id], by, at, None)


def recall(*, answer_id: int, by: Person, at: datetime) -> Act:
    """The executor takes an answer back before the last say; it is a draft again."""
    answer, kept = _found(answer_id), dict[str, Any]()

    def change(question: Question) -> None:
        now = approving.locked(answer_id)
        if now.state != Answer.State.APPROVAL:
            raise Declined(f"Ответ не на согласовании, а «{now.get_state_display()}»: отзывать нечего.")
        stood = approving.Stood.of(now)
        approving.recall(now, Answer.State.DRAFT, at=at)
        kept.update(approving.noted(now, stood, approving.round_of(now)))
        question.waits_for = question.wait_reason = ""

    what = {"text": "с согласования"}
    order = Order(Verb.WORK, approving.RECALLED, lambda question: {**what, **kept}, "", change)
    return do(order, [answer.question_id], by, at, None)


def _ask(rows: Sequence[Approval], question: Question, at: datetime) -> None:
    """Those whose turn came are asked and told."""
    approving.ask(rows, question, at=at)
    approval_news.waits(rows, question, at=at)


def _publish(answer_id: int, plan: Plan, at: datetime) -> None:
    if plan.asked:
        return
    laid = publishing.publish_now(answer_id, at)
    if laid.is_laid and plan.chosen.rule and plan.chosen.rule.tells:
        question = Answer.objects.select_related("question__topic", "question__territory").get(pk=answer_id).question
        approval_news.went_out(question, plan.chosen.rule.tells, at=at)


def _check_sendable(answer: Answer, question: Question, by: Person, at: datetime) -> None:
    check_open(question.state)
    if answer.state not in (Answer.State.DRAFT, Answer.State.RETURNED):
        raise Declined(f"Ответ уже «{answer.get_state_display()}»: отправлять второй раз не нужно.")
    if question.body_id != answer.body_id:
        raise Declined("Вопрос за это время ушёл к другому органу: ответ от вашего органа не нужен.")
    if question.stage:
        raise Declined("Вопрос ещё разбирает машина: повторите через минуту.")
    if question.waits_for:
        raise Declined(f"Вопрос стоит: «{Desk(question.waits_for).label}». Сначала решите это.")
    if answer.lease_by_id not in (None, by.pk) and answer.lease_until and answer.lease_until > at:
        raise Declined(f"Ответ сейчас правит {answer.lease_by}: дождитесь, пока закроет.")


def _check_text(answer: Answer, seen: int, stopped: str) -> None:
    if not answer.text.strip():
        raise Declined("Текст ответа пуст: напишите его.")
    if drafting.is_machines(answer):
        raise Declined("Этот текст написала программа: прочтите и исправьте его, тогда он станет вашим.")
    if answer.kind == Answer.Kind.FINAL and not answer.outcome:
        raise Declined("Исход не выбран: скажите, решено, запланировано, разъяснено или отказано.")
    if answer.version != seen:
        raise Declined(_STALE)
    if stopped:
        raise Declined(f"Проверки не пропускают: {stopped}. Исправьте или напишите причину по каждой.")


def _speaking(row: Approval, version: int, by: Person, names: Sequence[int]) -> Answer:
    """The answer, locked, if the person may say this now. Raises Declined."""
    answer, now = approving.locked(row.answer_id), Approval.objects.select_related("said_by").get(pk=row.pk)
    if now.said == Approval.Said.NEEDLESS or answer.state != Answer.State.APPROVAL:
        raise Declined("Согласовывать больше не нужно: ответ отозвали, вернули, утвердили или вопрос ушёл.")
    if now.said:
        raise Declined(f"Уже сказано: «{now.get_said_display()}», {now.said_by}.")
    if now.asked_at is None:
        raise Declined("Очередь ещё не дошла: сначала скажут те, кто раньше.")
    if not approvers.may_speak(now, by, approvers.authors_of(answer), names):
        raise Declined("Этот ответ согласуете не вы: его ждут от другого сотрудника.")
    if answer.version != version:
        raise Declined(_STALE)
    return answer


def _excuses(reasons: Mapping[str, str]) -> dict[str, str]:
    return {code: _masked(words) for code, words in reasons.items() if words.strip()}


def _corrected(answer: Answer, text: str) -> str:
    new = text.replace("\r\n", "\n").strip()
    if not new:
        raise DeskError("Исправленный текст пуст: верните ответ, если писать его заново.")
    if stopped := _without_reason(checking.checked(dossiers.of(answer, new)), answer.excuses):
        raise DeskError(f"Проверки не пропускают исправленный текст: {stopped}.")
    return new


def _without_reason(said: checking.Checked, excuses: Mapping[str, str]) -> str:
    """Flaws that stop and have no reason, in words; empty where there are none."""
    return "; ".join(dict.fromkeys(flaw.title for flaw in checking.gate(said, excuses)))


def _owed(versions: Mapping[int, int]) -> dict[int, Approval]:
    """The says by the number of their question. Raises DeskError where one is not known."""
    rows = Approval.objects.filter(pk__in=versions).select_related("person", "answer__question__appeal", "answer__by")
    found = {row.answer.question_id: row for row in rows.order_by("due_at", "pk")}
    if not found or len(rows) != len(versions):
        raise DeskError(_NO_ANSWER)
    return found


def _found(answer_id: int) -> Answer:
    answer = Answer.objects.select_related("question__appeal").filter(pk=answer_id).first()
    if answer is None:
        raise DeskError(_NO_ANSWER)
    return answer


def _masked(words: str) -> str:
    """What people write may name a person: it is masked as letters are."""
    return mask(" ".join(words.split())).text[:LONGEST]
