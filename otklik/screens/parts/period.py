"""The days that an address asks for, and the usual ones to choose: of every page that tells of a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils import timezone

PRESETS = {7: "неделя", 30: "30 дней", 90: "90 дней", 365: "год"}
USUAL = 30


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab, a preset or another thing to choose: its word, its address, whether it is open."""

    title: str
    href: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both counted; `problem` says what of the address was not read (Russian)."""

    first: date
    last: date
    problem: str

    @property
    def begins_at(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The midnight after the last day."""
        return _midnight(self.last + timedelta(days=1))


def days(query: Mapping[str, str]) -> Days:
    """The days of an address, the last thirty where it names none; dates edited into nonsense are told."""
    today = timezone.localdate()
    first, last, problem = today - timedelta(days=USUAL - 1), today, ""
    try:
        first = _day(query, "from") or first
        last = _day(query, "to") or max(last, first)
    except ValueError:
        problem = "Даты в адресе не прочитаны: показаны последние 30 дней. Нужен вид 2026-03-05."
    return Days(min(first, last), max(first, last), problem)


def presets(first: date, last: date, kept: Mapping[str, str], page: str = "") -> tuple[Tab, ...]:
    """The usual periods up to today, on `page` (empty: the same one); `kept` is what else its address holds."""
    today, made = timezone.localdate(), []
    for number, title in PRESETS.items():
        begins = today - timedelta(days=number - 1)
        query = urlencode({**kept, "from": begins.isoformat(), "to": today.isoformat()})
        made.append(Tab(title, f"{page}?{query}", (first, last) == (begins, today)))
    return tuple(made)


def _day(query: Mapping[str, str], name: str) -> date | None:
    written = query.get(name, "")
    found = date.fromisoformat(written) if written else None
    if found and not 2000 <= found.year <= 2100:
        raise ValueError(written)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
