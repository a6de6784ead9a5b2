"""Office hours: a week of days with several intervals each; a body's own ones on the body's page."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.deadlines import office_hours
from otklik.deadlines.rules import DeadlineError
from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.reference import actions
from otklik.reference.models import OfficeHours
from otklik.reference.rules import ReferenceRefused
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.calendar_grid import WEEKDAYS
from otklik.screens.settings.forms import CodeField, DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Act, Cell, Link, Page, Row, Table, history, show
from otklik.screens.settings.recorded import recorded

_NAMES = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")


class HoursForm(DeskForm):
    """A box a day: «09:00–13:00, 14:00–18:00»; an empty one is a day off."""

    name = forms.CharField(label="Название", max_length=200)
    short_day_cut_min = forms.IntegerField(
        label="Сокращённый день короче на, мин", min_value=0, max_value=480, initial=60,
        help_text="ТК РФ, ст. 95: накануне праздника на час короче.",
    )  # fmt: skip
    source = forms.CharField(
        label="Основание", max_length=300, help_text="Правила внутреннего распорядка, номер, дата."
    )

    def week(self) -> dict[str, list[list[str]]]:
        """What was typed, for reference.actions.save_hours; what is no interval is refused there in words."""
        days = ((str(number), self.cleaned_data[f"day_{number}"]) for number in range(7))
        return {day: _intervals(written) for day, written in days if written.strip()}


for _number, _name in enumerate(_NAMES):
    HoursForm.base_fields[f"day_{_number}"] = forms.CharField(
        label=_name, max_length=100, required=False,
        widget=forms.TextInput(attrs={"placeholder": "выходной", "inputmode": "text"}),
        help_text="Через запятую, с обедом между: 09:00–13:00, 14:00–18:00. Пусто — выходной." if _number == 0 else "",
    )  # fmt: skip


class NewHoursForm(HoursForm):
    """New hours are given their code too."""

    code = CodeField(help_text="Латиницей, например «duty». Потом не меняется.")
    field_order = ("code",)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if OfficeHours.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Режим «{code}» уже есть: измените его или возьмите другой код.")
        return code


class BodyHoursForm(DeskForm):
    """By which hours a body works."""

    hours = forms.ChoiceField(label="Часы работы органа", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = OfficeHours.objects.order_by("name").values_list("code", "name")
        self.fields["hours"].choices = choices(known, "как в правиле срока")  # type: ignore[attr-defined]


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for new office hours."""
    form = NewHoursForm(request.POST or None)
    if form.is_valid() and _is_saved(request, form, form.cleaned_data["code"]):
        return redirect("settings_calendar")
    return show(request, Page("Новые часы работы", trail=_trail(), form=form, is_wide=True))


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over office hours; terms that run already are moved by a recount."""
    hours = get_object_or_404(OfficeHours, code=code)
    form = HoursForm(request.POST or None, initial=_filled(hours))
    if form.is_valid() and _is_saved(request, form, code):
        return redirect("settings_recount")
    lead = "Новые сроки считаются по новым часам сразу, идущие — после пересчёта."
    return show(
        request, Page(hours.name, lead, _trail(), form=form, is_wide=True, history=history(("hours",), hours.code))
    )


@needs_region(Verb.SETTINGS)
@require_POST
def of_body(request: ScopedRequest, code: str) -> HttpResponse:
    """Give a body hours of its own, or take them away."""
    body = get_object_or_404(Body, code=code)
    form = BodyHoursForm(request.POST)
    chosen = form.cleaned_data["hours"] if form.is_valid() else None
    try:
        if chosen is None:
            raise DeadlineError("Такого режима работы нет: выберите из списка.")
        office_hours.save(body, hours_code=chosen, by=request.user, at=timezone.now())
    except DeadlineError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Часы органа «{body}» сохранены. Идущие сроки сдвинет пересчёт.")
    return redirect("settings_body", code)


def act_for(body: Body) -> Act:
    """The part of a body's page that sets its hours."""
    form = BodyHoursForm(initial={"hours": office_hours.of_body(body)})
    why = "По своим часам считаются рабочие часы и концы рабочих дней этого органа: дежурная служба, МФЦ, больница."
    return Act("Сохранить часы", reverse("settings_body_hours", args=[body.code]), why, form=form)


def table() -> Table:
    """All office hours, for the page of the calendar."""
    rows = tuple(
        Row((
            Cell(hours.name, reverse("settings_hours", args=[hours.code])), Cell(_told(hours.week)),
            Cell(f"на {hours.short_day_cut_min} мин"), Cell(hours.source),
        ))
        for hours in OfficeHours.objects.order_by("code")
    )  # fmt: skip
    headings = ("Режим", "Часы", "Короткий день короче", "Основание")
    return Table(headings, rows, "Часы работы", empty="Часы работы не заданы: сроки в рабочих часах не считаются.")


def _is_saved(request: ScopedRequest, form: HoursForm, code: str) -> bool:
    sent = form.cleaned_data
    kept = {name: sent[name] for name in ("name", "short_day_cut_min", "source")}

    def write() -> object:
        at, by = timezone.now(), request.user
        return recorded(lambda: actions.save_hours(code=code, week=form.week(), by=by, at=at, **kept), by=by)

    saved = form.kept(write, ReferenceRefused) is not None
    if saved:
        messages.success(request, f"«{sent['name']}» сохранены.")
    return saved


def _intervals(written: str) -> list[list[str]]:
    parts = (part.strip() for part in re.split(r"[,;]", written))
    return [[end.strip() for end in re.split(r"[–—-]", part)] for part in parts if part]


def _filled(hours: OfficeHours) -> dict[str, Any]:
    days = {
        f"day_{number}": ", ".join("–".join(span) for span in hours.week.get(str(number), ())) for number in range(7)
    }
    return {"name": hours.name, "short_day_cut_min": hours.short_day_cut_min, "source": hours.source, **days}


def _told(week: dict[str, list[list[str]]]) -> str:
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


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link("Календарь", reverse("settings_calendar"))
