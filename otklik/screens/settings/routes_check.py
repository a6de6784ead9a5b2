"""Routing rules before they are put in force: what is wrong with them together, and what a draft would change."""

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from otklik.intake.catalogue import CHANNELS
from otklik.offices.rules import Verb
from otklik.routing import lately
from otklik.routing.checker import Fault, Finding, Shift
from otklik.routing.rules import Rule
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, show

PREVIEW = "Посмотреть, что изменится"
_PERSON = "решает человек"
_TITLES = {
    Fault.CLOSED: ("Направляют в закрытые органы", ""),
    Fault.OVERLAP: ("Спорят между собой", "Из двух правил об одном и том же срабатывает одно."),
    Fault.UNREACHABLE: ("Не срабатывают нигде", "Всюду говорят более точные."),
    Fault.GAP: (
        "Темы без исполнителя",
        f"Такие вопросы направляет машина по подсказке, если уверена, или человек. Число — за {lately.DAYS} дней.",
    ),
}


@needs_region(Verb.SETTINGS)
def checked(request: ScopedRequest) -> HttpResponse:
    """All faults of the rules in force today."""
    found = lately.findings(tuple(CHANNELS), timezone.now())
    tables = tuple(_table(fault, [one for one in found if one.fault == fault]) for fault in Fault)
    bad = sum(one.fault != Fault.GAP for one in found)
    lead = f"Ошибок: {bad}. Тем, для которых где-то нет правила: {len(found) - bad}."
    trail = SETTINGS, Link("Маршруты", reverse("settings_routes"))
    return show(request, Page("Проверка маршрутов", lead, trail, tables=tables))


def _table(fault: Fault, found: list[Finding]) -> Table:
    title, lead = _TITLES[fault]
    headings = ("Тема", "Что не так", "Вопросов") if fault == Fault.GAP else ("Правило", "Что не так")
    return Table(headings, tuple(_row(one) for one in found), title=title, lead=lead, empty="Таких нет.")


def _row(one: Finding) -> Row:
    if one.rule_id is None:
        feed = f"{reverse('feed')}?topic={one.topic}"
        return Row((Cell(one.topic), Cell(one.text), Cell(str(one.questions), feed if one.questions else "")))
    return Row((Cell(f"№ {one.rule_id}", reverse("settings_route", args=[one.rule_id])), Cell(one.text)))


def what_would_change(rule: Rule, now: datetime) -> Table:
    """A table of who would have got what in the last days with the rule in force."""
    looked_at, shifts = lately.what_if(rule, now)
    moved = sum(shift.questions for shift in shifts)
    lead = f"За {lately.DAYS} дней вопросов {looked_at}, из них ушли бы иначе {moved}. Правило пока не сохранено."
    empty = "Ни один вопрос не ушёл бы иначе: правило ничего не меняет."
    headings = ("Сейчас", "Стало бы", "Вопросов", "Например")
    return Table(headings, tuple(map(_shifted, shifts)), title="Что изменилось бы", lead=lead, empty=empty)


def _shifted(shift: Shift) -> Row:
    example = shift.examples[-1]
    return Row((
        Cell(shift.before or _PERSON), Cell(shift.after or _PERSON), Cell(str(shift.questions)),
        Cell(f"№ {example}", reverse("card", args=[example])),
    ))  # fmt: skip
