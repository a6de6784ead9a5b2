"""What a slice asks, as values and as an address: measures, dimensions, filters, a period, a comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

MOST_DIMENSIONS, MOST_MEASURES, MOST_TOP, LONGEST_DAYS = 4, 8, 200, 366 * 30
USUAL_DAYS, USUAL_TOP = 30, 20
PREVIOUS, YEAR = "previous", "year"
COMPARES = {"": "без сравнения", PREVIOUS: "с прошлым периодом", YEAR: "с тем же периодом год назад"}
PER_1000 = "1000"


class SliceError(ValueError):
    """A slice that can't be counted; the message says what is wrong and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def before(self) -> "Period":
        """As many days just before it."""
        return Period(self.since - timedelta(days=self.days), self.since - timedelta(days=1))

    def year_ago(self) -> "Period":
        """The same days of the year before, through the same date."""
        return Period(_year_ago(self.since), _year_ago(self.until))


@dataclass(frozen=True, slots=True)
class Slice:
    """`filters`: by code of a dimension the values that are kept. `top`: so many values of the first dimension that is

    no time, the rest together as others; 0 is all. `per`: "" as it is, "1000" for a thousand residents.
    """

    measures: tuple[str, ...]
    dimensions: tuple[str, ...]
    period: Period
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    compare: str = ""
    top: int = USUAL_TOP
    per: str = ""

    def compared(self) -> "Slice | None":
        """The slice it is compared with, None where it is with none."""
        if not self.compare:
            return None
        period = self.period.before() if self.compare == PREVIOUS else self.period.year_ago()
        return replace(self, period=period, compare="")

    def address(self) -> str:
        """All of it as the query of an address; `read` gives it back."""
        pairs = [*(("m", code) for code in self.measures), *(("d", code) for code in self.dimensions)]
        pairs += [("since", f"{self.period.since:%Y-%m-%d}"), ("until", f"{self.period.until:%Y-%m-%d}")]
        pairs += [(f"f.{code}", value) for code, values in self.filters for value in values]
        pairs += [(name, value) for name, value in (("compare", self.compare), ("per", self.per)) if value]
        return urlencode([*pairs, *([("top", str(self.top))] if self.top != USUAL_TOP else [])])


@dataclass(frozen=True, slots=True)
class Known:
    """What may be asked: titles by code."""

    measures: Mapping[str, str]
    dimensions: Mapping[str, str]


def read(asked: Mapping[str, Sequence[str]], known: Known, *, today: date) -> Slice:
    """The slice of an address; what it leaves out is usual: the last thirty days, what was received.

    Raises SliceError with all that is wrong, in words.
    """
    flaws: list[str] = []
    measures = _codes(asked.get("m", ()), known.measures, "показателя", "показателей", MOST_MEASURES, flaws)
    dimensions = _codes(asked.get("d", ()), known.dimensions, "разреза", "разрезов", MOST_DIMENSIONS, flaws)
    found = Slice(
        measures=measures or tuple(known.measures)[:1],
        dimensions=dimensions,
        period=_period(_one(asked, "since"), _one(asked, "until"), today, flaws),
        filters=_filters(asked, known, flaws),
        compare=_choice(_one(asked, "compare"), COMPARES, "Сравнение", flaws),
        top=_top(_one(asked, "top"), flaws),
        per=_choice(_one(asked, "per"), {"": "", PER_1000: ""}, "Пересчёт", flaws),
    )
    if flaws:
        raise SliceError(" ".join(flaws))
    return found


def _codes(
    asked: Sequence[str], known: Mapping[str, str], of_what: str, of_many: str, most: int, flaws: list[str]
) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code for code in asked if code))
    if unknown := [code for code in codes if code not in known]:
        flaws.append(f"Нет {of_what} «{unknown[0][:40]}»: выберите из списка.")
    if len(codes) > most:
        flaws.append(f"Выбрано {len(codes)}, а {of_many} может быть не больше {most}: уберите лишнее.")
    return codes


def _period(since: str, until: str, today: date, flaws: list[str]) -> Period:
    usual_one = Period(today - timedelta(days=USUAL_DAYS - 1), today)
    try:
        last = date.fromisoformat(until) if until else today
        first = date.fromisoformat(since) if since else last - timedelta(days=USUAL_DAYS - 1)
    except ValueError:
        flaws.append(f"Дни «{since[:20]}» и «{until[:20]}» не прочитаны: нужно вида 2026-11-30.")
        return usual_one
    if first > last:
        flaws.append(f"Период кончается раньше, чем начинается: {first:%d.%m.%Y} и {last:%d.%m.%Y}. Поменяйте местами.")
        return usual_one
    if (last - first).days > LONGEST_DAYS or first.year < 1990 or last.year > 2100:
        flaws.append("Период длиннее тридцати лет или вне разумных лет: сократите.")
        return usual_one
    return Period(first, last)


def _filters(
    asked: Mapping[str, Sequence[str]], known: Known, flaws: list[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    kept = []
    for name, values in asked.items():
        if not name.startswith("f."):
            continue
        code = name.removeprefix("f.")
        if code not in known.dimensions:
            flaws.append(f"Отбор по «{code[:40]}» не понят: такого разреза нет.")
            continue
        kept.append((code, tuple(dict.fromkeys(values))))
    return tuple(sorted(kept))


def _top(written: str, flaws: list[str]) -> int:
    if not written:
        return USUAL_TOP
    if written.isascii() and written.isdigit() and int(written) <= MOST_TOP:
        return int(written)
    flaws.append(f"Сколько строк показать: «{written[:20]}» не подходит, нужно число до {MOST_TOP}; 0 — все.")
    return USUAL_TOP


def _choice(written: str, choices: Mapping[str, str], title: str, flaws: list[str]) -> str:
    if written in choices:
        return written
    flaws.append(f"{title} «{written[:40]}» не понято; есть: {', '.join(code for code in choices if code)}.")
    return ""


def _one(asked: Mapping[str, Sequence[str]], name: str) -> str:
    values = asked.get(name, ())
    return values[-1].strip() if values else ""


def _year_ago(day: date) -> date:
    # The twenty-ninth of February is compared with the twenty-eighth.
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
