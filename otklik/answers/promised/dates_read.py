"""What a match of words that name a day says: the last day of it, counted from today."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Match = re.Match[str]
MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_ORDINALS = {"перв": 1, "втор": 2, "трет": 3, "четв": 4}
NUMBERS = {
    "полутор": 1.5, "одн": 1, "дв": 2, "пар": 2, "тре": 3, "три": 3, "четырнадц": 14, "четыр": 4, "пятнадц": 15,
    "пят": 5, "шест": 6, "сем": 7, "восьм": 8, "девян": 90, "девят": 9, "десят": 10, "одиннадц": 11, "двенадц": 12,
    "двадц": 20, "тридц": 30, "сорок": 40,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Today:
    """From what «завтра» is counted: the day of the reader, and how working days are added to it."""

    day: date
    add_working: Callable[[int], date]


@dataclass(frozen=True, slots=True)
class Season:
    """A time of the year known by words of its own; «*» in them is any ending; over on `month`, `day`."""

    code: str
    words: tuple[str, ...]
    month: int
    day: int


Reader = Callable[[Match, Today], date]


def _group(match: Match, name: str) -> str:
    return (match.groupdict().get(name) or "").strip()


def _year(match: Match, today: Today) -> int | None:
    """The year that is said; None: it is not."""
    if _group(match, "year"):
        return int(_group(match, "year"))
    if _group(match, "own"):
        return today.day.year
    return today.day.year + 1 if _group(match, "next") else None


def _month(stem: str) -> int:
    # «март» before «ма».
    return max((len(name), number) for number, name in enumerate(MONTHS, 1) if stem.startswith(name))[1]


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _nearest(match: Match, today: Today, of_year: Callable[[int], date]) -> date:
    """In the year that is said, else the next time that it comes."""
    year = _year(match, today)
    if year is not None:
        return of_year(year)
    day = of_year(today.day.year)
    return day if day >= today.day else of_year(today.day.year + 1)


def numeric(match: Match, today: Today) -> date:
    day, month, year = int(match["d"]), int(match["m"]), match.groupdict().get("y")
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _nearest(match, today, lambda own: date(own, month, day))


def iso(match: Match, today: Today) -> date:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def day_of_month(match: Match, today: Today) -> date:
    month, day = _month(match["month"]), int(match["d"])
    return _nearest(match, today, lambda year: date(year, month, day))


def whole_month(match: Match, today: Today) -> date:
    """«в июле» is over on its last day, «до июля» before it begins."""
    month, part = _month(match["month"]), _group(match, "part")
    if not part and re.match(r"(?:до|ко?|не позднее|не позже)\s", match.group().strip()):
        return _nearest(match, today, lambda year: date(year, month, 1) - timedelta(days=1))
    return _nearest(match, today, lambda year: _of_part(date(year, month, 1), _last(year, month), part))


def _of_part(first: date, last: date, part: str) -> date:
    """The end of a part of a period: a third for its beginning, a half for its middle or first half."""
    days = (last - first).days + 1
    if days > 300 and part.startswith(("начал", "середин", "первой")):
        return date(first.year, 3, 31) if part.startswith("начал") else date(first.year, 6, 30)
    if part.startswith("начал"):
        return first + timedelta(days=round(days / 3) - 1)
    if part.startswith(("середин", "первой")):
        return first + timedelta(days=days // 2 - 1)
    return last


def decade(match: Match, today: Today) -> date:
    month, number = _month(match["month"]), _ORDINALS[match["which"][:4]]
    return _nearest(match, today, lambda year: _last(year, month) if number == 3 else date(year, month, 10 * number))


def quarter(match: Match, today: Today) -> date:
    number = _ordinal(match["which"])
    part = _group(match, "part")

    def of_year(year: int) -> date:
        first = date(year, 3 * number - 2, 1)
        if not part and match.group().strip().startswith(("до ", "к ")):
            return first - timedelta(days=1)
        return _of_part(first, _last(year, 3 * number), part)

    return _nearest(match, today, of_year)


def half(match: Match, today: Today) -> date:
    number = _ordinal(match["which"])
    return _nearest(match, today, lambda year: _last(year, 6 * number))


def _ordinal(which: str) -> int:
    return _ROMAN[which] if which in _ROMAN else _ORDINALS[which[:4]]


def year_told(match: Match, today: Today) -> date:
    """«в 2027 году» is over on its last day, «до 2027 года» before it begins."""
    year, part = int(match["last"]), _group(match, "part")
    if not part and match.group().strip().startswith(("до ", "к ")):
        return date(year - 1, 12, 31)
    return _of_part(date(year, 1, 1), date(year, 12, 31), part)


def this_or_next(match: Match, today: Today) -> date:
    """The end of this or the next week, month, quarter or year; of a part of it, where one is said."""
    part = _group(match, "part")
    is_next = _group(match, "which").startswith(("следующ", "будущ"))
    first, last = _period(match["period"], today.day)
    if is_next:
        first, last = _period(match["period"], last + timedelta(days=1))
    return _of_part(first, last, part)


def _period(name: str, day: date) -> tuple[date, date]:
    if name.startswith("недел"):
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    if name.startswith("месяц"):
        return day.replace(day=1), _last(day.year, day.month)
    if name.startswith("квартал"):
        end = 3 * ((day.month + 2) // 3)
        return date(day.year, end - 2, 1), _last(day.year, end)
    if name.startswith("год"):
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def near(match: Match, today: Today) -> date:
    name = match["word"]
    ahead = 2 if name.startswith("послезавтра") else 1 if name.startswith("завтра") else 0
    return today.day + timedelta(days=ahead)


def weekday(match: Match, today: Today) -> date:
    number = next(number for number, name in enumerate(WEEKDAYS) if match["name"].startswith(name))
    ahead = (number - today.day.weekday()) % 7
    return today.day + timedelta(days=ahead + (7 if _group(match, "which").startswith(("следующ", "будущ")) else 0))


def weekend(match: Match, today: Today) -> date:
    return today.day + timedelta(days=6 - today.day.weekday())


def new_year(match: Match, today: Today) -> date:
    return date(today.day.year, 12, 31)


def span(match: Match, today: Today) -> date:
    """«в течение ближайших 10 рабочих дней», «через неделю», «в месячный срок»."""
    kind = _group(match, "kind") + _group(match, "kind2")
    return _ahead(_amount(_group(match, "amount")), _group(match, "unit"), kind, today)


def _amount(written: str) -> float:
    if not written or (written.startswith("пол") and not written.startswith("полутор")):
        return 1.0
    if figures := re.match(r"\d+", written):
        return float(figures.group())
    return NUMBERS[max((stem for stem in NUMBERS if written.startswith(stem)), key=len)]


def _ahead(amount: float, unit: str, kind: str, today: Today) -> date:
    if "рабоч" in kind and unit.startswith(("дн", "ден")):
        return today.add_working(round(amount))
    if unit.startswith("полугод"):
        return _months_on(today.day, 6)
    if unit.startswith(("меся", "год", "лет", "квартал")):
        months = amount * {"м": 1, "к": 3}.get(unit[0], 12)
        return _months_on(today.day, int(months)) + timedelta(days=15 if months % 1 else 0)
    days = {"н": 7, "ч": 1 / 24}.get(unit[0], 10 if unit.startswith("декад") else 1)
    return today.day + timedelta(days=int(amount * days))


def _months_on(day: date, months: int) -> date:
    """The same number of another month, or its last day. Source: ГК РФ art. 192 p. 3."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def season(season: Season, match: Match, today: Today) -> date:
    """By when a time of the year is over; a row may name 29 February, not every year has it."""

    def of_year(year: int) -> date:
        return date(year, season.month, min(season.day, monthrange(year, season.month)[1]))

    return _nearest(match, today, of_year)
