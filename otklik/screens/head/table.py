"""The tables of a passport: figures beside the past and the region, topics, places, bodies, months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from django.urls import reverse

from otklik.indicators.cutting import Figure
from otklik.indicators.dimensions import TONES
from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit
from otklik.indicators.passport import MEASURES, Asked, Figures, Passport
from otklik.indicators.queries import SHELF
from otklik.indicators.rules import Slice
from otklik.screens.parts.charts import Chart, Series
from otklik.screens.parts.figures import NOTHING, Change, change_told, told_figure
from otklik.screens.parts.tell import number
from otklik.screens.slices.links import rows_url, slice_url

SHOWN = 8
Titles = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its rows."""

    told: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One measure: now and of how many, then and the change, the region and by how much it differs."""

    title: str
    why: str
    now: Cell
    n: Cell
    then: Cell
    change: Change | None
    region: str
    beside: Change | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """One topic, place or body of a passport: received now and then, the share in time where it is told."""

    title: str
    href: str
    now: Cell
    then: Cell
    change: Change | None
    in_time: Cell


def figures(seen: Passport, region: Figures | None) -> tuple[FigureRow, ...]:
    """Every measure; `region` None: there is nothing to hold it against."""
    around = region or [None] * len(MEASURES)
    rows = zip(MEASURES, seen.now, seen.then, around, strict=True)
    return tuple(_figure(seen.asked, SHELF[code], now, then, whole) for code, now, then, whole in rows)


def parts(
    seen: Passport, code: str, titles: Titles, hrefs: Mapping[str, str], *, shown: int = SHOWN
) -> tuple[PartRow, ...]:  # fmt: skip
    """The values of a dimension with the most letters first; `hrefs` lead to passports of bodies and places."""
    counted = sorted(seen.split[code].items(), key=lambda pair: (-pair[1][0], -pair[1][1], pair[0]))
    return tuple(_part(seen, code, key, now, then, titles, hrefs) for key, (now, then) in counted[:shown])


def tones(seen: Passport) -> tuple[PartRow, ...]:
    """The tone of letters, in its usual order; what has no tone yet is left out."""
    split = seen.split["tone"]
    return tuple(
        _part(seen, "tone", key, *split[key], {"tone": TONES}, {}) for key in TONES if any(split.get(key, (0, 0)))
    )


def months(seen: Passport) -> Chart:
    """Twelve months as a line, from the first of which anything is known: how many were received."""
    known, asked = _known(seen), Slice(("received",), ("month",), seen.asked.months, seen.asked.filters)
    return Chart(
        id="months", kind="line", title="Получено по месяцам", unit=Unit.QUESTIONS,
        categories=tuple(_month(day) for day, _, _ in known),
        series=(Series("Получено", tuple(received.value for _, received, _ in known),
                       tuple(rows_url(asked, "received", (day.isoformat(),)) for day, _, _ in known)),),
    )  # fmt: skip


def month_rows(seen: Passport) -> tuple[tuple[str, Cell, Cell], ...]:
    """The same months as a table: the month, received, in time."""
    came = Slice(("received",), ("month",), seen.asked.months, seen.asked.filters)
    kept = Slice(("in_time",), ("month",), seen.asked.months, seen.asked.filters)
    return tuple(
        (_month(day), _cell(received, SHELF["received"], rows_url(came, "received", (day.isoformat(),))),
         _cell(in_time, SHELF["in_time"], rows_url(kept, "in_time", (day.isoformat(),))))
        for day, received, in_time in _known(seen)
    )  # fmt: skip


def _known(seen: Passport) -> list[tuple[date, Figure, Figure]]:
    """The months since anything came: of those before a line at nought would tell what nobody knows."""
    rows = [(day, received, in_time) for day, (received, in_time) in seen.months.items()]
    return list(dropwhile(lambda row: not row[1].n and not row[2].n, rows)) or rows[-1:]


def topics_url(asked: Asked) -> str:
    """The slice of all its topics."""
    return slice_url(Slice(("received", "in_time"), ("group",), asked.period, asked.filters, compare="previous"))


def _figure(asked: Asked, one: Indicator, now: Figure, then: Figure, whole: Figure | None) -> FigureRow:
    here, before = _slice(asked, one.code), Slice((one.code,), (), asked.then, asked.filters)
    is_share = one.kind is Kind.SHARE
    # What is so now was never written down for then, and counts of a body and of a region are not to be compared.
    has_past = one.clock is not Clock.NOW
    compared = whole if whole is not None and not one.is_additive else None
    return FigureRow(
        title=one.title, why=one.why,
        now=_cell(now, one, rows_url(here, one.code, hits=is_share)),
        n=Cell(number(now.n), rows_url(here, one.code)) if not one.is_additive and now.n else Cell(""),
        then=_cell(then, one, rows_url(before, one.code, hits=is_share)) if has_past else Cell(NOTHING),
        change=_change(now, then, one) if has_past else None,
        region=told_figure(compared, one.unit) if compared else "",
        beside=_change(now, compared, one) if compared else None,
    )  # fmt: skip


def _part(
    seen: Passport, code: str, key: str, now: int, then: int, titles: Titles, hrefs: Mapping[str, str]
) -> PartRow:  # fmt: skip
    asked = seen.asked
    here, before = (Slice(("received",), (code,), period, asked.filters) for period in (asked.period, asked.then))
    in_time = seen.judged.get(code, {}).get(key, Figure(None, 0))
    answered = Slice(("in_time",), (code,), asked.period, asked.filters)
    return PartRow(
        title=titles.get(code, {}).get(key, key), href=hrefs.get(key, ""),
        now=Cell(number(now), rows_url(here, "received", (key,)) if now else ""),
        then=Cell(number(then), rows_url(before, "received", (key,)) if then else ""),
        change=change_told(float(now - then), Unit.QUESTIONS, Better.NEITHER),
        in_time=_cell(in_time, SHELF["in_time"], rows_url(answered, "in_time", (key,))),
    )  # fmt: skip


def _cell(figure: Figure, one: Indicator, href: str) -> Cell:
    """What nothing stands behind leads nowhere."""
    return Cell(told_figure(figure, one.unit), href if figure.n else "")


def _change(now: Figure, then: Figure, one: Indicator) -> Change | None:
    both = now.value is not None and then.value is not None
    return change_told(now.value - then.value, one.unit, one.better) if both else None  # type: ignore[operator]


def _slice(asked: Asked, code: str) -> Slice:
    return Slice((code,), (), asked.period, asked.filters)


def _month(day: date) -> str:
    return f"{day:%m.%Y}"


def passport_hrefs(name: str, codes: Mapping[str, str], keys: Sequence[str]) -> dict[str, str]:
    """Addresses of passports by key; `codes` by key, a key without a code leads nowhere."""
    return {key: reverse(name, args=[codes[key]]) for key in keys if codes.get(key)}
