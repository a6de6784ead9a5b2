"""What authors are told of phases and of outcomes by 59-ФЗ: texts with a preview on an invented letter."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.answers.models import LawOutcome, NoticeText
from otklik.answers.talk import filling, notices
from otklik.deadlines.models import Passage
from otklik.intake.catalogue import CHANNELS
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest
from otklik.screens.operator.names import channel_title
from otklik.screens.settings.forms import DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

TITLE = "Этапы и уведомления"
_YET_TO_COME = {"pos": "ПОС"}
_PREVIEW = "Посмотреть на вымышленном письме"


class TextForm(DeskForm):
    """What an author is told, of what, by which channel."""

    code = forms.ChoiceField(label="О чём")
    channel = forms.ChoiceField(label="Канал", required=False)
    text = forms.CharField(label="Текст", max_length=filling.LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
    is_on = forms.BooleanField(
        label="Отправлять", required=False, initial=True,
        help_text="Выключенный текст этапа не отправляется; текст по 59-ФЗ всегда отправляет человек с карточки.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {*CHANNELS, *NoticeText.objects.exclude(channel="").values_list("channel", flat=True)}
        channels = [(code, channel(code)) for code in sorted(known)]
        self.fields["code"].choices = list(_subjects().items())  # type: ignore[attr-defined]
        self.fields["channel"].choices = choices(channels, "любой")  # type: ignore[attr-defined]
        told = ", ".join(f"{{{name}}} — {said}" for name, said in filling.NAMES.items())
        self.fields["text"].help_text = f"Можно вставить: {told}."

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].strip()
        if flaws := filling.flaws(text):
            raise forms.ValidationError(list(flaws))
        return text


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new text."""
    return _form(request, "Новое уведомление", {"is_on": True})


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one text."""
    row = get_object_or_404(NoticeText, pk=rule_id)
    initial = {name: getattr(row, name) for name in ("code", "channel", "text", "is_on")}
    return _form(request, "Уведомление автору", initial)


def texts() -> Table:
    """All texts, of phases first."""
    subjects = _subjects()
    rows = tuple(
        Row(
            (
                Cell(subjects.get(row.code, row.code), reverse("settings_notice", args=[row.pk])),
                Cell(channel(row.channel)),
                Cell("отправляется" if row.is_on else "выключено", mark="good" if row.is_on else "muted"),
                Cell(row.text, note=row.source),
            )
        )
        for row in NoticeText.objects.order_by("-code", "channel")
    )
    return Table(("О чём", "Канал", "Состояние", "Текст"), rows, "Что узнаёт автор", anchor="texts")


def outcomes() -> Table:
    """What the law lets do: shown with its sources."""
    rows = tuple(
        Row((Cell(row.title), Cell(row.article), Cell(f"{row.days} дн." if row.days else "—"), Cell(row.source)))
        for row in LawOutcome.objects.order_by("article")
    )
    return Table(("Исход", "Статья", "Срок", "Источник"), rows, "Исходы по 59-ФЗ и 547-ФЗ", anchor="outcomes")


def channel(code: str, any_one: str = "все") -> str:
    """A channel as people call it; ПОС has rules before it has a channel here."""
    return _YET_TO_COME.get(code) or (channel_title(code) if code else any_one)


def trail() -> tuple[Link, ...]:
    """The way back to the list."""
    return SETTINGS, Link(TITLE, reverse("settings_notices"))


def _form(request: ScopedRequest, title: str, initial: dict[str, Any]) -> HttpResponse:
    form = TextForm(request.POST or None, initial=initial)
    is_looked_at = "preview" in request.POST
    if form.is_valid() and not is_looked_at and _is_saved(request, form):
        return redirect("settings_notices")
    tables = (_previewed(form.cleaned_data["text"]),) if is_looked_at and form.is_valid() else ()
    seen = history(("notice_text",), f"{initial.get('code', '')} {initial.get('channel', '')}".strip())
    return show(
        request, Page(title, trail=trail(), form=form, preview=_PREVIEW, tables=tables, history=seen, is_wide=True)
    )


def _is_saved(request: ScopedRequest, form: TextForm) -> bool:
    def write() -> bool:
        notices.save_text(**form.cleaned_data, by=request.user, at=timezone.now())
        return True

    saved = bool(form.kept(write, notices.NoticeError))
    if saved:
        messages.success(request, "Уведомление сохранено: действует для следующих писем.")
    return saved


def _previewed(text: str) -> Table:
    shown = filling.filled(text, filling.INVENTED)
    return Table(("Письмо № 1024 (вымышленное)",), (Row((Cell(shown),)),), "Так это прочтёт автор")


def _subjects() -> dict[str, str]:
    phases = {f"phase.{code}": f"Этап «{label}»" for code, label in Passage.Phase.choices}
    law = {f"law.{row.code}": f"59-ФЗ: {row.title}" for row in LawOutcome.objects.order_by("title")}
    return {**phases, **law, **notices.VERDICTS, notices.ACCEPTED: "Форма: сообщение принято"}
