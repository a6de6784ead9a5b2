"""Codes of topics and territories, days, office hours, and what a change of them looks like."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

_ZERO_BLOCK = ".0000"
_DAY_MIN = 24 * 60
_WEEKDAYS = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")


class ReferenceRefused(ValueError):
    """A row that can't be put in force; `flaws` say in Russian what is wrong and the way out."""

    def __init__(self, *flaws: str) -> None:
        super().__init__(" ".join(flaws))
        self.flaws = flaws


class YearNotLoaded(ValueError):
    """A count of working time reaches a year without a production calendar."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What one act changed in a setting; the caller records it. None before: it is new; None after: it is gone."""

    subject: str
    key: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    by_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """A topic as a form gives it; the parent is a code of the same edition, empty for an upper topic."""

    edition: str
    code: str
    name: str
    parent: str = ""
    is_starred: bool = False
    closed_on: date | None = None


def group_code(code: str) -> str:
    """The highest row of the classifier above a topic: «im.05» of «im.05.03», the section of an official code."""
    return ".".join(code.split(".")[:2]) if code.startswith("im.") else f"{code.split('.')[0]}.0000.0000.0000"


def topic_prefix(code: str) -> str:
    """The part of a topic's code that all topics below it share: «0005.0003.0000.0000» -> «0005.0003»."""
    while code.endswith(_ZERO_BLOCK):
        code = code.removesuffix(_ZERO_BLOCK)
    return code


def territory_prefix(code: str) -> str:
    """The part of an ОКТМО code that all places inside it share: «57701000» -> «57701», «57000000» -> «57».

    SS MMM PPP NNN are region, municipality, settlement, place. MMM or PPP that end in 00 are group rows:
    «71800000» (an autonomous okrug inside a region) -> «718». Source: ОК 033-2013.
    """
    for end in (8, 5, 2):
        block = code[end : end + 3]
        if block.strip("0"):
            return code[: end + 1] if len(block) == 3 and end < 8 and block.endswith("00") else code[: end + 3]
    return code[:2]


def municipality_code(code: str) -> str:
    """The municipality that a place lies in: «57701000» of «57701000001»; empty for a region or no code."""
    return code[:8] if len(territory_prefix(code)) > 3 else ""


def is_within(code: str, prefix: str) -> bool:
    """Whether `code` is the topic or territory of `prefix` or lies below it; an empty prefix holds everything."""
    if not code.startswith(prefix):
        return False
    return "." not in code or len(code) == len(prefix) or not prefix or code[len(prefix)] == "."


def topic_chain(code: str) -> tuple[str, ...]:
    """Prefixes of a topic from its own to «» (any topic): «im.05.03» -> «im.05.03», «im.05», «im», «»."""
    blocks = topic_prefix(code).split(".") if code else []
    return tuple(".".join(blocks[:count]) for count in range(len(blocks), -1, -1))


def territory_chain(code: str) -> tuple[str, ...]:
    """Prefixes that a territory may lie in, from its own to «» (any): «57701000» -> «57701», «577», «57», «»."""
    own = territory_prefix(code)
    return (own, *(own[:length] for length in (8, 6, 5, 3, 2, 0) if length < len(own)))


class DayKind(StrEnum):
    """How a day differs from the plain week."""

    OFF = "off"
    SHORT = "short"
    WORKING = "working"


@dataclass(frozen=True, eq=False)
class Calendar:
    """Days that differ from Monday to Friday, for the whole years `first_year`..`last_year`.

    Compared and hashed by identity, so that what is computed from it can be cached for nothing.
    """

    days: Mapping[date, DayKind]
    first_year: int
    last_year: int

    def is_working_day(self, day: date) -> bool:
        """Whether people work on `day`. Raises YearNotLoaded outside the loaded years."""
        self.check(day.year)
        kind = self.days.get(day)
        return day.weekday() < 5 if kind is None else kind is not DayKind.OFF

    def check(self, year: int) -> None:
        """Raises YearNotLoaded where `year` has no calendar."""
        if not self.first_year <= year <= self.last_year:
            raise YearNotLoaded(
                f"Производственный календарь на {year} год не загружен: есть {self.first_year}–{self.last_year}."
                " Загрузите этот год в настройках календаря."
            )


Interval = tuple[int, int]


@dataclass(frozen=True)
class Hours:
    """When an office works in a week: per weekday (Monday first) intervals in minutes of the local day."""

    code: str
    week: tuple[tuple[Interval, ...], ...]
    short_day_cut_min: int = 60


def read_hours(code: str, week: Mapping[str, Iterable[Iterable[str]]], short_day_cut_min: int = 60) -> Hours:
    """Hours from {"0": [["09:00", "13:00"], …], …}; weekdays 0-6, Monday is 0, local time.

    Raises ReferenceRefused for an empty week, an unknown weekday, intervals that cross midnight or overlap.
    """
    flaws = [f"Режим «{code}»: дня недели «{day}» нет, допустимы 0–6." for day in week if day not in set("0123456")]
    days = []
    for weekday in range(7):
        spans = sorted(_span(code, tuple(pair), flaws) for pair in week.get(str(weekday), ()))
        flaws += [f"Режим «{code}»: часы {_WEEKDAYS[weekday]} пересекаются." for a, b in pairwise(spans) if b[0] < a[1]]
        days.append(tuple(spans))
    if not any(days):
        flaws.append(f"Режим «{code}» пуст: укажите часы хотя бы одного дня.")
    if flaws:
        raise ReferenceRefused(*flaws)
    return Hours(code, tuple(days), short_day_cut_min)


def _span(code: str, pair: tuple[str, ...], flaws: list[str]) -> Interval:
    try:
        start, end = (_minute(text) for text in pair)
    except ValueError:
        flaws.append(f"Режим «{code}»: «{'–'.join(map(str, pair))}» — не время; пишите «09:00» и «18:00».")
        return (0, 0)
    if start >= end:
        flaws.append(
            f"Режим «{code}»: {pair[0]}–{pair[1]} пуст или переходит через полночь; запишите часы по дням, до 24:00."
        )
    return (start, end)


def _minute(text: str) -> int:
    hour, minute = (int(part) for part in text.split(":"))
    total = hour * 60 + minute
    if not (0 <= minute < 60 and 0 <= total <= _DAY_MIN):
        raise ValueError(text)
    return total
