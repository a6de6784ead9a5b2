"""How a place was before: months as a table and a line; who a code means where there is no place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from otklik.indicators.indicator import Unit
from otklik.offices import queries as offices
from otklik.ranking.queries import PastPlace
from otklik.ranking.rules import BODY, Subject
from otklik.reference.models import Territory
from otklik.screens.parts.charts import Chart, Series
from otklik.screens.ranking import choice, told

_MOST = 24


@dataclass(frozen=True, slots=True)
class Past:
    """A published month: «3–5 из 18»; empty places where there were too few questions."""

    title: str
    href: str
    places: str
    score: str
    bounds: str
    n: int
    formula: int


def is_month(key: str) -> bool:
    """Months alone are put side by side: a week is of four times fewer questions."""
    return "W" not in key and ".." not in key


def lines(history: Sequence[PastPlace], subject: Subject) -> tuple[Past, ...]:
    """The last months, the newest first."""
    return tuple(
        Past(
            choice.title(one.key, ()), _address(subject, one.key),
            f"{told.places(one.place_low, one.place_high)} из {one.of}" if one.place else "",
            told.score(one.score), told.bounds(one.low, one.high),
            one.n, one.formula,
        )
        for one in reversed(_months(history))
    )  # fmt: skip


def chart(history: Sequence[PastPlace], subject: Subject) -> Chart:
    """The score by month; a month of too few questions is a gap."""
    months = _months(history)
    links = tuple(_address(subject, one.key) for one in months)
    titles = tuple(choice.title(one.key, ()) for one in months)
    series = (
        Series("Балл", _values(months, lambda one: one.score), links),
        Series("не выше", _values(months, lambda one: one.high), is_before=True),
        Series("не ниже", _values(months, lambda one: one.low), is_before=True),
    )
    note = "Бледные линии — границы балла: он между ними с вероятностью 90 %. Колебания внутри них — случайность."
    return Chart("past", "line", "Балл по месяцам", Unit.SCORE, titles, series, note)


def named(kind: str, code: str) -> tuple[str, str]:
    """The name and the key of a body or a municipality. Raises Http404 for a code that nobody has."""
    if kind == BODY:
        found = next((body for body in offices.bodies().values() if body.code == code), None)
        if found is None:
            raise Http404
        return found.label, str(found.id)
    name = Territory.objects.filter(code=code, kind=Territory.Kind.MUNICIPALITY).values_list("name", flat=True).first()
    if name is None:
        raise Http404
    return name, code


def _months(history: Sequence[PastPlace]) -> list[PastPlace]:
    return [one for one in history if is_month(one.key)][-_MOST:]


def _values(months: Sequence[PastPlace], of: Callable[[PastPlace], float]) -> tuple[float | None, ...]:
    return tuple(round(of(one), 1) if one.place else None for one in months)


def _address(subject: Subject, key: str) -> str:
    return f"{reverse('ranking-one', args=[subject.kind, subject.code])}?{urlencode({'period': key})}"
