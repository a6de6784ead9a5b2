"""Periods of rankings by their keys: 2026-10, 2026-W43, 2026-10-05..2026-10-20."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from otklik.indicators.rules import Period
from otklik.ranking.rules import RankingError

LONGEST_DAYS = 366
_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_OF = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
       "декабря")  # fmt: skip
_WEEK, _MONTH = re.compile(r"(\d{4})-W(\d\d)"), re.compile(r"(\d{4})-(\d\d)")


def period(key: str) -> Period:
    """The days of a key. Raises RankingError."""
    try:
        found = _read(key)
    except ValueError:
        raise RankingError(
            f"Период «{key[:30]}» не прочитан: нужен месяц 2026-10, неделя 2026-W43 или дни 2026-10-05..2026-10-20."
        ) from None
    if found.days < 1 or found.days > LONGEST_DAYS:
        raise RankingError(f"Период «{key}»: от одного дня до {LONGEST_DAYS}, первый раньше последнего.")
    return found


def month_key(day: date) -> str:
    return f"{day:%Y-%m}"


def week_key(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def before(key: str) -> str:
    """The key of the period just before; "" for days chosen by hand."""
    since = period(key).since
    if _WEEK.fullmatch(key):
        return week_key(since - timedelta(days=1))
    return month_key(since - timedelta(days=1)) if _MONTH.fullmatch(key) else ""


def ended(first: date, last: date) -> Iterator[str]:
    """Months and weeks that begin on `first` or later and end on `last` or earlier, by their last day."""
    found: dict[str, Period] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        found |= {month_key(day): period(month_key(day)), week_key(day): period(week_key(day))}
    whole = [(one.until, one.days, key) for key, one in found.items() if one.since >= first and one.until <= last]
    yield from (key for _, _, key in sorted(whole))


def title(key: str) -> str:
    """«октябрь 2026», «19–25 октября 2026», «28 сентября – 4 октября 2026»."""
    days = period(key)
    if _MONTH.fullmatch(key):
        return f"{_MONTHS[days.since.month - 1]} {days.since.year}"
    end = f"{days.until.day} {_OF[days.until.month - 1]} {days.until.year}"
    if days.since.month == days.until.month and days.since.year == days.until.year:
        return f"{days.since.day}–{end}"
    year = f" {days.since.year}" if days.since.year != days.until.year else ""
    return f"{days.since.day} {_OF[days.since.month - 1]}{year} – {end}"


def _read(key: str) -> Period:
    """Raises ValueError."""
    if found := _WEEK.fullmatch(key):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return Period(monday, monday + timedelta(days=6))
    if found := _MONTH.fullmatch(key):
        first = date(int(found[1]), int(found[2]), 1)
        after = (first + timedelta(days=31)).replace(day=1)
        return Period(first, after - timedelta(days=1))
    since, _, until = key.partition("..")
    return Period(date.fromisoformat(since), date.fromisoformat(until))
