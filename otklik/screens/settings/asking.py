"""What authors are asked, by topic, and how long their answer is waited for."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import AskText, WaitingRule
from otklik.answers.talk import actions, queries, rules
from otklik.appeals.models import Appeal
from otklik.intake.catalogue import CHANNELS
from otklik.offices.rules import Verb
from otklik.reference.models import OfficeHours, Topic
from otklik.screens.access import ScopedRequest
from otklik.screens.operator.names import channel_title
from otklik.screens.parts.tell import plural
from otklik.screens.settings.codes import TOPICS, codes, known_topic
from otklik.screens.settings.forms import DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_TITLE = "Вопросы авторам"
_DAYS = {
    WaitingRule.Unit.WORKING_DAYS: ("раб. день", "раб. дня", "раб. дней"),
    WaitingRule.Unit.CALENDAR_DAYS: ("день", "дня", "дней"),
}


class TextForm(DeskForm):
    """What to ask where a letter of a topic does not say something."""

    topic_code = forms.CharField(
        label="Тема", max_length=40, required=False, widget=forms.TextInput(attrs={"list": TOPICS}),
        help_text="Код группы или темы, например «im.05»: действует и на всё под ней. Пусто — любое письмо.",
    )  # fmt: skip
    asks = forms.ChoiceField(label="Чего нет в письме", choices=AskText.Asks.choices)
    text = forms.CharField(
        label="Вопрос", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Одно-два предложения. Пусто — спрашивать нечего.",
    )  # fmt: skip

    def clean_topic_code(self) -> str:
        return known_topic(self.cleaned_data["topic_code"])


class RuleForm(DeskForm):
    """How long an answer is waited for and what comes then."""

    legal_kind = forms.ChoiceField(label="Вид письма", choices=Appeal.LegalKind.choices)
    channel = forms.ChoiceField(label="Канал", required=False)
    amount = forms.IntegerField(label="Сколько ждать", min_value=1, max_value=99)
    unit = forms.ChoiceField(label="Чего", choices=WaitingRule.Unit.choices)
    hours = forms.ChoiceField(
        label="По чьим часам кончается рабочий день", required=False, help_text="Пусто — в полночь."
    )
    remind_before = forms.IntegerField(
        label="Напомнить за столько дней до конца", min_value=0, max_value=99, initial=0, help_text="0 — не напоминать."
    )
    at_end = forms.ChoiceField(label="Если автор не ответил", choices=WaitingRule.End.choices)
    result = forms.CharField(
        label="С каким результатом закрыть", max_length=40, required=False, help_text="Например «нет сведений»."
    )
    source = forms.CharField(
        label="Основание", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Акт или решение."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A rule may stand for a channel that is yet to come.
        known = {*CHANNELS, *WaitingRule.objects.exclude(channel="").values_list("channel", flat=True)}
        channels = [(code, channel_title(code)) for code in sorted(known)]
        hours = OfficeHours.objects.order_by("name").values_list("code", "name")
        self.fields["channel"].choices = choices(channels, "любой")  # type: ignore[attr-defined]
        self.fields["hours"].choices = choices(hours, "до полуночи")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        sent = self.cleaned_data
        if not self.errors:
            for flaw in rules.flaws(queries.waiting(self.row())):
                self.add_error(None, flaw)
        return sent

    def row(self) -> WaitingRule:
        """The rule as it would be kept."""
        sent = dict(self.cleaned_data)
        return WaitingRule(**{**sent, "hours": OfficeHours.objects.filter(code=sent["hours"]).first()})


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """The rules of waiting and the texts by topic."""
    links = (
        Link("Добавить вопрос", reverse("settings_ask_text_new"), is_main=True),
        Link("Добавить правило ожидания", reverse("settings_waiting_new")),
    )
    lead = (
        "Когда в письме не сказано, где это или в чём дело, карточка предлагает вопрос автору; ответа ждут по правилу."
    )
    seen = history(("ask_text", "waiting_rule"))
    return show(request, Page(_TITLE, lead, (SETTINGS,), links, (_rules(), _texts()), history=seen))


@needs_region(Verb.SETTINGS)
def add_text(request: ScopedRequest) -> HttpResponse:
    """A form for a new text."""
    return _text_form(request, "Новый вопрос автору", {})


@needs_region(Verb.SETTINGS)
def edit_text(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one text."""
    row = get_object_or_404(AskText, pk=rule_id)
    initial = {"topic_code": row.topic_code, "asks": row.asks, "text": row.text}
    return _text_form(request, "Вопрос автору", initial)


