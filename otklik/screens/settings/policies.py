"""Policies of terms: those in force, variants to choose from, those to come and past."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.appeals.models import Appeal
from otklik.offices import actions as offices
from otklik.offices.rules import Verb
from otklik.reference import actions, queries
from otklik.reference.models import Milestone, Policy
from otklik.reference.rules import ReferenceRefused
from otklik.reference.terms import Policy as Version
from otklik.reference.terms import Regime, Term
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, HistoryLine, Link, Page, history, show

TITLE = "Сроки"
_KINDS = dict(Milestone.Kind.choices)
_UNITS = dict(Milestone.Unit.choices)
_SHIFTS = dict(Policy.Shift.choices)
LEGAL = dict(Appeal.LegalKind.choices)


@dataclass(frozen=True, slots=True)
class Line:
    """A version of a policy as a page shows it."""

    code: str
    title: str
    where: str
    terms: tuple[str, ...]
    dates: str
    shift: str
    source: str
    href: str
    regime: str
    use: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Versions under one heading."""

    title: str
    lead: str
    lines: tuple[Line, ...]


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """All versions of all policies by what they are today."""
    page = Page(
        TITLE,
        "Срок считается по правилу дня, когда вопрос получен; новая версия старых сроков не меняет.",
        (SETTINGS,),
        (
            Link("Добавить правило", reverse("settings_policy_new"), is_main=True),
            Link("Быстрые темы", reverse("settings_fast_lane")),
        ),
        history=told_history(),
        extra={"groups": _groups(timezone.localdate())},
    )
    return show(request, page, "screens/settings/policies.html")


@needs_region(Verb.SETTINGS)
@require_POST
def use(request: ScopedRequest, code: str) -> HttpResponse:
    """Put a variant in use instead of those of the same scope."""
    try:
        _use(request, code)
    except ReferenceRefused as refused:
        messages.error(request, str(refused))
        return redirect("settings_policies")
    messages.success(request, f"Правило «{code}» применяется. Уже идущие сроки остались прежними.")
    return redirect("settings_policies")


@transaction.atomic
def _use(request: ScopedRequest, code: str) -> None:
    at = timezone.now()
    for changed in actions.use_policy(code=code, by=request.user, at=at):
        offices.record(
            subject=changed.subject, key=changed.key, before=changed.before, after=changed.after, by=request.user, at=at
        )


def told_history(code: str = "") -> tuple[HistoryLine, ...]:
    """Changes of policies, of one or of all."""
    return history(("policy",), code, names={"shift": _SHIFTS})


def told_versions(code: str) -> tuple[Line, ...]:
    """All versions of one policy, the newest first."""
    return tuple(_line(version) for version in reversed(queries.policy_versions(code)))


def _groups(today: date) -> Iterable[Group]:
    versions = queries.policy_versions()
    past = [each for each in versions if each.valid_to is not None and each.valid_to < today]
    rest = [each for each in versions if each not in past]
    in_use = [each for each in rest if each.is_in_use]
    variants = [each for each in rest if not each.is_in_use]
    return [
        Group("Действуют", "", _lines(each for each in in_use if each.valid_from <= today)),
        Group("Вступят в силу", "", _lines(each for each in in_use if each.valid_from > today)),
        Group(
            "Варианты", "Готовые правила, которые не применяются: выберите, если у вас так.",
            tuple(_line(each, use=reverse("settings_policy_use", args=[each.code])) for each in variants),
        ),
        Group("Прошлые", "Вопросы тех дней считаны по ним.", _lines(reversed(past))),
    ]  # fmt: skip


def _lines(versions: Iterable[Version]) -> tuple[Line, ...]:
    return tuple(_line(version) for version in versions)


def _line(version: Version, use: str = "") -> Line:
    parts = (LEGAL.get(version.legal_kind, version.legal_kind), version.channel, version.topic_code, version.importance)
    dates = f"с {version.valid_from:%d.%m.%Y}" + (f" по {version.valid_to:%d.%m.%Y}" if version.valid_to else "")
    return Line(
        code=version.code,
        title=version.title,
        where=" · ".join(part for part in parts if part),
        terms=tuple(_term(term) for term in version.terms),
        dates=dates,
        shift=_SHIFTS[str(version.shift)].lower(),
        source=version.source,
        regime=_regime(version.regime),
        href=reverse("settings_policy", args=[version.code]),
        use=use,
    )


def _regime(regime: Regime) -> str:
    """What the policy says beside its terms, in words."""
    told = [f"риск — когда осталось меньше {regime.warn_percent} %"]
    if regime.may_pause:
        told.append("стоит, пока спрошен автор")
    if regime.extension_days:
        told.append(f"продлевается один раз, до {regime.extension_days} дней")
    if regime.season_from:
        told.append(f"действует с {_of_year(regime.season_from)} по {_of_year(regime.season_to)}")
    if regime.needs_photo:
        told.append("нужно фото")
    return "; ".join(told)


def _of_year(day: str) -> str:
    return f"{day[3:]}.{day[:2]}"


def _term(term: Term) -> str:
    return f"{_KINDS.get(term.kind, term.kind)}: {term.amount} {_UNITS[str(term.unit)]}"
