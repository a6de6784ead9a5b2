"""«Этапы и уведомления»: how long each phase may last, what authors are told, how appeals are numbered."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.appeals import registry
from otklik.appeals.models import Appeal, Numbering
from otklik.deadlines import phases
from otklik.deadlines.models import Passage, PhaseTerm
from otklik.intake.catalogue import CHANNELS
from otklik.offices import actions as offices
from otklik.offices.rules import Verb
from otklik.reference.models import Milestone, OfficeHours
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import plural
from otklik.screens.settings import notices
from otklik.screens.settings.forms import DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.notices import TITLE, trail
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_UNITS = {
    "working_hours": ("раб. час", "раб. часа", "раб. часов"),
    "working_days": ("раб. день", "раб. дня", "раб. дней"),
    "calendar_days": ("день", "дня", "дней"),
}
_PHASES = [choice for choice in Passage.Phase.choices if choice[0] != Passage.Phase.ENDED]


class TermForm(DeskForm):
    """How long a phase may last."""

    legal_kind = forms.ChoiceField(label="Вид письма", choices=Appeal.LegalKind.choices)
    channel = forms.ChoiceField(label="Канал", required=False)
    phase = forms.ChoiceField(label="Этап", choices=_PHASES)
    amount = forms.IntegerField(
        label="Срок", required=False, min_value=1, max_value=999, help_text="Пусто — своего срока у этапа нет."
    )
    unit = forms.ChoiceField(label="Чего", required=False, choices=[("", "—"), *Milestone.Unit.choices])
    hours = forms.ChoiceField(label="Режим работы", required=False, help_text="Нужен для рабочих часов.")
    source = forms.CharField(
        label="Основание", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Акт или решение."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {*CHANNELS, *PhaseTerm.objects.exclude(channel="").values_list("channel", flat=True)}
        channels = [(code, notices.channel(code)) for code in sorted(known)]
        hours = OfficeHours.objects.order_by("name").values_list("code", "name")
        self.fields["channel"].choices = choices(channels, "любой")  # type: ignore[attr-defined]
        self.fields["hours"].choices = choices(hours, "—")  # type: ignore[attr-defined]

    def row(self) -> PhaseTerm:
        """The term as it would be kept."""
        sent = dict(self.cleaned_data)
        return PhaseTerm(**{**sent, "hours": OfficeHours.objects.filter(code=sent["hours"]).first()})


class PatternForm(DeskForm):
    """How the numbers of this year are made."""

    pattern = forms.CharField(
        label="Образец номера", max_length=30,
        help_text="{n} — порядковый номер в году, {year} — год. Например «О-{n}/{year}» даёт «О-15/2026».",
    )  # fmt: skip

    def clean_pattern(self) -> str:
        pattern = self.cleaned_data["pattern"].strip()
        if flaws := registry.pattern_flaws(pattern):
            raise forms.ValidationError(list(flaws))
        return pattern


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """Terms of phases, texts to authors, numbering, outcomes by law."""
    links = (
        Link("Добавить уведомление", reverse("settings_notice_new"), is_main=True),
        Link("Добавить срок этапа", reverse("settings_phase_term_new")),
        Link("Нумерация обращений", reverse("settings_numbering")),
    )
    lead = (
        "Вопрос проходит модерацию, координацию, исполнение и согласование; у каждого этапа свой срок,"
        " а автор узнаёт о нём, если для его канала есть включённый текст."
    )
    seen = history(("notice_text", "phase_term", "numbering"))
    tables = (_terms(), notices.texts(), notices.outcomes())
    return show(request, Page(TITLE, lead, (SETTINGS,), links, tables, history=seen))


@needs_region(Verb.SETTINGS)
def add_term(request: ScopedRequest) -> HttpResponse:
    """A form for a new term."""
    return _term_form(request, {})


@needs_region(Verb.SETTINGS)
def edit_term(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one term."""
    row = get_object_or_404(PhaseTerm.objects.select_related("hours"), pk=rule_id)
    initial = {name: getattr(row, name) for name in ("legal_kind", "channel", "phase", "amount", "unit", "source")}
    return _term_form(request, {**initial, "hours": row.hours.code if row.hours else ""})


@needs_region(Verb.SETTINGS)
def numbering(request: ScopedRequest) -> HttpResponse:
    """How appeals of this year are numbered."""
    at = timezone.now()
    year, kind = timezone.localtime(at).year, Appeal.LegalKind.APPEAL
    now = Numbering.objects.filter(legal_kind=kind, year__lte=year).order_by("-year").first()
    form = PatternForm(request.POST or None, initial={"pattern": now.pattern if now else registry.FIRST_PATTERN})
    if form.is_valid():
        before = registry.save_pattern(kind, year, form.cleaned_data["pattern"])
        after = form.cleaned_data["pattern"]
        offices.record(subject="numbering", key=str(year), before=before, after=after, by=request.user, at=at)
        messages.success(request, "Образец сохранён: следующие обращения получат номер по нему.")
        return redirect("settings_notices")
    last = now.last if now and now.year == year else 0
    lead = f"Обращения по 59-ФЗ, {year} год: выдано номеров {last}. Отменённый номер второй раз не выдаётся."
    return show(request, Page("Нумерация обращений", lead, trail(), form=form, history=history(("numbering",))))


def _term_form(request: ScopedRequest, initial: dict[str, Any]) -> HttpResponse:
    form = TermForm(request.POST or None, initial=initial)

    def write() -> bool:
        phases.save_term(form.row(), by=request.user, at=timezone.now())
        return True

    if form.is_valid() and form.kept(write, phases.PhaseError):
        messages.success(request, "Срок этапа сохранён; начатые этапы идут по прежнему.")
        return redirect("settings_notices")
    return show(request, Page("Срок этапа", trail=trail(), form=form))


def _terms() -> Table:
    rows = tuple(
        Row(
            (
                Cell(row.get_phase_display(), reverse("settings_phase_term", args=[row.pk])),
                Cell(f"{row.get_legal_kind_display()}, {notices.channel(row.channel, 'любой канал')}"),
                Cell(_amount(row), mark="" if row.amount else "muted"),
                Cell(row.source),
            )
        )
        for row in PhaseTerm.objects.order_by("legal_kind", "channel", "pk")
    )
    return Table(("Этап", "Чего", "Срок", "Основание"), rows, "Сроки этапов", anchor="terms")


def _amount(row: PhaseTerm) -> str:
    one, few, many = _UNITS.get(row.unit, ("час", "часа", "часов"))
    return f"{row.amount} {plural(row.amount, one, few, many)}" if row.amount else "нет"
