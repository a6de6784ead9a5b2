"""A slice as a sentence of chips, and how each measure is counted, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings

from otklik.indicators import queries as indicators
from otklik.indicators.cutting import SMALL
from otklik.indicators.indicator import Better, Clock, Indicator, Kind
from otklik.indicators.rules import COMPARES, PER_1000, Period, Slice
from otklik.screens.parts.figures import UNITS
from otklik.screens.slices import asking
from otklik.screens.slices.links import slice_url

CLOCKS = {
    Clock.RECEIVED: "по вопросам, поступившим за период", Clock.ANSWERED: "по вопросам, на которые ответили за период",
    Clock.NOW: "как обстоит сейчас, период не важен",
}  # fmt: skip
BETTER = {Better.UP: "больше — лучше", Better.DOWN: "меньше — лучше", Better.NEITHER: "без оценки: просто сколько есть"}
_COUNTED = {
    Kind.COUNT: "Число вопросов", Kind.SHARE: "Доля: сколько вопросов подходит среди тех, о которых это известно",
    Kind.MEDIAN: "Медиана: у половины меньше, у половины больше",
    Kind.NINETIETH: "Девять из десяти: дольше — у десятой части",
    Kind.MEAN: "Среднее", Kind.SUM: "Сумма", Kind.DISTINCT: "Сколько разных людей",
    Kind.PER_EACH: "Сумма, делённая на число тех, на кого она приходится",
}  # fmt: skip
_BY = {
    "month": "по месяцам", "week": "по неделям", "day": "по дням", "weekday": "по дням недели", "hour": "по часам",
    "channel": "по каналам", "source": "по источникам", "kind": "по видам писем", "group": "по группам тем",
    "topic": "по темам", "place": "по муниципалитетам", "settlement": "по населённым пунктам", "body": "по органам",
    "block": "по блокам", "person": "по сотрудникам", "state": "по состояниям", "phase": "по этапам",
    "outcome": "по итогам ответов", "answered_in": "по времени до ответа", "tone": "по тону", "urgency": "по срочности",
    "decided": "по тому, кто решил тему", "stars": "по оценкам",
}  # fmt: skip
_TOTALS = "Итог и «прочие» считаются по самим вопросам, а не по долям групп."
_SHORT = {Clock.RECEIVED: "по поступившим", Clock.ANSWERED: "по отвеченным", Clock.NOW: "на сейчас"}


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the sentence; `drop` is the slice without it, empty where it can't be taken out."""

    kind: str
    words: str
    drop: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """How one measure is counted."""

    code: str
    title: str
    why: str
    counted: str
    better: str
    unit: str
    source: str
    is_exact: bool


def sentence(asked: Slice, titles: Mapping[str, Mapping[str, str]]) -> tuple[Chip, ...]:
    """The slice in words: what, by what, when, of what, beside what; `titles` name the values of filters."""
    known = indicators.KNOWN
    chips = [_measure(asked, code, known.measures[code]) for code in asked.measures]
    for place, code in enumerate(asked.dimensions):
        rest = tuple(one for one in asked.dimensions if one != code)
        by = _BY.get(code, f"по разрезу «{known.dimensions[code]}»")
        told = by if not place else f"и {by}"
        chips.append(Chip("dimension", told, slice_url(replace(asked, dimensions=rest))))
    is_now = all(indicators.SHELF[code].clock is Clock.NOW for code in asked.measures)
    chips.append(Chip("period", "на сейчас" if is_now else period(asked.period)))
    for code, values in asked.filters:
        named = titles.get(code, {})
        words = ", ".join(named.get(value, value) for value in values[:3]) + (" и др." if len(values) > 3 else "")
        told = f"{known.dimensions[code].lower()}: {words}"
        chips.append(Chip("filter", told, slice_url(asking.narrowed(asked, code, ()))))
    if asked.compare:
        chips.append(
            Chip("compare", f"{COMPARES[asked.compare]} ({_earlier(asked)})", slice_url(replace(asked, compare="")))
        )
    if asked.per == PER_1000:
        chips.append(Chip("per", "на 1000 жителей", slice_url(replace(asked, per=""))))
    return tuple(chips)


def plain(asked: Slice, titles: Mapping[str, Mapping[str, str]]) -> str:
    """The same in one line, for a heading, a file, a picture."""
    told = ""
    for chip in sentence(asked, titles):
        told += (" " if chip.kind == "dimension" else ", ") + chip.words if told else chip.words
    return told


def period(asked: Period) -> str:
    """«за 24.10.2026 – 22.11.2026»."""
    if asked.days == 1:
        return f"за {asked.since:%d.%m.%Y}"
    return f"за {asked.since:%d.%m.%Y} – {asked.until:%d.%m.%Y}"


def definition(one: Indicator) -> Definition:
    """How a measure is counted, made of what it declares."""
    few = "" if one.is_additive else f" Если вопросов меньше {SMALL}, не показывается: «мало данных»."
    counted = f"{_COUNTED[one.kind]}, {CLOCKS[one.clock]}.{few}"
    return Definition(
        one.code, one.title, one.why, counted, BETTER[one.better], UNITS[one.unit], one.source, is_exact(one)
    )


def definitions(found: Sequence[Indicator]) -> tuple[Definition, ...]:
    """Of all measures of a slice."""
    return tuple(definition(one) for one in found)


def is_exact(one: Indicator) -> bool:
    """Whether the engine in use counts it exactly: only the ninetieth part on ClickHouse is near."""
    return not (one.kind is Kind.NINETIETH and urlsplit(settings.OTKLIK_ENGINE).scheme == "clickhouse")


def totals_note() -> str:
    """Why a total is not the sum of what stands above it."""
    return _TOTALS


def clock_note(one: Indicator) -> str:
    """By what clock a column runs, in two words."""
    return _SHORT[one.clock]


def _measure(asked: Slice, code: str, title: str) -> Chip:
    rest = tuple(one for one in asked.measures if one != code)
    return Chip("measure", title, slice_url(replace(asked, measures=rest)) if rest else "")


def _earlier(asked: Slice) -> str:
    compared = asked.compared()
    return period(compared.period).removeprefix("за ") if compared else ""
