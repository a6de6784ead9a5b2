"""A ranking as a file: places of all leagues, the formula, how it was counted."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from otklik.offices import actions as offices
from otklik.offices.rules import Verb
from otklik.ranking.rules import BY_CODE, LEVEL, PARTS, Formula, LeagueTable, Ranking, Standing
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.ranking import choice, told
from otklik.screens.ranking.board import REFUSED, asked_for
from otklik.screens.slices.exports import safe

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Value = str | int | float | None
_HEADINGS = (
    "Лига", "Место от", "Место до", "Место по баллу", "Скобка", "Кто", "Балл", "Балл от", "Балл до",
    *(f"{title}, из 100" for title in PARTS.values()), *(f"{title}: очки" for title in PARTS.values()), "Вопросов",
    "Балл к прошлому периоду", "Место в прошлом периоде", "Почему нет места",
)  # fmt: skip
_WIDE = {0: 34, 5: 44, 21: 44}
_METHOD = (
    ("Что считается", "Все вопросы, отвеченные в периоде, и все, чей срок к его концу прошёл без ответа; все каналы."),
    ("Трудность", "Каждый вопрос сравнивается с такими же у других: группа тем, канал и вид письма, срочность."),
    ("Вес вопроса", "Вопросы одного письма весят как одно, повторы — как один, все письма одного автора — как два."),
    ("Мало вопросов", "Чем вопросов меньше, тем ближе балл к среднему лиги; меньше наименьшего числа — мест нет."),
    ("Границы", f"Балл и место лежат в границах с вероятностью {LEVEL:.0%}: байесовский бутстреп по авторам."),
    ("Скобка", "Одна у тех, чей порядок нельзя назвать с этой же вероятностью."),
    ("Прошлый период", "Сравнивается только с местом по той же версии формулы."),
)  # fmt: skip


@needs(Verb.ANALYSE)
def download(request: ScopedRequest, form: str) -> HttpResponse:
    """All leagues of a period; who took it is kept in the journal of changes."""
    if form not in _FORMS:
        raise Http404
    now = timezone.now()
    try:
        found = asked_for(request, now)
    except REFUSED:
        # The page of the same address says what is wrong.
        return redirect(choice.address(period=request.GET.get("period", "")))
    if found is None:
        return redirect(choice.address())
    kind, write = _FORMS[form]
    taken = {"period": found.key, "form": form, "rows": sum(1 for _ in lines(found))}
    offices.record(subject="export", key="ranking", before=None, after=taken, by=request.user, at=now)
    response = HttpResponse(write(found), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="reiting-{found.key}.{form}"'
    return response


def lines(found: Ranking) -> Iterable[tuple[Value, ...]]:
    """A line for everybody, as `_HEADINGS` names the cells; who is not ranked stands below their league."""
    for table in found.leagues:
        for row in (*table.ranked, *table.apart):
            yield _line(table, row)


def book(found: Ranking) -> bytes:
    """An xlsx of three sheets; words that begin with «=» stay words."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as made:
        bold = made.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        one = made.add_format({"num_format": "0.0"})
        _sheet(made.add_worksheet("Рейтинг"), (_HEADINGS, *lines(found)), bold, one, _WIDE)
        _sheet(made.add_worksheet("Формула"), tuple(_formula(found.formula)), bold, one, {0: 34, 2: 90})
        _sheet(made.add_worksheet("Как посчитано"), (("Что", "Как"), *_method(found)), bold, one, {0: 26, 1: 110})
    return out.getvalue()


def table(found: Ranking) -> bytes:
    """A csv as Russian Excel opens it, the period, the formula and the moment in its last lines."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    for row in (_HEADINGS, *lines(found), (), *_method(found), (), *_formula(found.formula)):
        writer.writerow([_written(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _line(table: LeagueTable, row: Standing) -> tuple[Value, ...]:
    parts = {one.code: one for one in row.parts}
    ranked = (row.place_low, row.place_high, row.place, row.band) if row.is_ranked else (None,) * 4
    return (
        table.league.title, *ranked, row.subject.title, round(row.score, 2), round(row.low, 2), round(row.high, 2),
        *(round(100 * parts[code].value, 2) for code in PARTS), *(round(parts[code].points, 2) for code in PARTS),
        row.n, None if row.change is None else round(row.change, 2), row.place_before, row.why_not,
    )  # fmt: skip


def _formula(formula: Formula) -> Iterable[tuple[Value, ...]]:
    yield ("Часть или показатель", "Вес", "Почему")
    for part in formula.parts:
        yield (PARTS[part.code], told.percent(part.percent), part.why)
        for one in formula.components:
            if BY_CODE[one.code].part == part.code:
                yield (f"— {BY_CODE[one.code].title}", told.percent(one.percent), one.why)
    yield ("Наименьшее число вопросов", formula.minimum, "")
    for league in formula.leagues:
        yield ("Лига", "", league.title)


def _method(found: Ranking) -> Iterable[tuple[str, str]]:
    as_of = f"{timezone.localtime(found.as_of):%d.%m.%Y %H:%M}" if found.as_of else "—"
    published = "опубликован, не меняется" if found.is_published else "не опубликован, места ещё меняются"
    yield "Период", f"{choice.title(found.key, ())}: {published}"
    yield "Данные на", as_of
    yield (
        "Формула",
        f"версия {found.formula.number}, действует с {found.formula.valid_from:%d.%m.%Y}: {found.formula.why}",
    )
    yield "Отпечаток данных", found.digest
    yield from _METHOD


def _sheet(sheet: Any, rows: Sequence[Sequence[Value]], bold: Any, number: Any, widths: dict[int, int]) -> None:
    sheet.freeze_panes(1, 0)
    for column in range(len(rows[0])):
        sheet.set_column(column, column, widths.get(column, 12))
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, column, value, bold if not line else None)
            elif value is not None:
                sheet.write_number(line, column, value, number if isinstance(value, float) else None)


def _written(value: Value) -> str:
    if isinstance(value, str):
        return safe(value)
    return "" if value is None else f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)


_FORMS: dict[str, tuple[str, Callable[[Ranking], bytes]]] = {
    "xlsx": (_XLSX, book), "csv": ("text/csv; charset=utf-8", table),
}  # fmt: skip
