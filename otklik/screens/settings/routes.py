"""Routing rules: topic × territory × channel -> body; the list, a new one, a change, the end of one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.intake.catalogue import CHANNELS
from otklik.offices.models import Body
from otklik.offices.rules import Verb
from otklik.reference.models import Topic
from otklik.routing import actions
from otklik.routing.models import Rule
from otklik.routing.rules import RoutingError
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.codes import TERRITORIES, TOPICS, codes, known_territory, known_topic
from otklik.screens.settings.forms import DayField, DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Act, Cell, Link, Page, Row, Table, history, show
from otklik.screens.settings.recorded import recorded
from otklik.screens.settings.routes_check import PREVIEW, what_would_change

_TITLE = "Маршруты"
_PAGE = 100
_SUBJECT = "rule"


class RouteFilter(DeskForm):
    """How the list of rules is narrowed."""

    topic = forms.CharField(label="Тема (код или часть названия)", required=False, max_length=100)
    body = forms.ChoiceField(label="Орган", required=False)
    past = forms.BooleanField(label="И прошедшие", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Body.objects.filter(is_confirmed=True).values_list("code", "name")
        self.fields["body"].choices = choices(bodies, "любой")  # type: ignore[attr-defined]


class RouteForm(DeskForm):
    """A rule; an empty topic, territory or channel means any."""

    topic_code = forms.CharField(
        label="Тема (код)", max_length=40, required=False, widget=forms.TextInput(attrs={"list": TOPICS}),
        help_text="Например «im.05» — группа и всё под ней. Пусто — любая тема.",
    )  # fmt: skip
    territory_code = forms.CharField(
        label="Территория (ОКТМО)",
        max_length=11,
        required=False,
        widget=forms.TextInput(attrs={"list": TERRITORIES}),
        help_text="С тем, что внутри. Пусто — весь регион.",
    )
    channel = forms.ChoiceField(label="Канал", required=False)
    words = forms.CharField(
        label="Слова", max_length=300, required=False,
        help_text="Через пробел, в любой форме: в тексте должно быть хоть одно. Пусто — любой текст.",
    )  # fmt: skip
    body_code = forms.ChoiceField(label="Направлять в")
    co_codes = forms.MultipleChoiceField(
        label="Соисполнители", required=False, help_text="Кто готовит ответ вместе с исполнителем."
    )
    valid_from = DayField(label="Действует с", initial=timezone.localdate)
    valid_to = DayField(label="Действует по", required=False)
    note = forms.CharField(label="Основание или примечание", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = [(channel.code, channel.title) for channel in CHANNELS.values()]
        self.fields["channel"].choices = choices(channels, "любой")  # type: ignore[attr-defined]
        bodies = Body.objects.filter(is_confirmed=True, closed_on=None).values_list("code", "name")
        self.fields["body_code"].choices = choices(bodies, "выберите орган")  # type: ignore[attr-defined]
        self.fields["co_codes"].choices = list(bodies)  # type: ignore[attr-defined]

    def clean_topic_code(self) -> str:
        return known_topic(self.cleaned_data["topic_code"])

    def clean_territory_code(self) -> str:
        return known_territory(self.cleaned_data["territory_code"])


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """Rules in force and to come; `?past=on` shows those that ended too."""
    asked = RouteFilter(request.GET)
    found = list(_found(asked.cleaned_data if asked.is_valid() else {}, request.GET.get("after", ""))[: _PAGE + 1])
    query = request.GET.copy()
    if len(found) > _PAGE:
        query["after"] = str(found[_PAGE - 1].pk)
    rows = tuple(_row(rule) for rule in found[:_PAGE])
    headings = ("Тема", "Территория", "Канал", "Орган", "Действует", "Примечание")
    empty = "Правил нет: вопросы направляет машина по подсказке или человек."
    table = Table(headings, rows, empty=empty, more=f"?{query.urlencode()}" if len(found) > _PAGE else "")
    page = Page(
        _TITLE,
        "Из подходящих правил берётся самое точное: сначала по теме, затем по территории и каналу.",
        (SETTINGS,),
        (
            Link("Добавить правило", reverse("settings_route_new"), is_main=True),
            Link("Проверить правила", reverse("settings_routes_check")),
        ),
        (table,),
        filters=asked,
        history=history((_SUBJECT,)),
    )
    return show(request, page)


def _found(asked: dict[str, Any], after: str) -> QuerySet[Rule]:
    rules = Rule.objects.select_related("topic", "territory", "body").order_by("pk")
    if after.isdigit():
        rules = rules.filter(pk__gt=int(after))
    if not asked.get("past"):
        rules = rules.exclude(valid_to__lt=timezone.localdate())
    if asked.get("body"):
        rules = rules.filter(body__code=asked["body"])
    if topic := (asked.get("topic") or "").strip():
        named = Topic.objects.filter(name__icontains=topic) | Topic.objects.filter(name__icontains=topic.capitalize())
        rules = rules.filter(topic__in=named | Topic.objects.filter(code__startswith=topic))
    return rules


def _row(rule: Rule) -> Row:
    dates = f"с {rule.valid_from:%d.%m.%Y}" + (f" по {rule.valid_to:%d.%m.%Y}" if rule.valid_to else "")
    href = reverse("settings_route", args=[rule.pk])
    topic = Cell(rule.topic.name if rule.topic else "любая", href, note=rule.topic.code if rule.topic else "")
    channel = CHANNELS[rule.channel].title if rule.channel in CHANNELS else rule.channel
    words = f"слова: {', '.join(rule.words)}" if rule.words else ""
    territory = rule.territory.name if rule.territory else "весь регион"
    where = (Cell(territory), Cell(channel or "любой", note=words))
    return Row((topic, *where, Cell(str(rule.body)), Cell(dates), Cell(rule.note)))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new rule."""
    form = RouteForm(request.POST or None)
    tables = _previewed(request, form, None)
    if not tables and form.is_valid() and _is_saved(request, form, None):
        return redirect("settings_routes")
    page = Page("Новое правило маршрута", trail=_trail(), form=form, preview=PREVIEW, tables=tables, is_wide=True,
                codes=codes())  # fmt: skip
    return show(request, page)


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one rule, and its end."""
    rule = get_object_or_404(Rule.objects.select_related("topic", "territory", "body"), pk=rule_id)
    form = RouteForm(request.POST or None, initial=_filled(rule))
    tables = _previewed(request, form, rule_id)
    if not tables and form.is_valid() and _is_saved(request, form, rule_id):
        return redirect("settings_routes")
    why = "С сегодняшнего дня правило не действует; направленное по нему остаётся на месте."
    acts = (Act("Закрыть правило", reverse("settings_route_close", args=[rule_id]), why, is_danger=True),)
    page = Page(
        f"Правило № {rule_id}",
        trail=_trail(),
        form=form,
        preview=PREVIEW,
        tables=tables,
        is_wide=True,
        codes=codes(),
        acts=acts,
        history=history((_SUBJECT,), str(rule_id)),
    )
    return show(request, page)


@needs_region(Verb.SETTINGS)
@require_POST
def close(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """End a rule today."""
    get_object_or_404(Rule, pk=rule_id)
    recorded(lambda: actions.close_rule(rule_id=rule_id, by=request.user, at=timezone.now()), by=request.user)
    messages.success(request, f"Правило № {rule_id} больше не действует.")
    return redirect("settings_routes")


def _is_saved(request: ScopedRequest, form: RouteForm, rule_id: int | None) -> bool:
    def write() -> object:
        draft = _draft(form, rule_id)
        return recorded(lambda: actions.save_rule(draft, by=request.user, at=timezone.now()), by=request.user)

    saved = form.kept(write, RoutingError) is not None
    if saved:
        messages.success(request, "Правило сохранено: действует для новых вопросов.")
    return saved


def _previewed(request: ScopedRequest, form: RouteForm, rule_id: int | None) -> tuple[Table, ...]:
    """What the rule on the form would change, where the second button was pressed; its refusal stands in the form."""
    if "preview" not in request.POST or not form.is_valid():
        return ()
    drafted = form.kept(lambda: actions.drafted(_draft(form, rule_id)), RoutingError)
    return (what_would_change(drafted, timezone.now()),) if drafted else ()


def _draft(form: RouteForm, rule_id: int | None) -> actions.RuleDraft:
    sent = form.cleaned_data
    return actions.RuleDraft(id=rule_id, **{**sent, "co_codes": tuple(sent["co_codes"])})


def _filled(rule: Rule) -> dict[str, Any]:
    return {
        "topic_code": rule.topic.code if rule.topic else "",
        "territory_code": rule.territory.code if rule.territory else "",
        "channel": rule.channel,
        "words": " ".join(rule.words),
        "body_code": rule.body.code,
        "co_codes": list(rule.co_bodies.values_list("code", flat=True)),
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
        "note": rule.note,
    }


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_routes"))
