"""A new policy, or the next version of one: its act, its scope, its terms."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from otklik.appeals.models import Appeal
from otklik.intake.catalogue import CHANNELS
from otklik.offices.rules import Verb
from otklik.reference import actions, queries
from otklik.reference.models import Milestone, OfficeHours, Policy
from otklik.reference.rules import ReferenceRefused, YearNotLoaded
from otklik.reference.terms import ALL_YEAR, PolicyDraft, Regime
from otklik.reference.terms import Policy as Version
from otklik.screens.access import ScopedRequest
from otklik.screens.settings import policy_check
from otklik.screens.settings.codes import TOPICS, codes, known_topic
from otklik.screens.settings.forms import CodeField, DayField, DeskForm, choices
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Link, Page, Table, show
from otklik.screens.settings.policies import TITLE, told_history, told_versions
from otklik.screens.settings.policy_check import PREVIEW
from otklik.screens.settings.recorded import recorded

_KINDS = Milestone.Kind.choices


@dataclass(frozen=True, slots=True)
class TermLine:
    """A milestone on the form: its title, the box of its amount, the choice of its unit."""

    title: str
    amount: forms.BoundField
    unit: forms.BoundField


class SeasonField(forms.CharField):
    """A day of the year, typed «16.04», kept «04-16»; one that can't be read goes on as typed and is refused later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ".".join(reversed(value.split("-"))) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        return "-".join(part.zfill(2) for part in reversed((super().to_python(value) or "").split(".")) if part)


