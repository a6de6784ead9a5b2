"""What is done with a question on its executor's page: taken, put back, passed on, asked about, shared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.answers.writing import drafting
from otklik.appeals.models import Question
from otklik.flow.answering import approval, assigning, contributing
from otklik.flow.desks import clarifying, transfers
from otklik.flow.desks.desk import Act, DeskError, Versions
from otklik.offices.models import Person
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.executor import editor, reach
from otklik.screens.executor.typed import whole
from otklik.screens.operator import passing_forms
from otklik.screens.operator.finders import BODY, NotFound, picked

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Order:
    """An act: its words, how its form is read, what does it, whether the question leaves the person's hands."""

    done: str
    read: Callable[[Form], dict[str, Any]]
    do: Callable[..., Act]
    leaves: bool = False


def _nothing(form: Form) -> dict[str, Any]:
    return {}


def _why(form: Form) -> dict[str, Any]:
    return {"why": form.get("why", "")}


def _colleague(form: Form) -> dict[str, Any]:
    return {"person_id": whole(form.get("person", "")) or 0, "why": form.get("why", "")}


def _said(form: Form) -> dict[str, Any]:
    return {"text": form.get("text", "").strip()}


def _part(form: Form) -> dict[str, Any]:
    code = picked(BODY, form.get("body", ""), form.get("body_words", ""))
    return {"body_code": code, "asked": form.get("asked", ""), "due_on": _day(form.get("due_on", ""))}


def _body(form: Form) -> dict[str, Any]:
    return {"body_code": form.get("body", "")}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise DeskError(f"День «{written[:20]}» не прочитан: нужен вид 2026-12-01.") from error


@require_POST
@needs(Verb.WORK)
def act(request: ScopedRequest, question_id: int, verb: str) -> HttpResponse:
    """Do what a form of the page asks; what can't be done is told there, with all that was saved in the editor."""
    question = reach.led(request, question_id)
    if question is None or verb not in ORDERS:
        raise Http404
    typed = {"tried": verb, "typed": request.POST.dict()}
    try:
        done = _do(request, question_id, ORDERS[verb])
    except (DeskError, NotFound) as error:
        return editor.shown(request, question, status=422, problem=str(error), **typed)
    if done.refused:
        return editor.shown(request, question, status=409, problem=done.refused[0].reason, **typed)
    messages.success(request, f"№ {question_id}: {ORDERS[verb].done}.", extra_tags=f"act-{done.id}")
    return redirect("mine") if ORDERS[verb].leaves else redirect("mine-question", question_id)


def _do(request: ScopedRequest, question_id: int, order: Order) -> Act:
    form, seen = request.POST.dict(), whole(request.POST.get("version", ""))
    versions = {question_id: seen} if seen else None
    return order.do(
        question_ids=[question_id], by=request.user, at=timezone.now(), versions=versions, **order.read(form)
    )


def _seize(*, question_ids: Sequence[int], by: Person, at: datetime, versions: Versions) -> Act:
    """Take over what a colleague had; their draft goes on."""
    return assigning.pass_to(question_ids=question_ids, person_id=by.pk, by=by, at=at, versions=versions)


def _take(*, question_ids: Sequence[int], by: Person, at: datetime, versions: Versions) -> Act:
    """Take to answer it here: a person of the centre takes it over as well, not only its alarm."""
    body = Question.objects.values_list("body_id", flat=True).get(pk=question_ids[0])
    if body is None or by.pk in {one.id for one in assigning.colleagues(body, at)}:
        return assigning.take(question_ids=question_ids, by=by, at=at, versions=versions)
    return _seize(question_ids=question_ids, by=by, at=at, versions=versions)


def _recall(*, question_ids: Sequence[int], by: Person, at: datetime, versions: Versions) -> Act:
    """Take the answer back from those who were to approve it."""
    answer = drafting.current(question_ids[0])
    return approval.recall(answer_id=answer.pk if answer else 0, by=by, at=at)


ORDERS: dict[str, Order] = {
    "take": Order("взят в работу", _nothing, _take),
    "seize": Order("теперь у вас", _nothing, _seize),
    "recall": Order("ответ отозван с согласования", _nothing, _recall),
    "put-back": Order("возвращён в очередь органа", _why, assigning.put_back, leaves=True),
    "pass": Order("передан коллеге", _colleague, assigning.pass_to, leaves=True),
    "hand-back": Order("возвращён координатору", passing_forms.hand_back, transfers.hand_back, leaves=True),
    "ask": Order("автору задан вопрос", _said, clarifying.ask),
    "answer": Order("ответ автора записан", _said, clarifying.answered),
    "ask-part": Order("часть ответа запрошена", _part, contributing.ask),
    "drop-part": Order("просьба снята", _body, contributing.withdraw),
}
