"""Notices of the person who looks: what came, and that it was read."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.flow.alarms import reminders
from otklik.flow.alarms.reminders import PAGE, Line
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.notices.pages import more, question_cell, shown, tabs, term_cell, when_cell, whole, why_cell
from otklik.screens.parts.tell import number, plural
from otklik.screens.settings.pages import Act, Cell, Link, Page, Row, Table


@needs(Verb.READ)
def listed(request: ScopedRequest) -> HttpResponse:
    """One's own notices, the unread alone or all; each leads to the card."""
    is_all = request.GET.get("all") == "1"
    found = reminders.of_person(
        request.user.pk, now=timezone.now(), after=whole(request.GET.get("after", "")), is_unread=not is_all
    )
    unread = reminders.unread(request.user.pk)
    table = Table(
        ("Вопрос", "Срок", "Почему", "Когда", "Состояние"),
        tuple(_row(notice) for notice in found[:PAGE]),
        lead=f"{'Все' if is_all else 'Непрочитанные'}. {_told(unread)}",
        empty="Непрочитанных уведомлений нет." if not is_all else "Уведомлений пока не было.",
        more=more(request.GET, found, PAGE),
    )
    address = reverse("notices")
    other = Link("Только непрочитанные", address) if is_all else Link("Показать и прочитанные", f"{address}?all=1")
    acts = (Act("Отметить все прочитанными", reverse("notices_read")),) if unread else ()
    lead = "Кого и когда предупреждать о сроках, задано лестницей в настройках."
    return shown(request, Page("Уведомления", lead, links=(*tabs("notices"), other), acts=acts, tables=(table,)))


@require_POST
@needs(Verb.READ)
def read(request: ScopedRequest, notice_id: int) -> HttpResponse:
    """One notice is read; that of another person is not found."""
    if not reminders.mark_read(request.user.pk, [notice_id], at=timezone.now()):
        raise Http404
    return redirect("notices")


@require_POST
@needs(Verb.READ)
def read_all(request: ScopedRequest) -> HttpResponse:
    """All that came so far is read."""
    count = reminders.mark_read(request.user.pk, None, at=timezone.now())
    messages.success(request, f"Отмечено прочитанным: {number(count)}.")
    return redirect("notices")


def _row(notice: Line) -> Row:
    state = Cell("прочитано", mark="muted") if notice.is_read else Cell("новое", mark="good")
    told_as = Cell(state.text, mark=state.mark, note=f"за {notice.instead_of}" if notice.instead_of else "")
    cells = (question_cell(notice), term_cell(notice), why_cell(notice), when_cell(notice), told_as)
    button = "" if notice.is_read else "Прочитано"
    return Row(cells, post_to=reverse("notice_read", args=[notice.id]), button=button, ask=f"№ {notice.question_id}")


def _told(unread: int) -> str:
    return f"Не прочитано: {number(unread)} {plural(unread, 'уведомление', 'уведомления', 'уведомлений')}."
