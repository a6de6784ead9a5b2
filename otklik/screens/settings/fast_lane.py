"""The catalogue of the fast lane: topics with a short term of their own, their season, the duty of a photo."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from otklik.intake.catalogue import CHANNELS
from otklik.offices.rules import Verb
from otklik.reference import queries
from otklik.reference.models import Milestone, Topic
from otklik.reference.terms import Policy, Unit
from otklik.screens.access import ScopedRequest
from otklik.screens.settings.guard import needs_region
from otklik.screens.settings.pages import SETTINGS, Cell, Link, Page, Row, Table, show
from otklik.screens.settings.policies import TITLE

# A policy may speak of a channel that is not built yet.
_NOT_BUILT = {"pos": "ПОС"}
_KINDS = dict(Milestone.Kind.choices)
_UNITS = dict(Milestone.Unit.choices)
# The common term of a message is 30 days: a topic answered sooner is in the fast lane.
_SHORT = {Unit.HOURS: 24 * 30, Unit.WORKING_HOURS: 8 * 21, Unit.WORKING_DAYS: 21, Unit.CALENDAR_DAYS: 30}


@needs_region(Verb.SETTINGS)
def listed(request: ScopedRequest) -> HttpResponse:
    """Policies with a topic and a short term, the ones in use first."""
    today = timezone.localdate()
    found = [version for version in queries.policy_versions() if _is_fast(version, today)]
    found.sort(key=lambda version: (not version.is_in_use, version.title))
    names = dict(Topic.objects.filter(code__in={version.topic_code for version in found}).values_list("code", "name"))
    headings = ("Тема", "Сезон", "Срок", "Фото", "Канал", "Сейчас")
    rows = tuple(_row(version, names.get(version.topic_code, ""), today) for version in found)
    table = Table(headings, rows, empty="Быстрых тем нет: добавьте правило с темой и коротким сроком.")
    page = Page(
        "Быстрые темы",
        "Простые темы, которые решают быстрее общего срока. «Применять» ставит правило в силу для новых вопросов.",
        (SETTINGS, Link(TITLE, reverse("settings_policies"))),
        (Link("Добавить правило", reverse("settings_policy_new"), is_main=True),),
        (table,),
    )
    return show(request, page, "screens/settings/recount.html")


def _is_fast(version: Policy, today: date) -> bool:
    is_over = version.valid_to is not None and version.valid_to < today
    is_short = bool(version.terms) and all(term.amount < _SHORT[term.unit] for term in version.terms)
    return bool(version.topic_code) and version.legal_kind == "message" and is_short and not is_over


def _row(version: Policy, topic: str, today: date) -> Row:
    terms = "; ".join(f"{_KINDS[term.kind].lower()} {term.amount} {_UNITS[str(term.unit)]}" for term in version.terms)
    known = CHANNELS.get(version.channel)
    channel = known.title if known else _NOT_BUILT.get(version.channel, version.channel) or "любой"
    use = "" if version.is_in_use else reverse("settings_policy_use", args=[version.code])
    return Row(
        (
            Cell(topic or version.topic_code, reverse("settings_policy", args=[version.code]), note=version.title),
            Cell(_season(version)), Cell(terms), Cell("да" if version.regime.needs_photo else "—"), Cell(channel),
            _standing(version, today),
        ),
        post_to=use, button="Применять" if use else "", ask=version.title,
    )  # fmt: skip


def _season(version: Policy) -> str:
    ends = (version.regime.season_from, version.regime.season_to)
    return "–".join(f"{end[3:]}.{end[:2]}" for end in ends) if ends[0] else "весь год"


def _standing(version: Policy, today: date) -> Cell:
    if not version.is_in_use:
        return Cell("не применяется", mark="muted")
    if version.valid_from > today:
        return Cell(f"с {version.valid_from:%d.%m.%Y}", mark="warn")
    return Cell("применяется", mark="good") if version.regime.is_in_season(today) else Cell("не сезон", mark="muted")
