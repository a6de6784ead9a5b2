"""By which day «после схода снега» is over: seasons of the region, each with its source."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import Season
from otklik.answers.promised import seasons
from otklik.answers.promised.promising import PromiseError
from otklik.offices.rules import Verb
from otklik.reference.models import Territory
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.codes import TERRITORIES, codes
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_TITLE = "Сезоны в обещаниях"


class SeasonForm(DeskForm):
    """A season of a territory: how it is said, by which day it is over."""

    code = forms.SlugField(
        label="Код", max_length=40, help_text="Латиницей: snow, warm. Строка с тем же кодом и территорией заменится."
    )
    territory_code = forms.CharField(
        label="Территория", max_length=11, required=False, widget=forms.TextInput(attrs={"list": TERRITORIES}),
        help_text="Код ОКТМО: действует и на всё внутри. Пусто — везде, где нет своей строки.",
    )  # fmt: skip
    title = forms.CharField(label="Название", max_length=100)
    words = forms.CharField(
        label="Как об этом пишут", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Через «;», звёздочка — любое окончание: «сход* снег*; таяни* снег*».",
    )  # fmt: skip
    day = forms.CharField(label="День", max_length=5, help_text="Месяц и число, до конца которых: 05-15.")
    source = forms.CharField(
        label="Основание", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Акт или справочник."
    )
    is_on = forms.BooleanField(label="Действует", required=False, initial=True)

    def clean_territory_code(self) -> str:
        code = self.cleaned_data["territory_code"].strip()
        if code and not Territory.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Территории с кодом «{code}» нет: выберите код из списка.")
        return code


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """All seasons, their days and sources."""
    lead = (
        "«После схода снега», «с наступлением тепла» в ответе — тоже обещание: оно берётся на контроль до этого дня."
        " Заводские дни условны: поставьте дни своего региона."
    )
    links = (Link("Добавить сезон", reverse("settings_season_new"), is_main=True),)
    return show(request, Page(_TITLE, lead, (SETTINGS,), links, (_table(),), history=history(("season",))))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new season."""
    return _form(request, "Новый сезон", {})


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one season."""
    row = get_object_or_404(Season, pk=rule_id)
    names = ("code", "territory_code", "title", "words", "day", "source", "is_on")
    return _form(request, f"Сезон: {row.title}", {name: getattr(row, name) for name in names})


def _form(request: ScopedRequest, title: str, initial: dict[str, Any]) -> HttpResponse:
    form = SeasonForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            seasons.save(Season(**form.cleaned_data), by=request.user, at=timezone.now())
        except PromiseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Сезон сохранён; обещания под контролем остаются с прежними днями.")
            return redirect("settings_seasons")
    trail = (SETTINGS, Link(_TITLE, reverse("settings_seasons")))
    return show(request, Page(title, trail=trail, form=form, codes=codes()))


def _table() -> Table:
    found = list(Season.objects.order_by("code", "territory_code"))
    names = dict(Territory.objects.filter(code__in={row.territory_code for row in found}).values_list("code", "name"))
    rows = tuple(
        Row(
            (
                Cell(row.title, reverse("settings_season", args=[row.pk]), note="" if row.is_on else "не действует"),
                Cell(names.get(row.territory_code, row.territory_code) or "Везде"),
                Cell(f"{row.day[3:]}.{row.day[:2]}"),
                Cell(row.words),
                Cell(row.source),
            )
        )
        for row in found
    )
    headings = ("Сезон", "Где", "До какого дня", "Как об этом пишут", "Основание")
    return Table(headings, rows, empty="Сезонов нет: добавьте первый.")
