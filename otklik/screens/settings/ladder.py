"""The ladder of escalation: who is told of a term, when and how."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from otklik.deadlines.models import Clock
from otklik.flow.alarms import ladder, steps
from otklik.flow.alarms.ladder import Step
from otklik.flow.alarms.ladder_week import Week, week
from otklik.flow.alarms.steps import TOLD, StepDraft, StepError
from otklik.flow.models import Ladder, LadderStep
from otklik.gateways import mail
from otklik.offices.rules import ROLES, Verb
from otklik.reference.models import OfficeHours
from otklik.reference.rules import YearNotLoaded
from otklik.screens.access import ScopedRequest
from otklik.screens.parts.tell import number
from otklik.screens.settings.forms import DeskForm, LinesField, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, history, show

_TITLE = "Лестница предупреждений"


class StepForm(DeskForm):
    """One step."""

    position = forms.IntegerField(label="Порядок", min_value=1, max_value=99, initial=1)
    side = forms.ChoiceField(label="Когда", choices=LadderStep.Side.choices)
    minutes = forms.IntegerField(
        label="За сколько до срока или через сколько после, рабочих минут", min_value=0, max_value=60_000, initial=0,
        help_text="60 — рабочий час, 480 — рабочий день из восьми часов. Для «в срок» и «под угрозой» не нужно.",
    )  # fmt: skip
    role = forms.ChoiceField(
        label="Кого", choices=[(code, ROLES[code].title) for code in TOLD],
        help_text="Тех, чья роль стоит ближе всего к органу вопроса. Нет никого — следующего по должности.",
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="О каких сроках", choices=Clock.Kind.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ничего не отмечено — о всех.",
    )  # fmt: skip
    mail = forms.ChoiceField(label="Как, кроме колокольчика", choices=LadderStep.Mail.choices, required=False)
    is_on = forms.BooleanField(label="Ступень действует", required=False, initial=True)
    source = forms.CharField(
        label="Основание", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text="Акт или решение."
    )

    def draft(self) -> StepDraft:
        """The step as it would be kept."""
        sent = dict(self.cleaned_data)
        return StepDraft(**{**sent, "kinds": tuple(sent["kinds"])})


class SlotsForm(DeskForm):
    """When digests leave."""

    slots = LinesField(
        label="Когда уходит сводка, по времени сотрудника", required=True,
        help_text="По одному времени в строке, например 09:00. В выходные сводки не уходят.",
    )  # fmt: skip
    hours = forms.ChoiceField(
        label="Рабочее время, если его нет ни у органа, ни у правила срока",
        help_text="Срочные письма тоже уходят только в это время.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = OfficeHours.objects.order_by("name").values_list("code", "name")
        self.fields["hours"].choices = choices(hours, "выберите")  # type: ignore[attr-defined]


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """The steps in order, and when digests leave."""
    links = (
        Link("Добавить ступень", reverse("settings_ladder_new"), is_main=True),
        Link("Кого предупредило бы за неделю", reverse("settings_ladder_week")),
        Link("Когда уходят сводки", reverse("settings_ladder_slots")),
    )
    kept = Ladder.objects.select_related("hours").first()
    letters = "Письма отправляются." if mail.server() else "Письма выключены: почтовый сервер не задан."
    told = f"Сводки уходят в {', '.join(kept.slots)}. {letters}" if kept else letters
    table = Table(
        ("Ступень", "Кого", "О чём", "Как", "Состояние"),
        tuple(map(_row, _steps())),
        lead=told,
        empty="Ступеней нет: никого не предупредят. Добавьте первую.",
        is_aligned=True,
    )
    lead = "Время до срока и после него — рабочее: по часам органа и календарю места. Пока срок стоит, лестница молчит."
    return show(request, Page(_TITLE, lead, (SETTINGS,), links, (table,), history=history(("ladder",))))


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new step."""
    return _step_form(request, None, {"position": LadderStep.objects.count() + 1})


@needs_region(Verb.SETTINGS)
def edit(request: ScopedRequest, rule_id: int) -> HttpResponse:
    """A form over one step."""
    row = get_object_or_404(LadderStep, pk=rule_id)
    names = ("position", "side", "minutes", "kinds", "role", "mail", "is_on", "source")
    return _step_form(request, row, {name: getattr(row, name) for name in names})