class PolicyForm(DeskForm):
    """One version: an empty amount means that the policy has no such milestone."""

    title = forms.CharField(label="Название", max_length=200)
    source = forms.CharField(
        label="Акт", widget=forms.Textarea(attrs={"rows": 2}), help_text="Закон или постановление, номер, дата, статья."
    )
    legal_kind = forms.ChoiceField(label="Вид", choices=Appeal.LegalKind.choices)
    channel = forms.ChoiceField(label="Канал", required=False)
    topic_code = forms.CharField(
        label="Тема (код)",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": TOPICS}),
        help_text="Пусто — любая; код группы берёт и всё под ней.",
    )
    importance = forms.CharField(
        label="Важность",
        max_length=12,
        required=False,
        help_text="Как её называет источник: raised, fast. Пусто — любая.",
    )
    hours_code = forms.ChoiceField(label="Режим работы", required=False, help_text="Нужен для рабочих часов и дней.")
    shift = forms.ChoiceField(label="Последний день на выходном", choices=Policy.Shift.choices)
    valid_from = DayField(label="Действует с", initial=timezone.localdate)
    valid_to = DayField(label="Действует по", required=False)
    warn_percent = forms.IntegerField(
        label="Риск: осталось меньше, % срока",
        min_value=1,
        max_value=99,
        required=False,
        initial=ALL_YEAR.warn_percent,
        help_text="Пусто — 25.",
    )
    extension_days = forms.IntegerField(
        label="Продлить можно на, дней",
        min_value=0,
        max_value=999,
        required=False,
        initial=0,
        help_text="Один раз; 0 или пусто — нельзя.",
    )
    season_from = SeasonField(label="Сезон с (день.месяц)", help_text="Например 16.04; пусто — весь год.")
    season_to = SeasonField(label="Сезон по (день.месяц)")
    may_pause = forms.BooleanField(label="Срок стоит, пока спрошен автор", required=False)
    needs_photo = forms.BooleanField(label="К ответу нужно фото", required=False)
    is_in_use = forms.BooleanField(label="Применять", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = [(channel.code, channel.title) for channel in CHANNELS.values()]
        known = {code for code, _ in channels}
        kept = str(self.initial.get("channel", ""))
        # A policy may speak of a channel that is not built yet.
        extra = [(kept, kept)] if kept and kept not in known else []
        self.fields["channel"].choices = choices([*channels, *extra], "любой")  # type: ignore[attr-defined]
        hours = OfficeHours.objects.order_by("code").values_list("code", "name")
        self.fields["hours_code"].choices = choices(hours, "не нужен")  # type: ignore[attr-defined]

    def plain(self) -> list[forms.BoundField]:
        """The fields before the terms."""
        return [field for field in self.shown() if not field.name.startswith(("amount_", "unit_"))]

    def terms(self) -> Iterator[TermLine]:
        """A line for each milestone."""
        return (TermLine(title, self[f"amount_{kind}"], self[f"unit_{kind}"]) for kind, title in _KINDS)

    def clean_warn_percent(self) -> int:
        return self.cleaned_data["warn_percent"] or ALL_YEAR.warn_percent

    def clean_extension_days(self) -> int:
        return self.cleaned_data["extension_days"] or 0

    def clean_topic_code(self) -> str:
        return known_topic(self.cleaned_data["topic_code"])

    def draft(self, code: str) -> PolicyDraft:
        """What was typed, for reference.actions.save_policy."""
        sent = self.cleaned_data
        terms = tuple(
            (kind, sent[f"amount_{kind}"], sent[f"unit_{kind}"])
            for kind, _ in _KINDS
            if sent[f"amount_{kind}"] is not None
        )
        regime = Regime(**{name: sent[name] for name in Regime.__slots__})
        apart = ("code", *Regime.__slots__)
        rest = {name: sent[name] for name in sent if name not in apart and not name.startswith(("amount_", "unit_"))}
        return PolicyDraft(code=code, terms=terms, regime=regime, **rest)


for _kind, _title in _KINDS:
    PolicyForm.base_fields[f"amount_{_kind}"] = forms.IntegerField(
        label=f"{_title}: сколько", min_value=1, max_value=9999, required=False
    )
    PolicyForm.base_fields[f"unit_{_kind}"] = forms.ChoiceField(
        label=f"{_title}: чего", choices=Milestone.Unit.choices, initial=Milestone.Unit.CALENDAR_DAYS
    )


class NewPolicyForm(PolicyForm):
    """A new policy is given its code too."""

    code = CodeField(max_length=40, help_text="Латиницей, например «region-fast». Потом не меняется.")
    field_order = ("code",)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if Policy.objects.filter(code=code).exists():
            raise forms.ValidationError(f"Правило «{code}» уже есть: добавьте ему версию или возьмите другой код.")
        return code


@needs_region(Verb.SETTINGS)
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new policy."""
    form = NewPolicyForm(request.POST or None)
    tables = _previewed(request, form, str(form.data.get("code", "")))
    if not tables and form.is_valid() and _is_saved(request, form, form.cleaned_data["code"]):
        return redirect("settings_policies")
    return show(
        request,
        Page("Новое правило сроков", trail=_trail(), form=form, tables=tables, preview=PREVIEW, codes=codes()),
        "screens/settings/policy.html",
    )


@needs_region(Verb.SETTINGS)
def renew(request: ScopedRequest, code: str) -> HttpResponse:
    """The next version of a policy, filled from the last one; all its versions below."""
    versions = queries.policy_versions(code)
    if not versions:
        raise Http404
    form = PolicyForm(request.POST or None, initial=_filled(versions[-1]))
    tables = _previewed(request, form, code)
    if not tables and form.is_valid() and _is_saved(request, form, code):
        return redirect("settings_policies")
    lead = "Новая версия начинает действовать с указанного дня, прежняя заканчивается накануне."
    page = Page(f"{versions[-1].title}: новая версия", lead, _trail(), form=form, codes=codes(),
                button="Добавить версию", tables=tables, preview=PREVIEW, history=told_history(code),
                extra={"versions": told_versions(code)})  # fmt: skip
    return show(request, page, "screens/settings/policy.html")


def _previewed(request: ScopedRequest, form: PolicyForm, code: str) -> tuple[Table, ...]:
    """What the version would have meant last month, where the second button was pressed."""
    if "preview" not in request.POST or not form.is_valid():
        return ()
    return form.kept(lambda: policy_check.tables(form.draft(code), timezone.now()), YearNotLoaded) or ()


def _is_saved(request: ScopedRequest, form: PolicyForm, code: str) -> bool:
    def write() -> object:
        at, by = timezone.now(), request.user
        return recorded(lambda: actions.save_policy(form.draft(code), by=by, at=at), by=by)

    saved = form.kept(write, ReferenceRefused) is not None
    if saved:
        messages.success(request, f"Правило «{form.cleaned_data['title']}» сохранено.")
    return saved


def _filled(version: Version) -> dict[str, Any]:
    filled: dict[str, Any] = {
        "title": version.title, "source": version.source, "legal_kind": version.legal_kind, "channel": version.channel,
        "topic_code": version.topic_code, "hours_code": version.hours.code if version.hours else "",
        "shift": str(version.shift), "is_in_use": version.is_in_use, "valid_from": timezone.localdate(),
        "importance": version.importance, **asdict(version.regime),
    }  # fmt: skip
    for term in version.terms:
        filled |= {f"amount_{term.kind}": term.amount, f"unit_{term.kind}": str(term.unit)}
    return filled


def _trail() -> tuple[Link, ...]:
    return SETTINGS, Link(TITLE, reverse("settings_policies"))
