"""What can be chosen on the map: measures, the period, comparison, filters; each as an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from otklik.indicators import queries as indicators
from otklik.indicators.rules import COMPARES, PER_1000
from otklik.screens.map.asked import CHANGE, PICK, STEPS, Asked
from otklik.screens.parts.period import PRESETS, Tab
from otklik.screens.slices.naming import choices, titles

FILTERS = ("group", "block", "kind")


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the form: its name in the address, its label, the values and which is chosen."""

    name: str
    title: str
    values: tuple[tuple[str, str], ...]
    value: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the map without it."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """All of it; `kept` are fields that the form must not lose."""

    measure: Choice
    compare: Choice
    filters: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    periods: tuple[Tab, ...]
    per: tuple[Tab, ...]
    shows: tuple[Tab, ...]
    steps: tuple[Tab, ...]


def chosen(asked: Asked) -> Chosen:
    """What the page offers. Two queries, and those of the names of chips."""
    measures = sorted(indicators.KNOWN.measures.items(), key=lambda pair: pair[1])
    return Chosen(
        measure=Choice("m", "Показатель", tuple(measures), asked.indicator.code),
        compare=Choice("compare", "Сравнить", tuple(COMPARES.items()), asked.slice.compare),
        filters=tuple(_filter(asked, code) for code in FILTERS), kept=_kept(asked), chips=_chips(asked),
        periods=_periods(asked), per=_per(asked), shows=_shows(asked), steps=_steps(asked),
    )  # fmt: skip


def _filter(asked: Asked, code: str) -> Choice:
    values = dict(asked.slice.filters).get(code, ())
    offered = {key: title for key, title in choices(code).items() if key}
    # Several values of one dimension come from a slice: the form shows the first, the chips tell all.
    title = indicators.KNOWN.dimensions[code]
    return Choice(f"{PICK}{code}", title, (("", "все"), *offered.items()), values[0] if values else "")


def _kept(asked: Asked) -> tuple[tuple[str, str], ...]:
    kept = [(f"f.{code}", value) for code, values in asked.slice.filters if code not in FILTERS for value in values]
    more = {"per": asked.slice.per, "show": CHANGE if asked.shows_change else ""}
    return (*kept, *((name, value) for name, value in more.items() if value))


def _chips(asked: Asked) -> tuple[Chip, ...]:
    filters = dict(asked.slice.filters)
    named: Mapping[str, Mapping[str, str]] = titles(filters, filters) if filters else {}
    return tuple(
        Chip(f"{indicators.KNOWN.dimensions[code]}: {named[code][value]}", _here(asked.without(code, value)))
        for code, values in filters.items() for value in values
    )  # fmt: skip


def _periods(asked: Asked) -> tuple[Tab, ...]:
    today, made = timezone.localdate(), []
    for days, title in PRESETS.items():
        since = today - timedelta(days=days - 1)
        period = asked.slice.period
        query = asked.address(since=since.isoformat(), until=today.isoformat(), step="")
        made.append(Tab(title, _here(query), (period.since, period.until) == (since, today)))
    return tuple(made)


def _per(asked: Asked) -> tuple[Tab, ...]:
    if not asked.may_count_heads:
        return ()
    per = asked.slice.per
    return tuple(
        Tab(title, _here(asked.address(per=code)), per == code)
        for code, title in (("", "Всего"), (PER_1000, "На 1000 жителей"))
    )


def _shows(asked: Asked) -> tuple[Tab, ...]:
    if not asked.slice.compare:
        return ()
    shown = CHANGE if asked.shows_change else ""
    return tuple(
        Tab(title, _here(asked.address(show=code)), shown == code)
        for code, title in (("", "Значение"), (CHANGE, "Изменение"))
    )


def _steps(asked: Asked) -> tuple[Tab, ...]:
    return tuple(Tab(STEPS[code], _here(asked.address(step=code)), code == asked.step) for code in asked.steps())


def _here(query: str) -> str:
    return f"{reverse('map')}?{query}"
