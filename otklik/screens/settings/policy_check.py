"""What a version of a policy would have changed for the questions of the last month, as a table."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from otklik.deadlines import what_if
from otklik.deadlines.what_if import Change, Spread, WhatIf
from otklik.reference.models import Milestone
from otklik.reference.terms import PolicyDraft
from otklik.screens.parts.tell import number, plural
from otklik.screens.settings.pages import Cell, Row, Table

PREVIEW = "Посмотреть, что изменится"
_KINDS = dict(Milestone.Kind.choices)
_MOST_SHIFTS = 6


def tables(draft: PolicyDraft, now: datetime) -> tuple[Table, ...]:
    """How the terms of the month would have moved, and examples. Raises YearNotLoaded."""
    told = what_if.last_month(draft, now)
    return _moves(told), _examples(told)


def _moves(told: WhatIf) -> Table:
    looked_at = f"{number(told.looked_at)} {plural(told.looked_at, 'вопрос', 'вопроса', 'вопросов')}"
    cut = ", самые новые" if told.looked_at == what_if.MOST else ""
    lead = (
        f"За {what_if.DAYS} дней: {looked_at}{cut}. Под эту версию подошло бы {number(told.falls)},"
        f" вышло бы из-под правила {number(told.leaves)}. Правило пока не сохранено, идущие сроки не изменятся."
    )
    headings = ("Срок", "Раньше", "Позже", "Так же", "Появился бы", "Исчез бы", "На сколько")
    return Table(
        headings, tuple(map(_spread, told.spreads)), "Что изменилось бы", lead, "Ни один вопрос не подошёл бы."
    )


def _spread(spread: Spread) -> Row:
    counts = (spread.earlier, spread.later, spread.same, spread.new, spread.gone)
    most = sorted(spread.by_days, key=lambda pair: -pair[1])[:_MOST_SHIFTS]
    shifts = "; ".join(f"{_days(days)} — {number(times)}" for days, times in sorted(most))
    return Row((Cell(_KINDS[spread.kind]), *(Cell(number(count)) for count in counts), Cell(shifts or "—")))


def _days(days: int) -> str:
    """«на 2 дня раньше», «в тот же день»."""
    if not days:
        return "меньше суток"
    return f"на {abs(days)} {plural(abs(days), 'день', 'дня', 'дней')} {'раньше' if days < 0 else 'позже'}"


def _examples(told: WhatIf) -> Table:
    headings = ("Вопрос", "Срок", "Сейчас", "Стало бы")
    return Table(headings, tuple(map(_example, told.examples)), "Например", empty="Ни один срок не сдвинулся бы.")


def _example(change: Change) -> Row:
    card = reverse("card", args=[change.question_id])
    return Row((
        Cell(f"№ {change.question_id}", card), Cell(_KINDS[change.kind]),
        Cell(_day(change.before)), Cell(_day(change.after)),
    ))  # fmt: skip


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}" if moment else "—"
