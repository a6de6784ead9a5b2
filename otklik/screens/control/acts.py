"""One click for many: remind, escalate or extend what is marked in a list, or what a column counts in marked rows."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.deadlines.reasons import Reason, reasons
from otklik.facts import queries as facts
from otklik.facts.rules import FeedFilter
from otklik.flow.alarms import escalation
from otklik.flow.desks import terms
from otklik.flow.desks.desk import Act, DeskError
from otklik.offices.rules import Scope, Verb
from otklik.screens.access import TITLES, ScopedRequest, needs
from otklik.screens.control.rows import COLUMNS
from otklik.screens.operator import filters
from otklik.screens.parts.tell import number, plural

AT_MOST = 500
_DONE = {"remind": "Напомнили", "escalate": "Передали выше", "extend": "Срок продлён"}
_VERBS = {"remind": Verb.ROUTE, "escalate": Verb.ROUTE, "extend": Verb.EXTEND}
_FIELDS = {"body", "block", "territory", "channel"}


@dataclass(frozen=True, slots=True)
class ExtendScreen:
    """What is asked before terms are extended."""

    ids: tuple[int, ...]
    reasons: tuple[tuple[str, Reason], ...]
    back: str
    problem: str
    typed: dict[str, str]


@require_POST
@needs(Verb.READ)
def act(request: ScopedRequest) -> HttpResponse:
    """Do what was asked of the questions and go back to the page it was asked on."""
    name, now = request.POST.get("verb", ""), timezone.now()
    if name not in _VERBS:
        raise Http404
    if not request.scope.may(_VERBS[name]):
        raise PermissionDenied(TITLES[_VERBS[name]])
    back = back_to(request.POST.get("back", ""))
    ids = _asked(request.POST, request.scope, now)
    if not ids:
        messages.warning(request, "Ничего не отмечено, или в отмеченном пусто: отметьте строки и повторите.")
        return redirect(back)
    if name == "extend" and "sure" not in request.POST:
        return _ask(request, ids, back, "")
    try:
        done = _do(request, name, ids, now)
    except DeskError as error:
        return _ask(request, ids, back, str(error))
    _tell(request, name, done)
    return redirect(back)


def _do(request: ScopedRequest, name: str, ids: tuple[int, ...], now: datetime) -> Act:
    form = request.POST
    if name == "extend":
        days = form.get("days", "")
        whole = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
        return terms.extend(
            question_ids=ids, days=whole, reason=form.get("reason", ""), words=form.get("words", ""),
            decided_by=form.get("decided_by", ""), by=request.user, at=now,
        )  # fmt: skip
    told = escalation.remind if name == "remind" else escalation.escalate
    return told(question_ids=ids, by=request.user, at=now, words="")


def _asked(form: QueryDict, scope: Scope, now: datetime) -> tuple[int, ...]:
    """The questions marked one by one, and those that a column counts in the marked rows; at most AT_MOST."""
    ids = [int(mark) for mark in form.getlist("mark") if mark.isascii() and mark.isdigit() and len(mark) < 18]
    column = next((one for one in COLUMNS if one.name == form.get("column")), None)
    axis = form.get("by", "")
    if column is not None and axis in _FIELDS:
        wanted = replace(filters.read_kept(form.get("from", "")), **column.narrowing)
        for key in form.getlist("row"):
            ids += _of_row(scope, replace(wanted, **{axis: key[:60]}), now)
    return tuple(dict.fromkeys(ids))[:AT_MOST]


def _of_row(scope: Scope, wanted: FeedFilter, now: datetime) -> list[int]:
    found = facts.narrowed(scope, wanted, now=now).order_by("due_at", "question_id")
    return list(found.values_list("pk", flat=True)[:AT_MOST])


def _ask(request: ScopedRequest, ids: tuple[int, ...], back: str, problem: str) -> HttpResponse:
    screen = ExtendScreen(ids, tuple(reasons().items()), back, problem, request.POST.dict())
    return render(request, "screens/control/extend.html", {"asked": screen}, status=422 if problem else 200)


def _tell(request: ScopedRequest, name: str, done: Act) -> None:
    changed, refused = len(done.changed), len(done.refused)
    if changed:
        undo = f"act-{done.id}" if name == "extend" else ""
        words = f"{_DONE[name]}: {number(changed)} {plural(changed, 'вопрос', 'вопроса', 'вопросов')}."
        messages.success(request, words, extra_tags=undo)
    if refused:
        why = sorted({one.reason for one in done.refused})
        messages.warning(request, f"Без изменений: {number(refused)}. {'; '.join(why[:3])}")


def back_to(address: str) -> str:
    """Only to a page of control: an address edited into another goes to the board."""
    board = reverse("control")
    return address if address.startswith(board) and "//" not in address and "\\" not in address else board
