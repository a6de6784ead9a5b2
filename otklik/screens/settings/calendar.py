"""The production calendar: a year at a glance, a day to change, office hours beside."""

from datetime import date

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.offices import actions as offices
from otklik.offices.rules import Verb
from otklik.reference import actions
from otklik.reference.models import CalendarDay, OfficeHours
from otklik.reference.rules import ReferenceRefused
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.calendar_grid import WEEKDAYS, months
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Act, Cell, Link, Page, Row, Table, history, show
from otklik.screens.settings.recorded import recorded

_TITLE = "Календарь"
_FIRST, _LAST = 2000, 2100


class DayForm(DeskForm):
    """How a day differs from the plain week, and by which act."""

    kind = forms.ChoiceField(label="День", choices=CalendarDay.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Название", max_length=200, required=False, help_text="Например, «День республики».")
    source = forms.CharField(
        label="Основание", max_length=300, help_text="Акт, по которому день такой: постановление, номер, дата."
    )


class YearForm(DeskForm):
    """A year to put in from the shipped calendar of the country."""

    year = forms.IntegerField(label="Год", min_value=_FIRST, max_value=_LAST)


@needs_region(Verb.SETTINGS)
def this_year(request: ScopedRequest) -> HttpResponse:
    """The calendar of the year that runs; POST puts in a whole year."""
    form = YearForm(request.POST or None)
    if form.is_valid():
        wanted = form.cleaned_data["year"]
        _load(request, wanted)
        return redirect("settings_calendar_year", wanted)
    if form.is_bound:
        messages.error(request, f"Год не прочитан: нужно число от {_FIRST} до {_LAST}.")
    return redirect("settings_calendar_year", timezone.localdate().year)


def _load(request: ScopedRequest, wanted: int) -> None:
    with transaction.atomic():
        added = actions.load_year(wanted)
        if added:
            offices.record(
                subject="day", key=str(wanted), before=None, after={"days": added}, by=request.user, at=timezone.now()
            )
    told = f"Загружен {wanted} год: особых дней {added}." if added else f"{wanted} год уже загружен."
    messages.success(request, told)


@needs_region(Verb.SETTINGS)
def year(request: ScopedRequest, year: int) -> HttpResponse:
    """Twelve months; days off and short days are marked, each day opens its form."""
    if not _FIRST <= year <= _LAST:
        raise Http404
    rows = {row.day: row for row in CalendarDay.objects.filter(day__year=year, region="")}
    links = tuple(Link(str(near), reverse("settings_calendar_year", args=[near]), is_here=near == year)
                  for near in range(max(_FIRST, year - 1), min(_LAST, year + 1) + 1))  # fmt: skip
    is_loaded = date(year, 1, 1) in rows
    extra = {
        "months": months(year, rows), "weekdays": WEEKDAYS, "is_loaded": is_loaded,
        "load": YearForm(initial={"year": year}), "year": year,
    }  # fmt: skip
    lead = "По нему считаются рабочие часы и дни. Нажмите на день, чтобы изменить его; закрытые вопросы не меняются."
    page = Page(f"{_TITLE} на {year} год", lead, (SETTINGS,), links, (_hours(),),
                history=history(("day", "hours")), extra=extra)  # fmt: skip
    return show(request, page, "screens/settings/calendar.html")


@needs_region(Verb.SETTINGS)
def day(request: ScopedRequest, written: str) -> HttpResponse:
    """One day: how it differs, and a way to make it plain again."""
    wanted = _day(written)
    row = CalendarDay.objects.filter(day=wanted, region="").first()
    initial = {"kind": row.kind, "name": row.name, "source": row.source} if row else {}
    form = DayForm(request.POST or None, initial=initial)
    if form.is_valid() and _is_saved(request, form, wanted):
        return redirect("settings_calendar_year", wanted.year)
    acts: tuple[Act, ...] = ()
    if row is not None:
        why = "День станет таким, каков его день недели."
        acts = (Act("Убрать особый день", reverse("settings_calendar_drop", args=[written]), why, is_danger=True),)
    trail = (SETTINGS, Link(_TITLE, reverse("settings_calendar_year", args=[wanted.year])))
    title = f"{wanted:%d.%m.%Y}, {WEEKDAYS[wanted.weekday()]}"
    return show(request, Page(title, trail=trail, form=form, acts=acts, history=history(("day",), f"{wanted}:")))


@needs_region(Verb.SETTINGS)
@require_POST
def drop(request: ScopedRequest, written: str) -> HttpResponse:
    """Make a day plain again."""
    wanted = _day(written)
    try:
        recorded(lambda: actions.remove_day(day=wanted, by=request.user, at=timezone.now()), by=request.user)
    except ReferenceRefused as refused:
        messages.error(request, str(refused))
        return redirect("settings_calendar_day", written)
    messages.success(request, f"{wanted:%d.%m.%Y} — снова обычный день недели.")
    return redirect("settings_calendar_year", wanted.year)


def _is_saved(request: ScopedRequest, form: DayForm, wanted: date) -> bool:
    def write() -> object:
        return recorded(
            lambda: actions.save_day(day=wanted, by=request.user, at=timezone.now(), **form.cleaned_data),
            by=request.user,
        )

    saved = form.kept(write, ReferenceRefused) is not None
    if saved:
        messages.success(request, f"{wanted:%d.%m.%Y} сохранён. Новые сроки считаются по нему.")
    return saved


def _day(written: str) -> date:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        raise Http404 from None
    if not _FIRST <= found.year <= _LAST:
        raise Http404
    return found


def _hours() -> Table:
    rows = tuple(
        Row((Cell(hours.name), Cell(_week(hours.week)), Cell(f"на {hours.short_day_cut_min} мин"), Cell(hours.source)))
        for hours in OfficeHours.objects.order_by("code")
    )
    headings = ("Режим", "Часы", "Короткий день короче", "Основание")
    return Table(headings, rows, "Часы работы", empty="Часы работы не заданы: сроки в рабочих часах не считаются.")


def _week(week: dict[str, list[list[str]]]) -> str:
    """«пн–чт 09:00–18:00, пт 09:00–17:00»: days of the same hours stand together."""
    told: list[list[str]] = []
    for number, name in enumerate(WEEKDAYS):
        spans = ", ".join("–".join(span) for span in week.get(str(number), ()))
        if told and told[-1][2] == spans:
            told[-1][1] = name
        else:
            told.append([name, name, spans])
    return "; ".join(_days(first, last, spans) for first, last, spans in told if spans)


def _days(first: str, last: str, spans: str) -> str:
    return f"{first} {spans}" if first == last else f"{first}–{last} {spans}"
