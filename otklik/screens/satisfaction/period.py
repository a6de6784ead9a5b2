"""The period that an address of these pages holds, and the tabs that keep it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from otklik.facts import queries as facts
from otklik.offices.rules import Verb
from otklik.satisfaction.queries import Period
from otklik.screens.access import ScopedRequest
from otklik.screens.parts import period as parts
from otklik.screens.parts.period import Tab, days


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
    found = days(request.GET)
    within = Period(found.begins_at, found.ends_at, facts.visible_ids(request.scope))
    return Asked(found.first, found.last, within, found.problem)


def tabs(request: ScopedRequest, here: str) -> tuple[Tab, ...]:
    """The pages of this desk that the person may open."""
    pages = [("satisfaction", "Итог", Verb.ANALYSE), ("surveys", "Обзвоны и проверки", Verb.SURVEY)]
    return tuple(Tab(title, reverse(name), name == here) for name, title, verb in pages if request.scope.may(verb))


def presets(asked: Asked, **kept: str) -> tuple[Tab, ...]:
    """The usual periods up to today, on the same page."""
    return parts.presets(asked.first, asked.last, kept)
