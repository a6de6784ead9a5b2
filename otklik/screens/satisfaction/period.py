"""The period that an address of these pages holds, and the tabs that keep it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.offices.rules import Verb
from otklik.satisfaction.queries import Period
from otklik.screens.access import ScopedRequest

PRESETS = {7: "неделя", 30: "30 дней", 90: "90 дней", 365: "год"}
USUAL = 30


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab or a preset to choose: its word, its address, whether it is open."""

    title: str
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: answers from the first day to the last, both counted."""

    first: date
    last: date
    within: Period
    problem: str

    @property
    def told(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def address(self, name: str, **more: str | int) -> str:
        """The page `name` for the same period."""
        return f"{reverse(name)}?{urlencode({**self.told, **more})}"

    def rows(self, what: str, **narrowed: str | int) -> str:
        """The list of the very rows behind a number."""
        return self.address("satisfaction_rows", what=what, **narrowed)


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
    within = Period(_midnight(first), _midnight(last + timedelta(days=1)), facts.visible_ids(request.scope))
    return Asked(first, last, within, problem)


def tabs(request: ScopedRequest, here: str) -> tuple[Tab, ...]:
    """The pages of this desk that the person may open."""
    pages = [("satisfaction", "Итог", Verb.ANALYSE), ("surveys", "Обзвоны и проверки", Verb.SURVEY)]
    return tuple(Tab(title, reverse(name), name == here) for name, title, verb in pages if request.scope.may(verb))


def presets(asked: Asked, **kept: str) -> tuple[Tab, ...]:
    """The usual periods up to today, on the same page."""
    today, made = timezone.localdate(), []
    for days, title in PRESETS.items():
        first = today - timedelta(days=days - 1)
        query = urlencode({**kept, "from": first.isoformat(), "to": today.isoformat()})
        made.append(Tab(title, f"?{query}", (asked.first, asked.last) == (first, today)))
    return tuple(made)


def _day(query: Mapping[str, str], name: str) -> date | None:
    written = query.get(name, "")
    found = date.fromisoformat(written) if written else None
    if found and not 2000 <= found.year <= 2100:
        raise ValueError(written)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
