"""Hand-backs and disputes: why a body may give a question back, who is the arbiter, what is a disputed border."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.offices.rules import ROLES, Verb
from otklik.routing import transfers
from otklik.routing.models import TransferReason
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import CodeField, DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_TITLE = "Возвраты и споры"


class DisputeForm(DeskForm):
    """The rule of disputes."""

    most_transfers = forms.IntegerField(
        label="С какой передачи решает арбитр", min_value=2, max_value=9, help_text="Столько раз вопрос передан — спор."
    )
    arbiters = forms.MultipleChoiceField(
        label="Кто бывает арбитром", choices=[(role.code, role.title) for role in ROLES.values() if role.verbs],
        widget=forms.CheckboxSelectMultiple,
        help_text="Из них спор решает тот, кому подчинены все органы спора.",
    )  # fmt: skip
    border_m = forms.IntegerField(
        label="Граница спорная, если до неё ближе, м", min_value=0, max_value=5000, help_text="0 — не спрашивать."
    )
    margin = forms.FloatField(
        label="Подсказки равны, если отличаются меньше чем на", min_value=0, max_value=0.5,
        help_text="Доля от 0 до 0,5; 0 — не спрашивать.",
    )  # fmt: skip
    source = forms.CharField(label="Основание", max_length=300, help_text="Регламент или решение. Останется в истории.")


class ReasonForm(DeskForm):
    """A reason of a hand-back."""

    title = forms.CharField(label="Причина", max_length=120)
    needs_words = forms.BooleanField(label="Нужно пояснение словами", required=False)
    position = forms.IntegerField(label="Место в списке", min_value=0, max_value=99, initial=0)
    is_closed = forms.BooleanField(label="Больше не предлагать", required=False)


class NewReasonForm(ReasonForm):
    """A new reason has a code too."""

    code = CodeField(max_length=40)
    field_order = ("code",)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if TransferReason.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Причина с кодом «{code}» уже есть: измените её.")
        return code


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """The rule in force, its change, the reasons."""
    now = transfers.rule()
    form = DisputeForm(request.POST or None, initial={name: getattr(now, name) for name in transfers.SHIPPED})
    if form.is_valid():
        transfers.set_rule(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "Сохранено: действует для следующих возвратов.")
        return redirect("settings_disputes")
    links = (Link("Добавить причину", reverse("settings_reason_new")),)
    rows = tuple(_row(reason) for reason in TransferReason.objects.all())
    table = Table(("Причина возврата", "Пояснение", "Предлагается"), rows, "Причины возврата")
    lead = "Орган возвращает вопрос только с причиной из списка; после нескольких передач спор решает арбитр."
    seen = history(("dispute_rule", "transfer_reason"))
    return show(request, Page(_TITLE, lead, (SETTINGS,), links, (table,), form=form, history=seen))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new reason."""
    form = NewReasonForm(request.POST or None)
    if form.is_valid():
        return _kept(request, **form.cleaned_data)
    return show(request, Page("Новая причина возврата", trail=_trail(), form=form))


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over one reason."""
    row = get_object_or_404(TransferReason, code=code)
    initial = {name: getattr(row, name) for name in ("title", "needs_words", "position", "is_closed")}
    form = ReasonForm(request.POST or None, initial=initial)
    if form.is_valid():
        return _kept(request, code=code, **form.cleaned_data)
    return show(request, Page(row.title, trail=_trail(), form=form, history=history(("transfer_reason",), code)))


def _kept(request: ScopedRequest, *, code: str, **values: Any) -> HttpResponse:
    transfers.save_reason(code, by=request.user, at=timezone.now(), **values)
    messages.success(request, "Причина сохранена.")
    return redirect("settings_disputes")


def _row(reason: TransferReason) -> Row:
    title = Cell(reason.title, reverse("settings_reason", args=[reason.code]))
    offered = Cell("нет", mark="muted") if reason.is_closed else Cell("да", mark="good")
    return Row((title, Cell("нужно" if reason.needs_words else "по желанию"), offered))


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_disputes"))
