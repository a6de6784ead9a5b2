"""All thresholds by hand and their history, and what a choice by hand and an error cost."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import Link, Page, history, show
from otklik.triage.actions import set_thresholds
from otklik.triage.measured import marking
from otklik.triage.models import Threshold

_HEADS = {"group": "Группа тем", "theme": "Тема", "executor": "Исполнитель"}
_TRAIL = (Link("Качество разбора", "/quality/"), Link("Порог", "/quality/threshold/"))


def _share(head: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"{_HEADS[head]}, %",
        min_value=1,
        max_value=100,
        required=False,
        help_text="Ниже этой уверенности решает человек. Пусто — всегда решает человек.",
    )


class LevelsForm(DeskForm):
    """A share in per cent for each head, and where it comes from."""

    group, theme, executor = _share("group"), _share("theme"), _share("executor")
    source = forms.CharField(
        label="Основание", max_length=300, help_text="Откуда порог: замер, решение, дата. Останется в истории."
    )


class StakeForm(DeskForm):
    """The prices in minutes, the share to check in per cent, and their ground."""

    manual_min = forms.FloatField(
        label="Выбор темы человеком, минут", min_value=0.01, max_value=600,
        help_text="Сколько минут оператора уходит на один вопрос, который машина оставила человеку.",
    )  # fmt: skip
    error_min = forms.FloatField(
        label="Ошибка машины, минут", min_value=0, max_value=100_000,
        help_text="Сколько минут теряется, когда машина решила неверно: пересылка, повторный разбор, сорванный срок.",
    )  # fmt: skip
    check_share = forms.FloatField(
        label="Проверять вслепую, %", min_value=0, max_value=100,
        help_text="Такая доля вопросов, решённых машиной, случайно даётся человеку вслепую. Вопрос при этом не ждёт.",
    )  # fmt: skip
    source = forms.CharField(
        label="Основание", max_length=300, help_text="Хронометраж, решение, дата. Останется в истории."
    )


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest) -> HttpResponse:
    """The thresholds in force, in per cent, and their change."""
    now = {row.head: row for row in Threshold.objects.all()}
    initial: dict[str, object] = {head: round(100 * row.confidence) for head, row in now.items()}
    initial["source"] = next((row.source for row in now.values()), "")
    form = LevelsForm(request.POST or None, initial=initial)
    if form.is_valid():
        shares = {head: form.cleaned_data[head] for head in _HEADS}
        levels = {head: None if share is None else share / 100 for head, share in shares.items()}
        set_thresholds(levels, source=form.cleaned_data["source"], by=request.user, at=timezone.now())
        messages.success(request, "Пороги сохранены: следующие вопросы разбираются по ним.")
        return redirect("settings_thresholds")
    lead = "Машина решает сама, когда уверена не меньше порога; остальное ждёт человека в ленте."
    page = Page("Пороги уверенности", lead, _TRAIL, form=form, history=history(("threshold",)))
    return show(request, page)


@needs_region(Verb.SETTINGS)
def price(request: ScopedRequest) -> HttpResponse:
    """What a choice by hand and an error of the machine cost; the curve finds the cheapest threshold by it."""
    now = marking.stake()
    initial = {"manual_min": now.manual_min, "error_min": now.error_min, "check_share": round(100 * now.check_share, 2),
               "source": now.source}  # fmt: skip
    form = StakeForm(request.POST or None, initial=initial)
    if form.is_valid():
        kept = form.cleaned_data | {"check_share": form.cleaned_data["check_share"] / 100}
        marking.set_stake(**kept, by=request.user, at=timezone.now())
        messages.success(request, "Цена ошибки сохранена: самый дешёвый порог пересчитан.")
        return redirect("quality_threshold")
    lead = "По этим числам отмечается самый дешёвый порог: меньше работы людям и меньше потерь от ошибок."
    return show(request, Page("Цена ошибки", lead, _TRAIL, form=form, history=history(("stake",))))