@needs_region(Verb.SETTINGS)
def add_rule(request: ScopedRequest) -> HttpResponse:
    """A form for a new rule of waiting."""
    return _rule_form(request, "Новое правило ожидания", {})


@needs_region(Verb.SETTINGS)
def edit_rule(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one rule of waiting."""
    row = get_object_or_404(WaitingRule.objects.select_related("hours"), pk=rule_id)
    names = ("legal_kind", "channel", "amount", "unit", "remind_before", "at_end", "result", "source")
    initial = {name: getattr(row, name) for name in names} | {"hours": row.hours.code if row.hours else ""}
    return _rule_form(request, f"Ожидание автора: {row.get_legal_kind_display()}", initial)


def _text_form(request: ScopedRequest, title: str, initial: dict[str, Any]) -> HttpResponse:
    form = TextForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.save_text(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "Вопрос автору сохранён: карточки предлагают его уже сейчас.")
        return redirect("settings_asking")
    return show(request, Page(title, trail=_trail(), form=form, codes=codes()))


def _rule_form(request: ScopedRequest, title: str, initial: dict[str, Any]) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.save_rule(form.row(), by=request.user, at=timezone.now())
        messages.success(request, "Правило сохранено; начатые ожидания остаются по прежнему.")
        return redirect("settings_asking")
    lead = "Обращение по 59-ФЗ за молчание не закрывают: оно всегда возвращается оператору."
    return show(request, Page(title, lead, _trail(), form=form))


def _rules() -> Table:
    found = WaitingRule.objects.order_by("legal_kind", "channel")
    headings = ("Вид и канал", "Ждём", "Напомнить", "Если не ответил", "Основание")
    return Table(headings, tuple(_rule_row(row) for row in found), "Сколько ждём ответа", empty="Правил нет: добавьте.")


def _rule_row(row: WaitingRule) -> Row:
    channel = channel_title(row.channel) if row.channel else "любой канал"
    one, few, many = _DAYS[WaitingRule.Unit(row.unit)]
    remind = (
        f"за {row.remind_before} {plural(row.remind_before, 'день', 'дня', 'дней')}" if row.remind_before else "нет"
    )
    end = f"закрыть: {row.result}" if row.at_end == rules.CLOSE else "вернуть оператору"
    title = f"{row.get_legal_kind_display()}, {channel}"
    return Row(
        (
            Cell(title, reverse("settings_waiting", args=[row.pk])),
            Cell(f"{row.amount} {plural(row.amount, one, few, many)}"),
            Cell(remind),
            Cell(end),
            Cell(row.source),
        )
    )


def _texts() -> Table:
    found = list(AskText.objects.order_by("topic_code", "asks"))
    names = dict(Topic.objects.filter(code__in={row.topic_code for row in found}).values_list("code", "name"))
    rows = tuple(
        Row(
            (
                Cell(
                    names.get(row.topic_code, row.topic_code) or "Любое письмо",
                    reverse("settings_ask_text", args=[row.pk]),
                ),
                Cell(row.get_asks_display()),
                Cell(row.text or "не спрашивать", mark="" if row.text else "muted"),
            )
        )
        for row in found
    )
    return Table(("Тема", "Чего нет", "Вопрос"), rows, "Что спрашиваем", empty="Вопросов нет: добавьте первый.")


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_asking"))
