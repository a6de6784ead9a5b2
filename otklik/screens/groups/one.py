"""One interdepartmental group: its questions, its log of decisions, its end."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.facts import queries as facts
from otklik.facts.rules import FeedFilter
from otklik.flow.desks import group_closing
from otklik.flow.desks.desk import DeskError
from otklik.improvement import actions, queries
from otklik.improvement.queries import GroupPage
from otklik.improvement.rules import GroupError
from otklik.offices.rules import Verb
from otklik.screens.access import TITLES, ScopedRequest, needs
from otklik.screens.groups.listed import TRAIL, may_lead
from otklik.screens.operator import names, rows
from otklik.screens.operator.rows import Row
from otklik.screens.parts.tell import number, plural

_MOST = 200


@dataclass(frozen=True, slots=True)
class GroupScreen:
    """All of a group's page."""

    page: GroupPage
    rows: tuple[Row, ...]
    is_open: bool
    is_late: bool
    may_lead: bool
    today: date


@needs(Verb.READ)
def show(request: ScopedRequest, group_id: int) -> HttpResponse:
    """The page of one group."""
    found = _found(request, group_id)
    now, today = timezone.now(), timezone.localdate()
    named = names.load(found.questions, FeedFilter())
    is_open = found.group.state == "open"
    screen = GroupScreen(
        page=found, rows=rows.rows(found.questions, named, request.scope, now=now), is_open=is_open,
        is_late=is_open and found.group.due_on < today, may_lead=may_lead(request, found), today=today,
    )  # fmt: skip
    return render(request, "screens/groups/one.html", {"screen": screen, "trail": TRAIL})


@require_POST
@needs(Verb.READ)
def act(request: ScopedRequest, group_id: int, verb: str) -> HttpResponse:
    """Do what a form of the page asks; what can't be done is told on the page."""
    found = _found(request, group_id)
    if verb not in _ACTS:
        raise Http404
    if not may_lead(request, found):
        raise PermissionDenied(TITLES[Verb.ROUTE])
    try:
        messages.success(request, _ACTS[verb](request, group_id))
    except (GroupError, DeskError) as error:
        messages.error(request, str(error))
    return redirect("group", group_id)


def _cover(request: ScopedRequest, group_id: int) -> str:
    typed = [int(number) for number in re.findall(r"\d{1,17}", request.POST.get("numbers", ""))][:_MOST]
    within = facts.reachable(request.scope, typed)
    if not within:
        raise GroupError("Ни одного доступного вам вопроса с такими номерами нет: проверьте номера.")
    fresh = actions.cover(group_id, within, by=request.user, at=timezone.now())
    left = len(set(typed)) - len(within)
    unseen = f" Не найдено или вне вашего доступа: {left}." if left else ""
    return f"Добавлено: {number(len(fresh))} {plural(len(fresh), 'вопрос', 'вопроса', 'вопросов')}.{unseen}"


def _uncover(request: ScopedRequest, group_id: int) -> str:
    question = _whole(request.POST.get("question", ""))
    actions.uncover(group_id, question, by=request.user, at=timezone.now())
    return f"Вопрос № {question} больше не в группе."


def _decide(request: ScopedRequest, group_id: int) -> str:
    sent = request.POST
    actions.decide(
        group_id, text=sent.get("text", ""), who=sent.get("who", ""), due_on=_day(sent.get("due_on", "")),
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    return "Решение записано."


def _done(request: ScopedRequest, group_id: int) -> str:
    actions.done(group_id, _whole(request.POST.get("note", "")), by=request.user, at=timezone.now())
    return "Отмечено: решение выполнено."


def _close(request: ScopedRequest, group_id: int) -> str:
    closes = "questions" in request.POST
    ended = group_closing.close(
        group_id, result=request.POST.get("result", ""), with_questions=closes, by=request.user, at=timezone.now()
    )
    left = f" Не закрыто: {len(ended.refused)} — {ended.refused[0].reason}" if ended.refused else ""
    told = f" Закрыто вопросов: {len(ended.changed)}.{left}" if closes else " Вопросы остались как были."
    return f"Группа завершена.{told}"


def _reopen(request: ScopedRequest, group_id: int) -> str:
    actions.reopen_group(group_id, by=request.user, at=timezone.now())
    return "Группа открыта снова."


_ACTS: dict[str, Callable[[ScopedRequest, int], str]] = {
    "cover": _cover, "uncover": _uncover, "decide": _decide, "done": _done, "close": _close, "reopen": _reopen,
}  # fmt: skip


def _found(request: ScopedRequest, group_id: int) -> GroupPage:
    found = queries.page(request.user, request.scope, group_id)
    if found is None:
        raise Http404
    return found


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else 0


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise GroupError(f"Срок «{written[:20]}» не прочитан: выберите день в календаре.") from error
