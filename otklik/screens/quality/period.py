"""The period and the head that an address of these pages holds, and the tabs that keep them."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from otklik.facts import queries as facts
from otklik.screens.access import ScopedRequest
from otklik.screens.parts import period as parts
from otklik.screens.parts.period import Tab, days
from otklik.triage.measured.quality import HEADS, Period

HEAD_TITLES = {"group": "Группа тем", "theme": "Тема"}
_TABS = (
    ("quality", "Итог"), ("quality_threshold", "Порог"), ("quality_confusion", "Путаница"),
    ("quality_versions", "Версии и сдвиг"), ("quality_agreement", "Согласие людей"),
)  # fmt: skip


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
    found, head = days(request.GET), request.GET.get("head", "")
    within = Period(found.begins_at, found.ends_at, facts.visible_ids(request.scope))
    return Asked(found.first, found.last, head if head in HEADS else HEADS[0], within, found.problem)


def tabs(asked: Asked, here: str) -> tuple[Tab, ...]:
    """The pages of quality, each for the same period."""
    return tuple(Tab(title, f"{reverse(name)}?{asked.query}", name == here) for name, title in _TABS)


def presets(asked: Asked, here: str) -> tuple[Tab, ...]:
    """The usual periods up to today, on the same page."""
    return parts.presets(asked.first, asked.last, asked.told, reverse(here))


def heads(asked: Asked, here: str) -> tuple[Tab, ...]:
    """What is proposed: the group of topics or the theme, on the same page."""
    return tuple(
        Tab(title, f"{reverse(here)}?{urlencode({**asked.told, 'head': head})}", head == asked.head)
        for head, title in HEAD_TITLES.items()
    )


def rows_address(asked: Asked, what: str, **narrowed: str) -> str:
    """The list of the very questions behind a number."""
    return f"{reverse('quality_rows')}?{urlencode({**asked.told, 'what': what, **narrowed})}"
