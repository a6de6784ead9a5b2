"""Territories: the list, a new one, a change, borders from GeoJSON."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.offices.rules import Verb
from otklik.reference.models import Territory
from otklik.reference.territories import save_territory
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import number
from otklik.screens.settings.filters import WordForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show
from otklik.screens.settings.recorded import recorded
from otklik.screens.settings.territory_form import NewTerritoryForm, TerritoryForm, filled

_TITLE = "Территории"
_PAGE = 100
_KINDS = dict(Territory.Kind.choices)


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """Territories by code; `?q=` narrows by a part of the name or the code."""
    words, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    found = list(
        _found(words).filter(code__gt=after).select_related("parent").defer("border", "parent__border")[: _PAGE + 1]
    )
    query = request.GET.copy()
    if len(found) > _PAGE:
        query["after"] = found[_PAGE - 1].code
    with_border = Territory.objects.filter(border__isnull=False, pk__in=[one.pk for one in found])
    bordered = set(with_border.values_list("pk", flat=True))
    rows = tuple(_row(territory, territory.pk in bordered) for territory in found[:_PAGE])
    headings = ("Название", "ОКТМО", "Вид", "Население", "Граница")
    empty = "Ничего не найдено." if words else "Территорий нет: добавьте регион и его муниципалитеты."
    table = Table(headings, rows, empty=empty, more=f"?{query.urlencode()}" if len(found) > _PAGE else "")
    page = Page(
        _TITLE,
        "Места, к которым привязываются вопросы: регион, муниципалитеты, населённые пункты.",
        (SETTINGS,),
        (Link("Добавить территорию", reverse("settings_territory_new"), is_main=True),),
        (table,),
        filters=WordForm(request.GET),
        history=history(("territory",)),
    )
    return show(request, page)


def _found(words: str) -> QuerySet[Territory]:
    territories = Territory.objects.order_by("code")
    if not words:
        return territories
    named = Q(name__icontains=words) | Q(name__icontains=words.capitalize()) | Q(code__startswith=words)
    return territories.filter(named)


def _row(territory: Territory, has_border: bool) -> Row:
    name = Cell(territory.name, reverse("settings_territory", args=[territory.code]),
                note=territory.parent.name if territory.parent else "")  # fmt: skip
    population = number(territory.population) if territory.population is not None else "—"
    border = Cell("есть", mark="good") if has_border else Cell("нет", mark="muted")
    return Row((name, Cell(territory.code), Cell(_KINDS[territory.kind]), Cell(population), border))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new territory."""
    form = NewTerritoryForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        return _saved(request, form, form.cleaned_data["code"])
    return show(request, Page("Новая территория", trail=_trail(), form=form, is_wide=True, has_file=True))


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over one territory."""
    territory = get_object_or_404(Territory.objects.select_related("parent"), code=code)
    form = TerritoryForm(request.POST or None, request.FILES or None, initial=filled(territory), own=code)
    if form.is_valid():
        return _saved(request, form, code)
    lead = "Граница загружена." if territory.border else "Границы нет: на карте видна точка."
    page = Page(
        territory.name, lead, _trail(), form=form, is_wide=True, has_file=True, history=history(("territory",), code)
    )
    return show(request, page)


def _saved(request: ScopedRequest, form: TerritoryForm, code: str) -> HttpResponse:
    values: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "code"}
    recorded(lambda: save_territory(code=code, values=values, by=request.user, at=timezone.now()), by=request.user)
    messages.success(request, f"«{values['name']}» сохранено.")
    return redirect("settings_territories")


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_territories"))
