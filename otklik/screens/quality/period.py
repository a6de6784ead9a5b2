"""The period and the head that an address of these pages holds, and the tabs that keep them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.screens.access import ScopedRequest
from otklik.triage.quality import HEADS, Period

PRESETS = {7: "неделя", 30: "30 дней", 90: "90 дней", 365: "год"}
USUAL = 30
HEAD_TITLES = {"group": "Группа тем", "theme": "Тема"}
_TABS = (
    ("quality", "Итог"), ("quality_threshold", "Порог"), ("quality_confusion", "Путаница"),
    ("quality_versions", "Версии и сдвиг"), ("quality_agreement", "Согласие людей"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab, a preset or a head to choose: its word, its address, whether it is open."""

    title: str
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: from the first day to the last, both counted, and the head."""

    first: date
    last: date
    head: str
    within: Period
    problem: str

    @property
    def query(self) -> str:
        return urlencode(self.told)

    @property
    def told(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat(), "head": self.head}

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def read(request: ScopedRequest) -> Asked:
    """The period of an address, the last thirty days where it names none; dates edited into nonsense are told."""
    today = timezone.localdate()
    first, last, problem = today - timedelta(days=USUAL - 1), today, ""
    try:
        first = _day(request.GET, "from") or first
        last = _day(request.GET, "to") or max(last, first)
    except ValueError:
        problem = "Даты в адресе не прочитаны: показаны последние 30 дней. Нужен вид 2026-03-05."
    if first > last:
        first, last = last, first
    head = request.GET.get("head", "")
    within = Period(_midnight(first), _midnight(last + timedelta(days=1)), facts.visible_ids(request.scope))
    return Asked(first, last, head if head in HEADS else HEADS[0], within, problem)


def tabs(asked: Asked, here: str) -> tuple[Tab, ...]:
    """The pages of quality, each for the same period."""
    return tuple(Tab(title, f"{reverse(name)}?{asked.query}", name == here) for name, title in _TABS)


def presets(asked: Asked, here: str) -> tuple[Tab, ...]:
    """The usual periods up to today, on the same page."""
    today = timezone.localdate()
    made = []
    for days, title in PRESETS.items():
        first = today - timedelta(days=days - 1)
        query = urlencode({**asked.told, "from": first.isoformat(), "to": today.isoformat()})
        made.append(Tab(title, f"{reverse(here)}?{query}", (asked.first, asked.last) == (first, today)))
    return tuple(made)


def heads(asked: Asked, here: str) -> tuple[Tab, ...]:
    """What is proposed: the group of topics or the theme, on the same page."""
    return tuple(
        Tab(title, f"{reverse(here)}?{urlencode({**asked.told, 'head': head})}", head == asked.head)
        for head, title in HEAD_TITLES.items()
    )


def rows_address(asked: Asked, what: str, **narrowed: str) -> str:
    """The list of the very questions behind a number."""
    return f"{reverse('quality_rows')}?{urlencode({**asked.told, 'what': what, **narrowed})}"


def _day(query: Mapping[str, str], name: str) -> date | None:
    written = query.get(name, "")
    found = date.fromisoformat(written) if written else None
    if found and not 2000 <= found.year <= 2100:
        raise ValueError(written)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
