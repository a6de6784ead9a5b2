"""What stops an answer before publication, what is only advised, how long an answer of a channel is."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import AnswerLength, CheckChoice
from otklik.answers.review import check_settings
from otklik.answers.review.answer_text import Bounds
from otklik.answers.review.check import AnswerCheck
from otklik.answers.review.check_settings import LONGEST, CheckSettingsError
from otklik.answers.review.checking import CHECKS
from otklik.intake.catalogue import CHANNELS
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.forms import DeskForm
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.notices import channel
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

TITLE = "Проверки ответов"
ANY = "any"
_SEVERITY = dict(CheckChoice.Severity.choices)
_MARKS = {"stop": "warn", "warn": "", "hint": "", "off": "muted"}


class SeverityForm(DeskForm):
    """How grave a check is here, and on what ground."""

    severity = forms.ChoiceField(label="Если замечание есть", choices=CheckChoice.Severity.choices)
    source = forms.CharField(label="Основание", max_length=500, help_text="Регламент или решение. Останется в истории.")


class LengthForm(DeskForm):
    """How long an answer of a channel is."""

    shortest = forms.IntegerField(label="Не короче, знаков", min_value=0, max_value=LONGEST)
    longest = forms.IntegerField(label="Не длиннее, знаков", min_value=1, max_value=LONGEST)
    is_public = forms.BooleanField(
        label="Ответ читают и другие люди", required=False,
        help_text="Тогда в нём не должно быть и личных данных самого автора.",
    )  # fmt: skip
    source = forms.CharField(label="Основание", max_length=500)


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """Every check with its severity here, the lengths of channels, the history of both."""
    lead = "Ответ с замечанием, которое останавливает, выходит только с причиной: её видит тот, кто согласует."
    seen = history(("answer_check", "answer_length"))
    return show(request, Page(TITLE, lead, (SETTINGS,), tables=(_checks(), _lengths()), history=seen))


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, code: str) -> HttpResponse:
    """One check: why it is, its examples, how grave it is here."""
    if code not in CHECKS:
        raise Http404
    check = CHECKS[code]
    row = CheckChoice.objects.filter(code=code).first()
    initial = {"severity": row.severity if row else check.severity, "source": row.source if row else ""}
    form = SeverityForm(request.POST or None, initial=initial)
    if form.is_valid() and form.kept(lambda: _set(request, code, form), CheckSettingsError):
        messages.success(request, f"Сохранено: «{check.title}».")
        return redirect("settings_answer_checks")
    trail = (SETTINGS, Link(TITLE, reverse("settings_answer_checks")))
    seen = history(("answer_check",), code)
    return show(request, Page(check.title, check.why, trail, tables=(_examples(check),), form=form, history=seen))


@needs_region(Verb.SETTINGS)
def edit_length(request: ScopedRequest, code: str) -> HttpResponse:
    """The length of answers in one channel, or in any that has none of its own."""
    code = "" if code == ANY else code
    if code and code not in CHANNELS:
        raise Http404
    row = AnswerLength.objects.filter(channel=code).first() or AnswerLength.objects.filter(channel="").first()
    initial = {name: getattr(row, name) for name in LengthForm.base_fields} if row else {}
    form = LengthForm(request.POST or None, initial=initial)
    if form.is_valid() and form.kept(lambda: _set_length(request, code, form), CheckSettingsError):
        messages.success(request, f"Сохранено: {_channel(code)}.")
        return redirect("settings_answer_checks")
    trail = (SETTINGS, Link(TITLE, reverse("settings_answer_checks")))
    seen = history(("answer_length",), code) if code else history(("answer_length",))
    return show(request, Page(f"Длина ответа: {_channel(code)}", trail=trail, form=form, history=seen))


def _channel(code: str) -> str:
    return channel(code, "любой канал")


def _set(request: ScopedRequest, code: str, form: SeverityForm) -> bool:
    check_settings.set_severity(code=code, **form.cleaned_data, by=request.user, at=timezone.now())
    return True


def _set_length(request: ScopedRequest, code: str, form: LengthForm) -> bool:
    said = form.cleaned_data
    within = Bounds(said["shortest"], said["longest"], said["is_public"])
    check_settings.set_bounds(channel=code, within=within, source=said["source"], by=request.user, at=timezone.now())
    return True


def _checks() -> Table:
    """The gravest first."""
    chosen, order = check_settings.severities(), list(_SEVERITY)
    told = [(chosen.get(code, check.severity), check) for code, check in CHECKS.items()]
    rows = tuple(
        Row(
            (
                Cell(check.title, reverse("settings_answer_check", args=[check.code])),
                Cell(_SEVERITY[severity], mark=_MARKS[severity]),
                Cell(check.why),
            )
        )
        for severity, check in sorted(told, key=lambda pair: (order.index(pair[0]), pair[1].title))
    )
    return Table(("Проверка", "Если замечание есть", "Зачем"), rows, "Проверки", anchor="checks")


def _lengths() -> Table:
    known = {row.channel: row for row in AnswerLength.objects.all()}
    rows = tuple(_length(code, known.get(code)) for code in ("", *CHANNELS))
    return Table(("Канал", "Знаков", "Кто читает", "Основание"), rows, "Длина ответа по каналам", anchor="lengths")


def _length(code: str, row: AnswerLength | None) -> Row:
    name = Cell(_channel(code), reverse("settings_answer_length", args=[code or ANY]))
    if row is None:
        return Row((name, Cell("как в любом канале", mark="muted"), Cell("—"), Cell("—")))
    who = "читают и другие" if row.is_public else "только автор"
    return Row((name, Cell(f"{row.shortest}–{row.longest}"), Cell(who), Cell(row.source)))


def _examples(check: AnswerCheck) -> Table:
    rows = (
        Row((Cell("хорошо", mark="good"), Cell(check.good.text))),
        Row((Cell("плохо", mark="warn"), Cell(check.bad.text))),
    )
    return Table(("Пример", "Текст"), rows, "Примеры")
