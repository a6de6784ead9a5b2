"""One municipality: its figure, its place among the others, what people write of there, where to go on."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from otklik.indicators import queries as indicators
from otklik.indicators.cube import OTHERS
from otklik.indicators.rules import Slice
from otklik.offices.rules import Scope
from otklik.screens.map import figures as places
from otklik.screens.map.asked import PLACE, Asked
from otklik.screens.map.figures import Line, Picture
from otklik.screens.parts.figures import Change, change_told, rows_told, told
from otklik.screens.slices.links import rows_url, slice_url
from otklik.screens.slices.naming import titles

_TOPICS = 5
COUNT = "received"


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of topics: how many questions came of it there."""

    title: str
    told: str
    href: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel of a municipality says; an empty address is a page that is not there."""

    name: str
    title: str
    told: str
    n: str
    rows_url: str
    before: str
    change: Change | None
    rank: str
    topics: tuple[Topic, ...]
    slice_url: str
    passport_url: str


def panel(line: Line, picture: Picture, asked: Asked, people: int, scope: Scope, *, now: datetime) -> Panel:
    """Of one line of the picture. Raises SliceError, NoFacts, EngineError."""
    unit, figure = asked.indicator.unit, line.figure
    return Panel(
        name=line.name, title=asked.indicator.title, told=places.told(figure, asked, people), n=rows_told(figure.n),
        rows_url=rows_link(asked, line.code) if figure.n else "",
        before=told(figure.before, unit) if figure.before is not None else "",
        change=change_told(figure.change, unit, asked.indicator.better), rank=_rank(line, picture),
        topics=_topics(asked, line.code, scope, now), slice_url=slice_url(_inside(asked.slice, line.code)),
        passport_url=passport(line.code),
    )  # fmt: skip


def rows_link(asked: Asked, code: str) -> str:
    """The questions behind the figure of a municipality; "" is those of no municipality."""
    return rows_url(asked.slice, asked.indicator.code, (code,))


def passport(code: str) -> str:
    """The page of a municipality; empty while there is none."""
    try:
        return reverse("place-passport", args=[code])
    except NoReverseMatch:
        return ""


def _rank(line: Line, picture: Picture) -> str:
    known = [one for one in picture.lines if one.figure.value is not None]
    if line not in known or len(known) < 2:
        return ""
    above = sum((one.figure.value or 0) > (line.figure.value or 0) for one in known)
    return f"{above + 1}-е место сверху из {len(known)}"


def _inside(asked: Slice, code: str) -> Slice:
    """The slice narrowed to one municipality, by groups of topics."""
    kept = tuple(pair for pair in asked.filters if pair[0] != PLACE)
    return replace(asked, dimensions=("group",), filters=tuple(sorted((*kept, (PLACE, (code,))))), per="", top=20)


def _topics(asked: Asked, code: str, scope: Scope, now: datetime) -> tuple[Topic, ...]:
    """What is written of most, whatever the measure of the map: it says why the figure may be so."""
    wanted = replace(_inside(asked.slice, code), measures=(COUNT,), compare="", top=_TOPICS)
    groups = [one for one in indicators.cut(wanted, scope, now=now).groups if one.keys != (OTHERS,)]
    named = titles(["group"], {"group": [one.keys[0] for one in groups]})["group"]
    return tuple(
        Topic(named[one.keys[0]], rows_told(one.figures[0].n), rows_url(wanted, COUNT, one.keys)) for one in groups
    )
