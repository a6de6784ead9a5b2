"""When a letter was written, from the many ways in which people and programs write dates."""

import re
from datetime import UTC, datetime, timedelta

ADVICE = "напишите как 21.11.2026 14:30"

_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_TIME = r"(?:\s*(?:г\.?|года)?[,\s]*(?:в\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?\s*(?:г\.?|года)?"
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})" + _TIME)
_IN_WORDS = re.compile(r"(\d{1,2})\s+([а-я]{3,8})\.?\s+(\d{4})" + _TIME)
_NUMBER = re.compile(r"\d{5}(?:[.,]\d+)?|\d{10}(?:\.\d+)?|\d{13}")
_ZONE_APART = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)|\s+(?=Z$)")

_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def parse(written: str) -> datetime | None:
    """The moment written, without a zone where none is written; None where it is not a date of 1990-2100.

    Read: ISO 8601, dd.mm.yyyy [HH:MM[:SS]], «21 ноября 2026 г. в 14:30», yyyy/mm/dd, the day number of a
    spreadsheet (since 30.12.1899), seconds or milliseconds since 1970 (UTC).
    """
    text = written.strip()
    try:
        found = _number(text) if _NUMBER.fullmatch(text) else _words(text)
    except (ValueError, OverflowError):
        return None
    return found if found and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _number(text: str) -> datetime:
    amount = float(text.replace(",", "."))
    if amount < 100_000:
        # Spreadsheets keep a day's fraction in binary: 14:30 comes as 14:29:59.999997.
        return _EXCEL_ZERO + timedelta(seconds=round(amount * 86_400))
    return datetime.fromtimestamp(amount / 1000 if amount >= 1e12 else amount, UTC)


def _words(text: str) -> datetime | None:
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year, *clock = found.groups()
        return _moment(_full_year(year), int(month), int(day), clock)
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, *clock = found.groups()
        return _moment(int(year), int(month), int(day), clock)
    if found := _IN_WORDS.fullmatch(text.lower()):
        day, name, year, *clock = found.groups()
        return _moment(int(year), _month(name), int(day), clock)
    return datetime.fromisoformat(_ZONE_APART.sub("", text.removesuffix(" UTC") + "Z" * text.endswith(" UTC")))


def _moment(year: int, month: int, day: int, clock: list[str | None]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock)
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001


def _full_year(written: str) -> int:
    return int(written) + 2000 if len(written) == 2 else int(written)


def _month(name: str) -> int:
    """1..12; raises ValueError for a word that is no month."""
    return _MONTHS.index("мая" if name[:3] == "май" else name[:3]) + 1
