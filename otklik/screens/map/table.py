"""The table of municipalities beside the map: the same figures for the keyboard, the ear and paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from otklik.indicators.cube import UNKNOWN
from otklik.indicators.cutting import Figure
from otklik.screens.map import figures, panel
from otklik.screens.map.asked import Asked
from otklik.screens.map.figures import Key, Picture, Place
from otklik.screens.parts.figures import NOTHING, Change, change_told
from otklik.screens.parts.tell import number
from otklik.screens.slices.links import rows_url


@dataclass(frozen=True, slots=True)
class Line:
    """A row: `told` is the figure, `seen` what the map shows (the change, where it shows changes)."""

    code: str
    name: str
    href: str
    htmx: str
    told: str
    seen: str
    rows_url: str
    n: int
    change: Change | None
    relative: str
    people: str
    colour: int | None
    has_border: bool


@dataclass(frozen=True, slots=True)
class Total:
    """The whole, or what has no municipality."""

    told: str
    n: int
    rows_url: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, the legend of their colours, the whole region, what has no municipality."""

    lines: tuple[Line, ...]
    legend: tuple[Key, ...]
    total: Total
    nowhere: Total | None


def table(picture: Picture, asked: Asked, places: Mapping[str, Place]) -> Table:
    """The table of a picture."""
    nowhere = picture.nowhere
    return Table(
        lines=tuple(_line(line, asked, places[line.code]) for line in picture.lines), legend=picture.legend,
        total=_total(picture.total, asked, ()), nowhere=_total(nowhere, asked, (UNKNOWN,)) if nowhere else None,
    )  # fmt: skip


def _line(line: figures.Line, asked: Asked, place: Place) -> Line:
    unit, better, query = asked.indicator.unit, asked.indicator.better, asked.address(place=line.code)
    change = figures.relative(line.figure, asked.indicator)
    return Line(
        code=line.code, name=line.name, href=f"{reverse('map')}?{query}#map-panel",
        htmx=f"{reverse('map-panel')}?{query}", told=figures.told(line.figure, asked, place.people),
        seen=line.cell.told, rows_url=panel.rows_link(asked, line.code) if line.figure.n else "", n=line.figure.n,
        change=change_told(line.figure.change, unit, better),
        relative=figures.relative_told(change, asked.indicator) if asked.indicator.is_additive else "",
        people=number(place.people) if place.people else "—", colour=line.colour, has_border=place.has_border,
    )  # fmt: skip


def _total(figure: Figure, asked: Asked, keys: tuple[str, ...]) -> Total:
    unit, better = asked.indicator.unit, asked.indicator.better
    url = rows_url(asked.everywhere() if not keys else asked.slice, asked.indicator.code, keys)
    # Those of no place live nowhere; how many live in the region is known to the indicators.
    told = NOTHING if keys and asked.slice.per else figures.told(figure, asked, 1)
    return Total(told, figure.n, url if figure.n else "", change_told(figure.change, unit, better))
