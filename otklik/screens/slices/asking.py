"""What an address of «Срезы» asks, and the addresses of the same slice with one thing changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.http import QueryDict
from django.utils import timezone

from otklik.indicators import queries as indicators
from otklik.indicators.dimensions import DIMENSIONS, Sort
from otklik.indicators.rules import COMPARES, MOST_DIMENSIONS, MOST_MEASURES, PER_1000, Period, Slice
from otklik.screens.parts.period import Tab
from otklik.screens.slices.links import slice_url

USUAL_MEASURES, USUAL_DIMENSIONS = ("received", "in_time"), ("group",)
TOPS = {10: "10", 20: "20", 50: "50", 100: "100", 0: "все"}
NARROW = "narrow"


@dataclass(frozen=True, slots=True)
class Toggle:
    """A thing of the shelf: whether it is chosen, and the slice with it put in or taken out; empty: no more fits."""

    code: str
    title: str
    href: str
    is_on: bool
    hint: str = ""


def read(query: QueryDict, *, now: datetime) -> Slice:
    """The slice of an address; an empty one asks the usual. Raises SliceError."""
    address = {name: list(values) for name, values in query.lists()}
    if not any(name in address for name in ("m", "d")):
        address |= {"m": list(USUAL_MEASURES), "d": list(USUAL_DIMENSIONS)}
    address.setdefault("m", list(USUAL_MEASURES[:1]))
    return indicators.asked(address, now=now)


def usual(*, now: datetime) -> Slice:
    """What the page opens with; also what is offered when an address can't be read."""
    return read(QueryDict(), now=now)


def measure(asked: Slice, code: str) -> Toggle:
    """One measure of the shelf."""
    changed = _switched(asked.measures, code)
    fits = 0 < len(changed) <= MOST_MEASURES
    one = indicators.SHELF[code]
    href = slice_url(replace(asked, measures=changed)) if fits else ""
    return Toggle(code, one.title, href, code in asked.measures, one.why)


def dimension(asked: Slice, code: str) -> Toggle:
    """One dimension of the shelf; a fifth does not fit."""
    changed = _switched(asked.dimensions, code)
    href = slice_url(_fitting(replace(asked, dimensions=changed))) if len(changed) <= MOST_DIMENSIONS else ""
    return Toggle(code, indicators.KNOWN.dimensions[code], href, code in asked.dimensions)


def narrowed(asked: Slice, code: str, values: Sequence[str]) -> Slice:
    """The slice with the filter of one dimension replaced; no values take it away."""
    others = {name: kept for name, kept in asked.filters if name != code}
    filters = {**others, **({code: tuple(values)} if values else {})}
    return replace(asked, filters=tuple(sorted(filters.items())))


def periods(asked: Slice, today: date) -> tuple[Tab, ...]:
    """The usual periods."""
    first = today.replace(day=1)
    last_month = first - timedelta(days=1)
    found = {
        "7 дней": Period(today - timedelta(days=6), today), "30 дней": Period(today - timedelta(days=29), today),
        "90 дней": Period(today - timedelta(days=89), today), "этот месяц": Period(first, today),
        "прошлый месяц": Period(last_month.replace(day=1), last_month),
        "год": Period(today - timedelta(days=364), today),
    }  # fmt: skip
    return tuple(Tab(title, slice_url(replace(asked, period=one)), one == asked.period) for title, one in found.items())


def compares(asked: Slice) -> tuple[Tab, ...]:
    """With what it may be compared."""
    return tuple(
        Tab(title, slice_url(replace(asked, compare=code)), code == asked.compare) for code, title in COMPARES.items()
    )


def tops(asked: Slice) -> tuple[Tab, ...]:
    """How many values stay themselves, the rest together."""
    return tuple(Tab(title, slice_url(replace(asked, top=top)), top == asked.top) for top, title in TOPS.items())


def per(asked: Slice) -> Tab:
    """Counts for a thousand residents, or as they are; no address where what is cut by has no residents."""
    is_on = asked.per == PER_1000
    if not is_on and not has_residents(asked):
        return Tab("на 1000 жителей", "", False)
    return Tab("на 1000 жителей", slice_url(replace(asked, per="" if is_on else PER_1000)), is_on)


def has_residents(asked: Slice) -> bool:
    """Whether all that it is cut by is a municipality or a time."""
    placed = {code for code, one in DIMENSIONS.items() if one.sort is Sort.TIME} | {"place"}
    return placed.issuperset(asked.dimensions)


def hidden(asked: Slice, *without: str) -> tuple[tuple[str, str], ...]:
    """The address as hidden fields of a form, without the fields that the form asks for itself."""
    found = QueryDict(asked.address())
    return tuple((name, value) for name, values in found.lists() if name not in without for value in values)


def today() -> date:
    """The day of the region."""
    return timezone.localdate()


def _fitting(asked: Slice) -> Slice:
    return asked if has_residents(asked) else replace(asked, per="")


def _switched(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(one for one in codes if one != code) if code in codes else (*codes, code)


def narrow_of(query: Mapping[str, str]) -> str:
    """The dimension whose values are being chosen; empty where none is."""
    code = query.get(NARROW, "")
    return code if code in indicators.KNOWN.dimensions else ""
