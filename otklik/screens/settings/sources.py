"""Systems that send letters through the API, and their keys, each shown once."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.intake import actions, queries
from otklik.intake.models import Source
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import CodeField, DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_TITLE = "Источники и ключи"


class SourceForm(DeskForm):
    """A system that will send letters."""

    code = CodeField(help_text="Латиницей, например «region-portal». Потом не меняется.")
    name = forms.CharField(label="Название", max_length=100, help_text="Как систему называют люди.")


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """All sources; a revoked one may be let in again."""
    rows = tuple(_row(source) for source in queries.sources())
    headings = ("Система", "Код", "Заведена", "Состояние")
    table = Table(headings, rows, empty="Источников нет: добавьте систему и передайте ей ключ.")
    page = Page(
        _TITLE,
        "Ключ показывается один раз. Потерян или раскрыт — отключите источник и заведите новый.",
        (SETTINGS,),
        (Link("Добавить источник", reverse("settings_source_new"), is_main=True),),
        (table,),
        history=history(("source",)),
    )
    return show(request, page)


def _row(source: Source) -> Row:
    state = Cell("принимается", mark="good") if source.is_active else Cell("отключён", mark="muted")
    button = "Отключить" if source.is_active else "Включить"
    address = reverse("settings_source_switch", args=[source.code])
    cells = (Cell(source.name), Cell(source.code), Cell(f"{timezone.localtime(source.created_at):%d.%m.%Y}"), state)
    return Row(cells, post_to=address, button=button, ask=source.name)


@never_cache
@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new source; the answer holds its key, now and never again."""
    form = SourceForm(request.POST or None)
    if form.is_valid():
        sent = form.cleaned_data
        made = form.kept(
            lambda: actions.make_source(name=sent["name"], code=sent["code"], by=request.user, at=timezone.now()),
            actions.SourceError,
        )
        if made is not None:
            source, key = made
            page = Page(f"Ключ источника «{source.name}»", trail=_trail(), extra={"key": key})
            return show(request, page, "screens/settings/key.html")
    return show(request, Page("Новый источник", trail=_trail(), form=form, button="Завести и показать ключ"))


@needs_region(Verb.SETTINGS)
@require_POST
def switch(request: ScopedRequest, code: str) -> HttpResponse:
    """Stop a source, or let it in again with the key it has."""
    source = get_object_or_404(Source, code=code)
    is_active = not source.is_active
    actions.switch_source(source, is_active=is_active, by=request.user, at=timezone.now())
    told = "снова принимается" if is_active else "отключён: его ключ больше не действует"
    messages.success(request, f"Источник «{source.name}» {told}.")
    return redirect("settings_sources")


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_sources"))