@needs_region(Verb.SETTINGS)
def slots(request: ScopedRequest) -> HttpResponse:
    """When digests leave, and the office time where no other is known."""
    kept = Ladder.objects.select_related("hours").first()
    now = {"slots": kept.slots if kept else steps.SLOTS, "hours": kept.hours.code if kept and kept.hours else ""}
    form = SlotsForm(request.POST or None, initial=now)
    if form.is_valid():
        hours = OfficeHours.objects.get(code=form.cleaned_data["hours"])

        def write() -> bool:
            steps.save_slots(form.cleaned_data["slots"], hours=hours, by=request.user, at=timezone.now())
            return True

        if form.kept(write, StepError):
            messages.success(request, "Сохранено.")
            return redirect("settings_ladder")
    return show(request, Page("Сводки", "", _trail(), form=form, history=history(("ladder",), "slots")))


@needs_region(Verb.SETTINGS)
def ahead(request: ScopedRequest) -> HttpResponse:
    """Whom the whole ladder would tell until the end of the week."""
    kept = steps.steps()
    page = Page("За ближайшую неделю", _WEEK, _trail(), tables=_week(kept), history=history(("ladder",), limit=5))
    return show(request, page)


_WEEK = "Кого предупредило бы, если за семь дней ни на что не ответят. О чём уже сказано, не входит."


def _step_form(request: ScopedRequest, row: LadderStep | None, initial: dict[str, Any]) -> HttpResponse:
    form = StepForm(request.POST or None, initial=initial)
    tables: tuple[Table, ...] = ()
    if form.is_valid() and "preview" in request.POST:
        draft = form.draft()
        tables = _week((Step(row.pk if row else 0, draft.position, draft.side, draft.minutes, draft.kinds, draft.role,
                             draft.mail),))  # fmt: skip
    elif form.is_valid():
        saved = form.kept(
            lambda: steps.save_step(form.draft(), step=row, by=request.user, at=timezone.now()), StepError
        )
        if saved is not None:
            messages.success(request, "Ступень сохранена.")
            return redirect("settings_ladder")
    lines = history(("ladder",), str(row.pk)) if row else ()
    page = Page(
        "Ступень" if row else "Новая ступень", _told(row) if row else "", _trail(), tables=tables, form=form,
        preview="Кого предупредило бы за неделю", history=lines,
    )  # fmt: skip
    return show(request, page)


def _week(kept: tuple[Step, ...]) -> tuple[Table, ...]:
    try:
        found = week(timezone.now(), kept)
    except YearNotLoaded as error:
        return (Table((), (), title="За ближайшую неделю", empty=str(error)),)
    return _by_step(found, kept), _by_person(found)


def _by_step(found: Week, kept: tuple[Step, ...]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(ladder.told(one.side, one.minutes)),
                Cell(ROLES[one.role].title),
                Cell(number(found.by_step.get(one.id, 0))),
            )
        )
        for one in kept
    )
    lead = f"До {timezone.localtime(found.until):%d.%m.%Y %H:%M}."
    return Table(("Ступень", "Кого", "Сроков пройдёт её"), rows, "По ступеням", lead)


def _by_person(found: Week) -> Table:
    rows = tuple(
        Row((Cell(name), Cell(ROLES[role].title), Cell(number(count)))) for name, role, count in found.by_person
    )
    lead = f"Некого предупредить: {number(found.nobody)}. Дайте людям роли в их органах." if found.nobody else ""
    return Table(("Кто", "Как кто", "Предупреждений"), rows, "По людям", lead, empty="Никого.")


def _steps() -> list[LadderStep]:
    return list(LadderStep.objects.all())


def _row(row: LadderStep) -> Row:
    kinds = ", ".join(Clock.Kind(kind).label for kind in row.kinds) or "о всех сроках"
    state = Cell("действует", mark="good") if row.is_on else Cell("выключена", mark="muted")
    first = Cell(f"{row.position}. {_told(row)}", reverse("settings_ladder_step", args=[row.pk]), note=row.source)
    way = Cell(LadderStep.Mail(row.mail).label)
    return Row((first, Cell(ROLES[row.role].title), Cell(kinds), way, state))


def _told(row: LadderStep) -> str:
    return ladder.told(row.side, row.minutes)


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(_TITLE, reverse("settings_ladder"))
