"""By which sender answers leave, where sources take them, after how many days a person looks first."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otklik.answers.models import Callback, SendingRule
from otklik.answers.sending import doors, ways
from otklik.answers.sending.sender_catalogue import SENDERS, title
from otklik.gateways import mail
from otklik.intake import queries as intake
from otklik.intake.catalogue import CHANNELS
from otklik.intake.models import Source
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import exact
from otklik.screens.settings.forms import DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.notices import channel
from otklik.screens.settings.pages import SETTINGS, Act, Cell, Link, Page, Row, Table, history, show

TITLE = "Отправка ответов"
_SUBJECTS = ("sending_rule", "sending_terms", "callback")


class TermsForm(DeskForm):
    """The age after which a person looks first."""

    old_days = forms.IntegerField(
        label="Само уходит то, что ждёт не дольше, дней", min_value=1, max_value=365,
        help_text="Старше — ждёт человека в «Отправлениях»: включённый впервые сервер не разошлёт прошлогоднее.",
    )  # fmt: skip
    source = forms.CharField(label="Основание", max_length=500)


class RuleForm(DeskForm):
    """One rule."""

    channel = forms.ChoiceField(label="Канал", required=False)
    source_name = forms.CharField(
        label="Источник", required=False, max_length=100,
        help_text="Сеть или система, как она названа в письме: «ВКонтакте», «телефон». Пусто — любой.",
    )  # fmt: skip
    sender = forms.ChoiceField(label="Как уходит", choices=[(code, sender.title) for code, sender in SENDERS.items()])
    position = forms.IntegerField(
        label="Очередь", min_value=1, max_value=99, initial=1,
        help_text="Если первый не может (нет адреса, нет сервера), берётся следующий.",
    )  # fmt: skip
    is_on = forms.BooleanField(label="Действует", required=False, initial=True)
    source = forms.CharField(label="Основание", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {*CHANNELS, *SendingRule.objects.exclude(channel="").values_list("channel", flat=True)}
        channels = [(code, channel(code)) for code in sorted(known)]
        self.fields["channel"].choices = choices(channels, "любой")  # type: ignore[attr-defined]


class CallbackForm(DeskForm):
    """Where a source takes answers."""

    url = forms.CharField(
        label="Адрес", max_length=500, help_text="Например https://portal.example/otklik/answers. Уходит POST с JSON.",
    )  # fmt: skip
    is_on = forms.BooleanField(label="Отправлять", required=False, initial=True)


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """Rules, addresses of sources, terms, how senders stand."""
    now = {"old_days": ways.old_days(), "source": ways.terms_source()}
    form = TermsForm(request.POST or None, initial=now)
    if form.is_valid():
        ways.save_terms(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "Сохранено.")
        return redirect("settings_sending")
    lead = "Сообщение берёт первый отправитель, который может: сначала правила источника, потом канала, потом общие."
    links = (
        Link("Добавить правило", reverse("settings_sending_new"), is_main=True),
        Link("Журнал отправлений", reverse("dispatches")),
    )
    tables = (_senders(), _rules(), _sources())
    return show(request, Page(TITLE, lead, (SETTINGS,), links, tables, form=form, history=history(_SUBJECTS)))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new rule."""
    return _form(request, SendingRule(), "Новое правило отправки")


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one rule."""
    return _form(request, get_object_or_404(SendingRule, pk=rule_id), "Правило отправки")


@needs_region(Verb.SETTINGS)
def callback(request: ScopedRequest, code: str) -> HttpResponse:
    """Where one source takes answers, and its secret anew."""
    source = get_object_or_404(Source, code=code)
    row = Callback.objects.filter(source=source).first()
    form = CallbackForm(request.POST or None, initial={"url": row.url, "is_on": row.is_on} if row else None)
    if form.is_valid():
        sent, at = form.cleaned_data, timezone.now()
        saved = form.kept(lambda: ways.save_callback(source=source, **sent, by=request.user, at=at), ways.WayError)
        if saved:
            messages.success(request, "Адрес сохранён.")
            return redirect("settings_callback", code)
    why = "Источник проверяет подпись секретом. Новый выдаётся один раз, прежний сразу перестаёт действовать."
    renew = Act("Выдать новый секрет", reverse("settings_callback_secret", args=[code]), why, is_danger=True)
    page = Page(
        f"Ответы источнику «{source.name}»", trail=_trail(), form=form, acts=(renew,) if row else (),
        history=history(("callback",), code),
    )  # fmt: skip
    return show(request, page)


@never_cache
@needs_region(Verb.SETTINGS)
@require_POST
def secret(request: ScopedRequest, code: str) -> HttpResponse:
    """A new secret, shown now and never again."""
    row = get_object_or_404(Callback.objects.select_related("source"), source__code=code)
    key = ways.renew_secret(row, by=request.user, at=timezone.now())
    page = Page(f"Секрет подписи для «{row.source.name}»", trail=_trail(), extra={"key": key})
    return show(request, page, "screens/settings/secret.html")


def _form(request: ScopedRequest, row: SendingRule, title_: str) -> HttpResponse:
    names = ("channel", "source_name", "sender", "position", "is_on", "source")
    form = RuleForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row.pk else None)
    if form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        at = timezone.now()

        def write() -> bool:
            ways.save_rule(row, by=request.user, at=at)
            return True

        if form.kept(write, ways.WayError):
            messages.success(request, "Правило сохранено: действует для того, что ещё не ушло.")
            return redirect("settings_sending")
    return show(request, Page(title_, trail=_trail(), form=form, history=history(("sending_rule",))))


def _rules() -> Table:
    rows = tuple(
        Row((
            Cell(channel(row.channel, "любой"), reverse("settings_sending_rule", args=[row.pk]), note=row.source_name),
            Cell(str(row.position)),
            Cell(title(row.sender)),
            Cell("действует" if row.is_on else "выключено", mark="good" if row.is_on else "muted"),
            Cell(row.source),
        ))
        for row in SendingRule.objects.order_by("-channel", "-source_name", "position", "pk")
    )  # fmt: skip
    return Table(
        ("Канал и источник", "Очередь", "Как уходит", "Состояние", "Основание"), rows, "Правила", anchor="rules"
    )


def _sources() -> Table:
    kept = {row.source_id: row for row in Callback.objects.all()}
    rows = tuple(
        Row((
            Cell(source.name, reverse("settings_callback", args=[source.code])),
            Cell(kept[source.pk].url if source.pk in kept else "не задан"),
            _is_sent(kept.get(source.pk)),
        ))
        for source in intake.sources()
    )  # fmt: skip
    empty = "Источников API нет: заведите их в «Источники и ключи»."
    return Table(
        ("Источник", "Адрес для ответов", "Состояние"), rows, "Адреса источников", empty=empty, anchor="sources"
    )


def _is_sent(row: Callback | None) -> Cell:
    if row is None:
        return Cell("ответы уходят другим путём", mark="muted")
    return Cell("отправляется", mark="good") if row.is_on else Cell("выключено", mark="muted")


def _senders() -> Table:
    """How each door stands: what is set up, what does not answer."""
    server = mail.server()
    is_set = Cell("включена", mark="good") if server else Cell("выключена", mark="muted", note="OTKLIK_SMTP_HOST")
    rows = [Row((Cell("Эл. почта"), is_set, Cell(f"{server.host}:{server.port}" if server else "")))]
    for state in doors.troubles():
        code, _, source = state.door.partition(":")
        told = f"{state.failure}; не отвечает с {exact(timezone.localtime(state.since))}"
        again = f"следующая попытка {exact(timezone.localtime(state.until))}"
        name = f"{title(code)} · {source}" if source else title(code)
        rows.append(Row((Cell(name), Cell("не отвечает", mark="warn", note=told), Cell(again))))
    return Table(("Отправитель", "Состояние", "Подробности"), tuple(rows), "Как стоят отправители")


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(TITLE, reverse("settings_sending"))
