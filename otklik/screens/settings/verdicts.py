"""What comes of a verdict on an answer, and what people may tick beside the stars."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.offices.rules import Verb
from otklik.reference.models import Milestone
from otklik.satisfaction import ratings, reopening
from otklik.satisfaction.models import RatingReason
from otklik.satisfaction.reopening import UNITS, ReopenError, Terms
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import CodeField, DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

TITLE = "Оценки и повторное открытие"
_UNITS = [(unit.value, Milestone.Unit(unit.value).label) for unit in UNITS]


class RuleForm(DeskForm):
    """When a question is opened again, and when it is closed for silence."""

    stars_up_to = forms.IntegerField(
        label="Открывать снова при оценке до", min_value=0, max_value=3,
        help_text="0 — только когда автор отметил «не решено». Отметка «решено» сильнее любой оценки.",
    )  # fmt: skip
    window_days = forms.IntegerField(label="В течение стольких дней после ответа", min_value=1, max_value=365)
    at_most = forms.IntegerField(
        label="Не больше раз", min_value=0, max_value=10,
        help_text="Дальше оценка сохраняется, о ней узнаёт куратор, а автору подсказывают, куда жаловаться.",
    )  # fmt: skip
    amount = forms.IntegerField(label="Срок нового ответа", min_value=1, max_value=60)
    unit = forms.ChoiceField(label="Чего", choices=_UNITS)
    close_after_days = forms.IntegerField(label="Закрыть, если автор молчит столько дней", min_value=1, max_value=180)
    ask_after_days = forms.IntegerField(
        label="Попросить оценить через столько дней", min_value=0, max_value=179, required=False,
        help_text="Одно напоминание тем, кто молчит. 0 — не просить. После отказа не просим никогда.",
    )  # fmt: skip
    source = forms.CharField(label="Основание", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))

    def clean_ask_after_days(self) -> int:
        return self.cleaned_data["ask_after_days"] or 0


class ReasonForm(DeskForm):
    """A reason beside the stars."""

    title = forms.CharField(label="Причина", max_length=200, help_text="Словами автора: «Ничего не сделано».")
    is_good = forms.BooleanField(label="Это похвала", required=False)
    is_on = forms.BooleanField(label="Показывать на странице заявителя", required=False, initial=True)
    position = forms.IntegerField(label="Порядок", min_value=0, max_value=999, initial=0)


class NewReasonForm(ReasonForm):
    """A reason that is not there yet."""

    code = CodeField(max_length=40)
    field_order = ("code", "title", "is_good", "is_on", "position")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if RatingReason.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Причина с кодом «{code}» уже есть: возьмите другой код.")
        return code


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest) -> HttpResponse:
    """The rule in force, the reasons, their history."""
    now = reopening.rule()
    initial = {name: getattr(now, name) for name in RuleForm.base_fields}
    form = RuleForm(request.POST or None, initial=initial)
    if form.is_valid():
        terms = Terms(**form.cleaned_data)

        def write() -> bool:
            reopening.set_rule(terms, by=request.user, at=timezone.now())
            return True

        if form.kept(write, ReopenError):
            messages.success(request, "Сохранено: новые оценки идут по новому правилу, открытые вопросы — по прежнему.")
            return redirect("settings_verdicts")
    lead = "Что бывает после оценки: вопрос закрывается, открывается снова для другого сотрудника или ждёт."
    links = (Link("Новая причина", reverse("settings_verdict_reason_new")),)
    seen = history(("reopen_rule", "rating_reason"))
    return show(request, Page(TITLE, lead, (SETTINGS,), links, (_reasons(),), form=form, history=seen, is_wide=True))


@needs_region(Verb.SETTINGS)
def add_reason(request: ScopedRequest) -> HttpResponse:
    """A form for a new reason."""
    form = NewReasonForm(request.POST or None)
    return _saved(request, form, form.cleaned_data["code"] if form.is_valid() else "", "Новая причина")


@needs_region(Verb.SETTINGS)
def edit_reason(request: ScopedRequest, code: str) -> HttpResponse:
    """A form over one reason; its code stays."""
    row = get_object_or_404(RatingReason, code=code)
    initial = {name: getattr(row, name) for name in ReasonForm.base_fields}
    return _saved(request, ReasonForm(request.POST or None, initial=initial), code, row.title)


def _saved(request: ScopedRequest, form: ReasonForm, code: str, title: str) -> HttpResponse:
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ReasonForm.base_fields}

        def write() -> bool:
            ratings.save_reason(code=code, **said, by=request.user, at=timezone.now())
            return True

        if form.kept(write, ratings.RatingError):
            messages.success(request, f"Сохранено: «{said['title']}».")
            return redirect("settings_verdicts")
    trail = (SETTINGS, Link(TITLE, reverse("settings_verdicts")))
    return show(request, Page(title, trail=trail, form=form, history=history(("rating_reason",), code) if code else ()))


def _reasons() -> Table:
    rows = tuple(
        Row(
            (
                Cell(row.title, reverse("settings_verdict_reason", args=[row.code])),
                Cell("похвала" if row.is_good else "жалоба", mark="good" if row.is_good else "warn"),
                Cell("показывается" if row.is_on else "скрыта", mark="" if row.is_on else "muted"),
                Cell(str(row.position)),
            )
        )
        for row in RatingReason.objects.order_by("is_good", "position", "pk")
    )
    return Table(("Причина", "Что это", "Состояние", "Порядок"), rows, "Причины рядом с оценкой", anchor="reasons")
