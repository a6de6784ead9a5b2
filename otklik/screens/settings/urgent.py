"""Within how many minutes somebody must take an urgent question."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from otklik.offices.rules import Verb
from otklik.routing import takings
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Page, history, show


class UrgentForm(DeskForm):
    """The minutes, and where they come from."""

    minutes = forms.IntegerField(
        label="Взять за столько минут", min_value=1, max_value=240,
        help_text="Дольше — вопрос в ленте показан с красным временем ожидания, пока его кто-то не возьмёт.",
    )  # fmt: skip
    source = forms.CharField(label="Основание", max_length=300, help_text="Регламент или решение. Останется в истории.")


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest) -> HttpResponse:
    """The rule in force and its change."""
    now = takings.rule()
    form = UrgentForm(request.POST or None, initial={"minutes": now.minutes, "source": now.source})
    if form.is_valid():
        takings.set_rule(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "Сохранено: лента отмечает срочные по новому правилу.")
        return redirect("settings_urgent")
    lead = "Срочный вопрос стоит вверху ленты у всех, кто может его взять, пока его не взяли."
    return show(request, Page("Срочные", lead, (SETTINGS,), form=form, history=history(("alarm_rule",))))
