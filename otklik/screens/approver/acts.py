"""What the approver's forms do: approve, approve with a correction, return, correct a promise; several at once."""

import re
from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.models import Answer, Approval
from otklik.answers.promised import promise_reading
from otklik.answers.promised.promising import PromiseError
from otklik.facts import queries as facts
from otklik.flow.answering import approval, publishing
from otklik.flow.desks.desk import Act, DeskError
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.approver import one, queue
from otklik.screens.approver.one import Typed
from otklik.screens.parts.tell import number, plural

_MOST = 100


@require_POST
@needs(Verb.READ)
def act(request: ScopedRequest, approval_id: int, verb: str) -> HttpResponse:
    """Do what a form asks, then open the next answer; what can't be done is told with all that was typed."""
    if verb not in _ACTS:
        raise Http404
    row, now = one.found(request, approval_id), timezone.now()
    try:
        done = _ACTS[verb](request, row, now)
    except (DeskError, PromiseError) as error:
        return _refused(request, row, verb, str(error), 422)
    if done is None:
        return redirect("approval", row.pk)
    if done.refused:
        return _refused(request, row, verb, done.refused[0].reason, 409)
    _, after = queue.beside(request, row.pk, now)
    _tell(request, row, verb, done)
    return redirect("approval", after) if after else redirect("approvals")


@require_POST
@needs(Verb.READ)
def bulk(request: ScopedRequest) -> HttpResponse:
    """Approve the marked answers of the list, each in the version that was shown."""
    marked = [re.fullmatch(r"(\d{1,17})-(\d{1,9})", key) for key in request.POST.getlist("say")[:_MOST]]
    versions = {int(found[1]): int(found[2]) for found in marked if found}
    if not versions:
        messages.warning(request, "Ни один ответ не отмечен: отметьте, что согласовать.")
        return redirect("approvals")
    try:
        done = approval.approve_all(versions=versions, by=request.user, at=timezone.now())
    except DeskError as error:
        messages.error(request, str(error))
        return redirect("approvals")
    if count := len(done.changed):
        told = f"Согласовано: {number(count)} {plural(count, 'ответ', 'ответа', 'ответов')}."
        messages.success(request, told, extra_tags=_undo(done))
    for refusal in done.refused:
        messages.warning(request, f"№ {refusal.question_id}: {refusal.reason}")
    return redirect("approvals")


@require_POST
@needs(Verb.READ)
def recall(request: ScopedRequest, answer_id: int) -> HttpResponse:
    """Take an answer back: from approval, or from publication while it has not left."""
    answer = Answer.objects.filter(pk=answer_id).first()
    if answer is None or facts.one(request.scope, answer.question_id) is None:
        raise Http404
    try:
        _recall(request, answer)
    except DeskError as error:
        messages.error(request, str(error))
    return redirect("card", answer.question_id)


def _recall(request: ScopedRequest, answer: Answer) -> None:
    if answer.state == Answer.State.PUBLISHED:
        publishing.recall(answer_id=answer.pk, by=request.user, at=timezone.now())
        messages.success(request, f"№ {answer.question_id}: публикация отозвана, ответ снова черновик.")
        return
    done = approval.recall(answer_id=answer.pk, by=request.user, at=timezone.now())
    if done.refused:
        raise DeskError(done.refused[0].reason)
    messages.success(request, f"№ {answer.question_id}: отозвано с согласования.", extra_tags=f"act-{done.id}")


def _approve(request: ScopedRequest, row: Approval, now: datetime) -> Act:
    return approval.approve(
        approval_id=row.pk, version=_whole(request.POST.get("version", "")), words=request.POST.get("words", ""),
        by=request.user, at=now,
    )  # fmt: skip


def _correct(request: ScopedRequest, row: Approval, now: datetime) -> Act:
    return approval.approve(
        approval_id=row.pk, version=_whole(request.POST.get("version", "")), words=request.POST.get("words", ""),
        by=request.user, at=now, text=request.POST.get("text", ""),
    )  # fmt: skip


def _return(request: ScopedRequest, row: Approval, now: datetime) -> Act:
    days = request.POST.get("days", "").strip()
    return approval.send_back(
        approval_id=row.pk, version=_whole(request.POST.get("version", "")), reason_code=request.POST.get("reason", ""),
        words=request.POST.get("words", ""), days=_whole(days) if days else None, by=request.user, at=now,
    )  # fmt: skip


def _promise(request: ScopedRequest, row: Approval, now: datetime) -> None:
    """The day of a promise is put right before it is published; it is no word on the answer."""
    if row.said or row.answer.state != Answer.State.APPROVAL:
        raise DeskError("Согласование закончено: обещание правят на карточке вопроса.")
    is_none = "none" in request.POST
    due_on = None if is_none else _day(request.POST.get("due_on", ""))
    begins = _whole(request.POST.get("begins", ""))
    promise_reading.correct(row.answer, begins=begins, due_on=due_on, by=request.user, at=now)
    messages.success(request, "Отмечено: это не обещание." if is_none else "Срок обещания исправлен.")


_ACTS: dict[str, Callable[[ScopedRequest, Approval, datetime], Act | None]] = {
    "approve": _approve, "correct": _correct, "return": _return, "promise": _promise,
}  # fmt: skip
_DONE = {"approve": "согласовано", "correct": "согласовано с исправлением", "return": "возвращено на доработку"}


def _tell(request: ScopedRequest, row: Approval, verb: str, done: Act) -> None:
    state = Answer.objects.values_list("state", flat=True).get(pk=row.answer_id)
    if state == Answer.State.PUBLISHED:
        words = (
            f"№ {row.answer.question_id}: {_DONE[verb]} и опубликовано. Пока ответ не ушёл, отозвать можно с карточки."
        )
        messages.success(request, words)
    else:
        messages.success(request, f"№ {row.answer.question_id}: {_DONE[verb]}.", extra_tags=_undo(done))


def _undo(done: Act) -> str:
    """The mark of a message by which an act is undone; none where it published something: that is recalled."""
    gone = Answer.objects.filter(question__in=done.changed, state=Answer.State.PUBLISHED).exists()
    return "" if gone else f"act-{done.id}"


def _refused(request: ScopedRequest, row: Approval, verb: str, problem: str, status: int) -> HttpResponse:
    return one.shown(request, row.pk, Typed(verb, problem, request.POST.dict()), status=status)


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise DeskError("День обещания не прочитан: выберите его в календаре.") from error
