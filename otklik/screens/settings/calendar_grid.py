"""A year as months of weeks of days, as a page draws it."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from otklik.reference.models import CalendarDay

WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_MONTHS = (
    "Январь", "Февраль", "Март", "Апрель", "Май", "Июнь",
    "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь",
)  # fmt: skip
_OF_MONTH = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_KINDS = dict(CalendarDay.Kind.choices)


@dataclass(frozen=True, slots=True)
class Day:
    """A cell: its number, where it leads, how it looks and what a screen reader hears."""

    number: int
    href: str
    look: str
    told: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month: weeks of seven cells, None where the day is another month's."""

    name: str
    weeks: tuple[tuple[Day | None, ...], ...]


def months(year: int, rows: Mapping[date, CalendarDay], region: str = "") -> tuple[Month, ...]:
    """The twelve months of `year`; `rows` are its days that differ from the plain week.

    In the calendar of a region its own days are underlined, and a day opens for that region.
    """
    weeks = Calendar(firstweekday=0)
    return tuple(
        Month(
            name,
            tuple(
                tuple(_cell(day, rows, region) if day.month == number else None for day in week)
                for week in weeks.monthdatescalendar(year, number)
            ),
        )
        for number, name in enumerate(_MONTHS, 1)
    )


def _cell(day: date, rows: Mapping[date, CalendarDay], region: str) -> Day:
    row = rows.get(day)
    kind = row.kind if row else ("off" if day.weekday() >= 5 else "working")
    look = {"off": "is-off", "short": "is-short"}.get(kind, "")
    if row is not None and row.region == region:
        look = f"{look} is-own".strip()
    told = f"{day.day} {_OF_MONTH[day.month - 1]}: {_KINDS[kind].lower()}" + (
        f", {row.name}" if row and row.name else ""
    )
    query = f"?region={region}" if region else ""
    return Day(day.day, reverse("settings_calendar_day", args=[day.isoformat()]) + query, look, told)
