"""How sure the machine must be to decide by itself, per head."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Page, history, show
from otklik.triage.actions import set_thresholds
from otklik.triage.models import Threshold

_HEADS = {"group": "Группа тем", "theme": "Тема", "executor": "Исполнитель"}


def _share(head: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"{_HEADS[head]}, %",
        min_value=1,
        max_value=100,
        required=False,
        help_text="Ниже этой уверенности решает человек. Пусто — всегда решает человек.",
    )


class ThresholdForm(DeskForm):
    """A share in per cent for each head, and where it comes from."""

    group, theme, executor = _share("group"), _share("theme"), _share("executor")
    source = forms.CharField(
        label="Основание", max_length=300, help_text="Откуда порог: замер, решение, дата. Останется в истории."
    )


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest) -> HttpResponse:
    """The thresholds in force, in per cent, and their change."""
    now = {row.head: row for row in Threshold.objects.all()}
    initial: dict[str, object] = {head: round(100 * row.confidence) for head, row in now.items()}
    initial["source"] = next((row.source for row in now.values()), "")
    form = ThresholdForm(request.POST or None, initial=initial)
    if form.is_valid():
        shares = {head: form.cleaned_data[head] for head in _HEADS}
        levels = {head: None if share is None else share / 100 for head, share in shares.items()}
        set_thresholds(levels, source=form.cleaned_data["source"], by=request.user, at=timezone.now())
        messages.success(request, "Пороги сохранены: следующие вопросы разбираются по ним.")
        return redirect("settings_thresholds")
    lead = "Машина решает сама, когда уверена не меньше порога; остальное ждёт человека в ленте."
    page = Page("Пороги уверенности", lead, (SETTINGS,), form=form, history=history(("threshold",)))
    return show(request, page)
