"""Which period and which league: the running month, the published months and weeks, quarters."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from otklik.ranking import periods
from otklik.ranking.rules import Ranking, Subject
from otklik.screens.parts.period import Tab

RUNNING = "идёт сейчас"
_MONTH = re.compile(r"\d{4}-\d\d")
_NEAR = 3
"""So many months are buttons, the rest are in the list."""
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Option:
    """A period of the list."""

    key: str
    title: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """`near` are the usual periods as buttons, `groups` all of them by sort."""

    near: tuple[Tab, ...]
    groups: tuple[tuple[str, tuple[Option, ...]], ...]
    leagues: tuple[Tab, ...]


def address(name: str = "ranking", **kept: str) -> str:
    """A page of the ranking that keeps the period and the league."""
    told = urlencode({key: value for key, value in kept.items() if value})
    return f"{reverse(name)}?{told}" if told else reverse(name)


def subject_url(subject: Subject, key: str) -> str:
    """The page of one place."""
    return f"{reverse('ranking-one', args=[subject.kind, subject.code])}?{urlencode({'period': key})}"


def choice(keys: Sequence[str], here: str, ranking: Ranking | None, league: str) -> Choice:
    """`keys` as the ranking gives them: the running month first, then what is published, newest first."""
    months = [key for key in keys if _MONTH.fullmatch(key)]
    weeks = [key for key in keys if key not in months]
    near = tuple(Tab(title(key, keys), address(period=key, league=league), key == here) for key in months[:_NEAR])
    groups = [
        ("Месяцы", months), ("Недели, опубликованы", weeks),
        ("Кварталы, не публикуются: считаются из тех же вопросов", quarters(months)),
    ]  # fmt: skip
    if here and all(here not in some for _, some in groups):
        groups.append(("Выбранные дни", [here]))
    return Choice(
        near, tuple((name, tuple(_option(key, here, keys) for key in some)) for name, some in groups if some),
        _leagues(ranking, here, league),
    )  # fmt: skip


def title(key: str, keys: Sequence[str]) -> str:
    """«ноябрь 2026, идёт сейчас», «октябрь 2026», «III квартал 2026»."""
    found = periods.period(key)
    if _is_quarter(key):
        return f"{_ROMAN[(found.since.month - 1) // 3]} квартал {found.since.year}"
    return f"{periods.title(key)}, {RUNNING}" if keys and key == keys[0] else periods.title(key)


def quarters(months: Iterable[str]) -> list[str]:
    """Keys of the quarters that these months are of, newest first."""
    firsts = {_first(key) for key in months}
    return [f"{first:%Y-%m-%d}..{_after(first) - timedelta(days=1):%Y-%m-%d}" for first in sorted(firsts, reverse=True)]


def _option(key: str, here: str, keys: Sequence[str]) -> Option:
    published = ", опубликован" if _MONTH.fullmatch(key) and key in keys[1:] else ""
    return Option(key, title(key, keys) + published, key == here)


def _leagues(ranking: Ranking | None, here: str, league: str) -> tuple[Tab, ...]:
    if ranking is None:
        return ()
    return tuple(
        Tab(f"{one.league.title} · {len(one.ranked)}", address(period=here, league=one.league.code),
            one.league.code == league)
        for one in ranking.leagues
    )  # fmt: skip


def _first(month: str) -> date:
    found = periods.period(month).since
    return found.replace(month=3 * ((found.month - 1) // 3) + 1)


def _after(first: date) -> date:
    return (first + timedelta(days=93)).replace(day=1)


def _is_quarter(key: str) -> bool:
    found = periods.period(key)
    return (
        ".." in key
        and found.since == _first(f"{found.since:%Y-%m}")
        and found.until + timedelta(days=1) == _after(found.since)
    )
