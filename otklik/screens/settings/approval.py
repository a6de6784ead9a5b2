"""«Согласование ответов»: the matrix with a preview on the last month, the reasons of returns, the history."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.answers.approval import approval_rules, approval_settings
from otklik.answers.approval.approval_rules import Shift
from otklik.answers.models import ApprovalRule, ReturnReason
from otklik.flow.answering import approval_preview
from otklik.offices.rules import ROLES, Verb
from otklik.reference.models import Milestone
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import term
from otklik.screens.settings.approval_form import RuleForm, initial
from otklik.screens.settings.codes import codes
from otklik.screens.settings.forms import CodeField, DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

TITLE = "Согласование ответов"
_PREVIEW = "Что было бы с ответами за прошлый месяц"


class ReasonForm(DeskForm):
    """A reason of a return."""

    title = forms.CharField(label="Причина", max_length=200)
    amount = forms.IntegerField(label="Обычный срок доработки", min_value=1, max_value=99)
    unit = forms.ChoiceField(label="Чего", choices=Milestone.Unit.choices)
    is_on = forms.BooleanField(label="Предлагать", required=False, initial=True)
    source = forms.CharField(
        label="Основание", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class NewReasonForm(ReasonForm):
    """A new reason has a code too."""

    code = CodeField(max_length=40)
    field_order = ("code",)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if ReturnReason.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Причина с кодом «{code}» уже есть: измените её.")
        return code


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """The matrix, the reasons, what changed."""
    links = (
        Link("Добавить правило", reverse("settings_approval_new"), is_main=True),
        Link("Добавить причину возврата", reverse("settings_return_reason_new")),
    )
    lead = (
        "Ответ идёт по самому точному правилу: чем больше в нём названо, тем оно точнее. Правило без шагов публикует"
        " сразу. Если роль в органе исполнить некому, согласует следующая выше, в конце — администратор."
    )
    seen = history(("approval_rule", "return_reason"))
    return show(request, Page(TITLE, lead, (SETTINGS,), links, (_matrix(), _reasons()), history=seen))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new rule."""
    return _form(request, "Новое правило согласования", RuleForm(request.POST or None))


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one rule."""
    row = get_object_or_404(ApprovalRule, pk=rule_id)
    rule = approval_settings.value(row)
    form = RuleForm(request.POST or None, initial=initial(rule, is_on=row.is_on), rule_id=row.pk)
    return _form(request, rule.title, form)


@needs_region(Verb.SETTINGS)
def add_reason(request: ScopedRequest) -> HttpResponse:
    """A form for a new reason."""
    form = NewReasonForm(request.POST or None)
    if form.is_valid():
        return _kept(request, **form.cleaned_data)
    return show(request, Page("Новая причина возврата ответа", trail=_trail(), form=form))


@needs_region(Verb.SETTINGS)
def edit_reason(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over one reason."""
    row = get_object_or_404(ReturnReason, code=code)
    kept = {name: getattr(row, name) for name in ("title", "amount", "unit", "is_on", "source")}
    form = ReasonForm(request.POST or None, initial=kept)
    if form.is_valid():
        return _kept(request, code=code, **form.cleaned_data)
    return show(request, Page(row.title, trail=_trail(), form=form, history=history(("return_reason",), code)))


def _form(request: ScopedRequest, title: str, form: RuleForm) -> HttpResponse:
    is_looked_at = "preview" in request.POST
    if form.is_valid() and not is_looked_at and _is_saved(request, form):
        return redirect("settings_approval")
    tables = (_previewed(form),) if is_looked_at and form.is_valid() else ()
    seen = history(("approval_rule",), str(form.rule_id)) if form.rule_id else ()
    page = Page(
        title, trail=_trail(), form=form, preview=_PREVIEW, tables=tables, history=seen, is_wide=True, codes=codes()
    )
    return show(request, page)


def _is_saved(request: ScopedRequest, form: RuleForm) -> bool:
    def write() -> ApprovalRule:
        is_on = form.cleaned_data["is_on"]
        return approval_settings.save_rule(form.rule(), is_on=is_on, by=request.user, at=timezone.now())

    saved = bool(form.kept(write, approval_settings.ApprovalRuleError))
    if saved:
        messages.success(request, "Правило сохранено: действует для следующих ответов, начатые круги идут по прежним.")
    return saved


def _previewed(form: RuleForm) -> Table:
    looked, shifts = approval_preview.what_if(form.rule(), is_on=form.cleaned_data["is_on"], at=timezone.now())
    moved = sum(shift.answers for shift in shifts)
    lead = f"За 30 дней опубликовано ответов {looked}, иначе согласовывали бы {moved}. Правило пока не сохранено."
    headings = ("Сейчас", "Стало бы", "Ответов", "Например")
    empty = "Ни один ответ не согласовывали бы иначе: правило ничего не меняет."
    return Table(headings, tuple(map(_shifted, shifts)), _PREVIEW, lead, empty)


def _shifted(shift: Shift) -> Row:
    example = shift.examples[0]
    return Row((
        Cell(shift.before), Cell(shift.after), Cell(str(shift.answers)),
        Cell(f"№ {example}", reverse("card", args=[example])),
    ))  # fmt: skip


def _matrix() -> Table:
    rows = list(ApprovalRule.objects.order_by("pk").prefetch_related("steps"))
    values = [approval_settings.value(row) for row in rows]
    labels = approval_settings.labels_of(values)
    lines = tuple(
        Row(
            (
                Cell(rule.title, reverse("settings_approval_rule", args=[row.pk])),
                Cell(approval_rules.limits(rule, labels)),
                Cell(approval_rules.told(rule.steps, labels), note=_after(rule.tells)),
                Cell("применяется" if row.is_on else "выключено", mark="good" if row.is_on else "muted"),
                Cell(rule.source),
            )
        )
        for row, rule in zip(rows, values, strict=True)
    )
    return Table(("Правило", "О чём", "Кто согласует", "Состояние", "Основание"), lines, "Матрица", anchor="matrix")


def _after(role: str) -> str:
    return f"после узнаёт: {ROLES[role].title.lower()}" if role in ROLES else ""


def _reasons() -> Table:
    rows = tuple(
        Row(
            (
                Cell(row.title, reverse("settings_return_reason", args=[row.code])),
                Cell(term(row.amount, row.unit)),
                Cell("предлагается" if row.is_on else "нет", mark="good" if row.is_on else "muted"),
                Cell(row.source),
            )
        )
        for row in ReturnReason.objects.order_by("pk")
    )
    headings = ("Причина возврата", "Обычный срок", "Состояние", "Основание")
    return Table(headings, rows, "Причины возврата на доработку", anchor="reasons")


def _kept(request: ScopedRequest, *, code: str, **values: Any) -> HttpResponse:
    approval_settings.save_reason(code, by=request.user, at=timezone.now(), **values)
    messages.success(request, "Причина сохранена.")
    return redirect("settings_approval")


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(TITLE, reverse("settings_approval"))
