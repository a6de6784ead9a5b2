"""A slice as a file: a book with its definitions, or a table that any program reads."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import xlsxwriter
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from otklik.gateways.engines import EngineError
from otklik.indicators import queries as indicators
from otklik.indicators import source
from otklik.indicators.cutting import Cut, Figure
from otklik.indicators.dimensions import DIMENSIONS
from otklik.indicators.indicator import Indicator, Unit
from otklik.indicators.rules import SliceError
from otklik.indicators.source import NoFacts
from otklik.offices import actions as offices
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.figures import FEW, UNITS
from otklik.screens.slices import asking, naming, page, words

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
TOTAL = "Всего"
Column = tuple[str, Callable[[Figure], Any]]


@needs(Verb.ANALYSE)
def download(request: ScopedRequest, form: str) -> HttpResponse:
    """All groups of the slice, also those that the page leaves out; who took it is kept in the journal of changes."""
    if form not in _FORMS:
        raise Http404
    now = timezone.now()
    try:
        asked = asking.read(request.GET, now=now)
        cut = indicators.cut(asked, request.scope, now=now)
    except (SliceError, NoFacts, EngineError):
        # The page of the same address says what is wrong.
        return redirect(f"{reverse('slices')}?{request.GET.urlencode()}")
    titles, (kind, write) = page.titled(asked, cut), _FORMS[form]
    told = {"address": asked.address(), "form": form, "rows": len(cut.groups)}
    offices.record(subject="export", key="slice", before=None, after=told, by=request.user, at=now)
    site = request.build_absolute_uri(f"{reverse('slices')}?{asked.address()}")
    response = HttpResponse(write(cut, titles, site, now), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="srez-{timezone.localdate():%Y-%m-%d}.{form}"'
    return response


def book(cut: Cut, titles: naming.Titles, site: str, now: datetime) -> bytes:
    """An xlsx of two sheets: the figures, and how they were counted; words that begin with «=» stay words."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as made:
        bold = made.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {unit: made.add_format({"num_format": _number(unit)}) for unit in Unit}
        _figures(made.add_worksheet("Срез"), cut, titles, bold, formats)
        _definitions(made.add_worksheet("Как посчитано"), cut, titles, site, now, bold)
    return out.getvalue()


def table(cut: Cut, titles: naming.Titles, site: str, now: datetime) -> bytes:
    """A csv as Russian Excel opens it: a mark of its letters, semicolons, commas in numbers."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([safe(heading) for heading in headings(cut)])
    for keys, figures in lines(cut, titles):
        writer.writerow([*(safe(key) for key in keys), *(_comma(value) for value in values(cut, figures))])
    return out.getvalue().encode("utf-8-sig")


def headings(cut: Cut) -> list[str]:
    """Dimensions, then of each measure its value, n and, where it is compared, what it was and the change."""
    names = [DIMENSIONS[code].title for code in cut.asked.dimensions] or [""]
    for one in cut.indicators:
        unit = "доля" if one.unit is Unit.SHARE else UNITS[one.unit]
        names += [f"{one.title}, {unit}", f"{one.title}: вопросов"]
        if cut.asked.compare:
            names += [f"{one.title}: было", f"{one.title}: изменение"]
    return names


def lines(cut: Cut, titles: naming.Titles) -> Iterable[tuple[list[str], tuple[Figure, ...]]]:
    """Every group with its keys in words, the total last."""
    codes = cut.asked.dimensions
    for group in cut.groups if codes else ():
        yield [titles[code].get(key, key) for code, key in zip(codes, group.keys, strict=True)], group.figures
    yield [TOTAL, *("" for _ in codes[1:])], cut.total


def values(cut: Cut, figures: Iterable[Figure]) -> list[float | int | str | None]:
    """The cells of one line, as `headings` name them; a guarded figure is told in words."""
    found: list[float | int | str | None] = []
    for figure in figures:
        found += [FEW if figure.is_guarded else figure.value, figure.n]
        if cut.asked.compare:
            found += [figure.before, figure.change]
    return found


def safe(text: str) -> str:
    """A text that a spreadsheet takes for no formula. Source: OWASP, CSV Injection."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _figures(sheet: Any, cut: Cut, titles: naming.Titles, bold: Any, formats: dict[Unit, Any]) -> None:
    keys = max(1, len(cut.asked.dimensions))
    sheet.freeze_panes(1, keys)
    for column, heading in enumerate(headings(cut)):
        sheet.set_column(column, column, 34 if column < keys else 18)
        sheet.write_string(0, column, heading, bold)
    looks = _looks(cut, formats)
    for row, (names, figures) in enumerate(lines(cut, titles), 1):
        for column, name in enumerate(names):
            sheet.write_string(row, column, name)
        for column, (value, look) in enumerate(zip(values(cut, figures), looks, strict=True), keys):
            _write(sheet, row, column, value, look)


def _write(sheet: Any, row: int, column: int, value: float | int | str | None, look: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value, look)


def _looks(cut: Cut, formats: dict[Unit, Any]) -> list[Any]:
    found = []
    for one in cut.indicators:
        mine = formats[one.unit]
        found += [mine, None, *([mine, mine] if cut.asked.compare else [])]
    return found


def _definitions(sheet: Any, cut: Cut, titles: naming.Titles, site: str, now: datetime, bold: Any) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    for row, (name, told) in enumerate(_told(cut, titles, site, now)):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, told)


def _told(cut: Cut, titles: naming.Titles, site: str, now: datetime) -> list[tuple[str, str]]:
    fresh = source.freshness()
    as_of = f"{timezone.localtime(fresh.as_of):%d.%m.%Y %H:%M}" if fresh.as_of else "—"
    told = [
        ("Срез", words.plain(cut.asked, titles)), ("Данные на", as_of),
        ("Выгружено", f"{timezone.localtime(now):%d.%m.%Y %H:%M}"), ("Адрес", site), ("Итоги", words.totals_note()),
    ]  # fmt: skip
    for one in cut.indicators:
        told += _defined(one)
    return told


def _defined(one: Indicator) -> list[tuple[str, str]]:
    made = words.definition(one)
    exact = "" if made.is_exact else " Приближённо."
    return [(one.title, f"{made.why} {made.counted}{exact} {made.better}. Источник: {made.source}.")]


def _number(unit: Unit) -> str:
    return {Unit.SHARE: "0.0%", Unit.QUESTIONS: "#,##0.##", Unit.PEOPLE: "#,##0.##"}.get(unit, "0.0")


def _comma(value: float | int | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",")


_FORMS: dict[str, tuple[str, Callable[[Cut, naming.Titles, str, datetime], bytes]]] = {
    "xlsx": (_XLSX, book), "csv": ("text/csv; charset=utf-8", table),
}  # fmt: skip
