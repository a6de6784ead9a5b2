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

from otklik.deadlines import recount_log
from otklik.offices import actions as offices
from otklik.offices.rules import Verb
from otklik.reference import actions
from otklik.reference.models import CalendarDay, Territory
from otklik.reference.rules import ReferenceRefused
from otklik.screens.access import ScopedRequest
from otklik.screens.settings import office_hours
from otklik.screens.settings.calendar_grid import WEEKDAYS, months
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Act, Link, Page, history, show
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
    """Twelve months of the country or, with `?region=`, of a region; each day opens its form."""
    if not _FIRST <= year <= _LAST:
        raise Http404
    region = _region(request)
    rows = _rows(year, region)
    is_loaded = date(year, 1, 1) in rows
    extra = {
        "months": months(year, rows, region), "weekdays": WEEKDAYS, "is_loaded": is_loaded, "year": year,
        "regions": _regions(year, region), "stale": len(recount_log.changed_since_last()),
    }  # fmt: skip
    lead = "По нему считаются рабочие часы и дни. Нажмите на день, чтобы изменить его; закрытые вопросы не меняются."
    page = Page(f"{_TITLE} на {year} год", lead, (SETTINGS,), _links(year, region), (office_hours.table(),),
                history=history(("day", "hours")), extra=extra)  # fmt: skip
    return show(request, page, "screens/settings/calendar.html")


@needs_region(Verb.SETTINGS)
def day(request: ScopedRequest, written: str) -> HttpResponse:
    """One day of the country or of a region: how it differs, and a way to make it plain again."""
    wanted, region = _day(written), _region(request)
    row = CalendarDay.objects.filter(day=wanted, region=region).first()
    initial = {"kind": row.kind, "name": row.name, "source": row.source} if row else {}
    form = DayForm(request.POST or None, initial=initial)
    if form.is_valid() and _is_saved(request, form, wanted, region):
        return redirect(_year(wanted.year, region))
    acts: tuple[Act, ...] = ()
    if row is not None:
        why = "День станет таким, как в стране." if region else "День станет таким, каков его день недели."
        drop_at = reverse("settings_calendar_drop", args=[written]) + _query(region)
        acts = (Act("Убрать особый день", drop_at, why, is_danger=True),)
    trail = (SETTINGS, Link(_TITLE, _year(wanted.year, region)))
    title = f"{wanted:%d.%m.%Y}, {WEEKDAYS[wanted.weekday()]}"
    lead = f"Только для региона: {_name(region)}." if region else ""
    kept = history(("day",), f"{wanted}:{region}")
    return show(request, Page(title, lead, trail=trail, form=form, acts=acts, history=kept))


@needs_region(Verb.SETTINGS)
@require_POST
def drop(request: ScopedRequest, written: str) -> HttpResponse:
    """Make a day plain again."""
    wanted, region, at = _day(written), _region(request), timezone.now()
    try:
        recorded(lambda: actions.remove_day(day=wanted, region=region, by=request.user, at=at), by=request.user)
    except ReferenceRefused as refused:
        messages.error(request, str(refused))
        return redirect(reverse("settings_calendar_day", args=[written]) + _query(region))
    messages.success(request, f"{wanted:%d.%m.%Y} — снова обычный день.")
    return redirect(_year(wanted.year, region))


def _is_saved(request: ScopedRequest, form: DayForm, wanted: date, region: str) -> bool:
    def write() -> object:
        at, by = timezone.now(), request.user
        return recorded(lambda: actions.save_day(day=wanted, region=region, by=by, at=at, **form.cleaned_data), by=by)

    saved = form.kept(write, ReferenceRefused) is not None
    if saved:
        messages.success(request, f"{wanted:%d.%m.%Y} сохранён. Идущие сроки сдвинет пересчёт.")
    return saved


def _rows(year: int, region: str) -> dict[date, CalendarDay]:
    """The days of the country, and over them those of the region."""
    rows = {row.day: row for row in CalendarDay.objects.filter(day__year=year, region="")}
    own = CalendarDay.objects.filter(day__year=year, region=region) if region else ()
    return rows | {row.day: row for row in own}


def _links(year: int, region: str) -> tuple[Link, ...]:
    near = range(max(_FIRST, year - 1), min(_LAST, year + 1) + 1)
    years = tuple(Link(str(one), _year(one, region), is_here=one == year) for one in near)
    new = Link("Добавить часы работы", reverse("settings_hours_new"))
    return (*years, new, Link("Пересчёт сроков", reverse("settings_recount")))


def _regions(year: int, region: str) -> tuple[Link, ...]:
    """The country and each region that is in the reference book."""
    known = Territory.objects.filter(kind=Territory.Kind.REGION).order_by("name").values_list("code", "name")
    pairs = [("", "Вся страна"), *known]
    return tuple(Link(name, _year(year, code), is_here=code == region) for code, name in pairs)


def _region(request: ScopedRequest) -> str:
    code = request.GET.get("region", "")
    if code and not Territory.objects.filter(code=code, kind=Territory.Kind.REGION).exists():
        raise Http404
    return code


def _name(region: str) -> str:
    return Territory.objects.values_list("name", flat=True).get(code=region)


def _year(year: int, region: str) -> str:
    return reverse("settings_calendar_year", args=[year]) + _query(region)


def _query(region: str) -> str:
    return f"?region={region}" if region else ""


def _day(written: str) -> date:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        raise Http404 from None
    if not _FIRST <= found.year <= _LAST:
        raise Http404
    return found
