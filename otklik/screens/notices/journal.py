"""The log of escalations: who was told of which question, when, why and by whom."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone

from otklik.flow.alarms import reminders
from otklik.flow.alarms.reminders import PAGE, Line, Wanted
from otklik.flow.alarms.steps import TOLD
from otklik.offices import queries as offices
from otklik.offices.rules import ROLES, Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.notices.pages import more, question_cell, shown, tabs, term_cell, when_cell, whole, why_cell
from otklik.screens.parts.tell import number, plural
from otklik.screens.settings.forms import DayField, DeskForm, choices
from otklik.screens.settings.pages import Cell, Page, Row, Table


class LogForm(DeskForm):
    """What the log is narrowed by."""

    body = forms.ChoiceField(label="Орган", required=False)
    role = forms.ChoiceField(label="Кого", required=False)
    how = forms.ChoiceField(
        label="Как", required=False, choices=[("", "любым путём"), ("ladder", "лестницей"), ("people", "человеком")]
    )
    since = DayField(label="С", required=False)
    until = DayField(label="По", required=False)
    question = forms.IntegerField(label="№ вопроса", required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [(str(body.id), body.label) for body in offices.bodies().values()]
        roles = [(code, ROLES[code].title) for code in TOLD]
        self.fields["body"].choices = choices(bodies, "любой")  # type: ignore[attr-defined]
        self.fields["role"].choices = choices(roles, "любую роль")  # type: ignore[attr-defined]


@needs(Verb.READ)
def listed(request: ScopedRequest) -> HttpResponse:
    """The log of the questions of the scope, the newest first."""
    form = LogForm(request.GET)
    wanted = _wanted(form.cleaned_data) if form.is_valid() else Wanted()
    found = reminders.journal(request.scope, wanted, now=timezone.now(), after=whole(request.GET.get("after", "")))
    count = reminders.counted(request.scope, wanted)
    words = f"{number(count)} {plural(count, 'предупреждение', 'предупреждения', 'предупреждений')}"
    table = Table(
        ("Когда", "Вопрос", "Срок", "Кому", "Почему", "Письмо"),
        tuple(_row(notice) for notice in found[:PAGE]),
        lead=f"{words}, новые сверху.",
        empty="Под этот отбор ничего не подходит: никого не предупреждали.",
        more=more(request.GET, found, PAGE),
    )
    lead = "Кого предупредили о сроках вопросов, которые вам видны. Записи не меняются и не удаляются."
    page = Page("Журнал эскалаций", lead, links=tabs("notices_log"), tables=(table,), filters=form)
    return shown(request, page)


def _wanted(sent: dict[str, Any]) -> Wanted:
    return Wanted(
        body_id=int(sent["body"]) if sent["body"] else None, role=sent["role"], how=sent["how"],
        since=_midnight(sent["since"]), until=_midnight(sent["until"], days=1), question_id=sent["question"],
    )  # fmt: skip


def _midnight(day: Any, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days), time(), tzinfo=timezone.get_current_timezone())


def _row(notice: Line) -> Row:
    instead = f", за {notice.instead_of}" if notice.instead_of else ""
    who = Cell(notice.person, note=f"{notice.role}{instead}")
    letter = Cell(notice.mail or "нет", mark="" if notice.mail else "muted")
    return Row((when_cell(notice), question_cell(notice), term_cell(notice), who, why_cell(notice), letter))
