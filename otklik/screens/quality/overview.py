"""«Итог»: what the machine decided alone, what people corrected, how its proposals are taken."""

from dataclasses import dataclass

from django.http import HttpResponse

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.names import channel_title
from otklik.screens.parts.tell import number
from otklik.screens.quality import desk, period
from otklik.screens.quality.period import HEAD_TITLES, Asked, rows_address
from otklik.triage.measured import marking, quality
from otklik.triage.measured.quality import Tally
from otklik.triage.measured.shares import wilson


@dataclass(frozen=True, slots=True)
class Part:
    """A count of a whole, where its rows are; the share is told in per cent, empty of nothing."""

    count: int
    of: int
    href: str = ""

    @property
    def share(self) -> str:
        return told_share(self.count, self.of)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a breakdown: a channel or a version."""

    title: str
    read: Part
    alone: Part
    corrected: Part
    chosen: Part
    group_first: Part
    theme_first: Part
    theme_three: Part


@dataclass(frozen=True, slots=True)
class HeadLine:
    """How people take the proposals of a head."""

    title: str
    first: Part
    among: Part
    other: Part


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Lines under one heading."""

    title: str
    of_what: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All of the page; `checked` are blind checks, `low` and `high` the bounds of the share of right ones."""

    all: Line
    tally: Tally
    heads: tuple[HeadLine, ...]
    breakdowns: tuple[Breakdown, ...]
    checked: int
    checked_right: int
    low: int
    high: int
    check_share: str


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """Figures of a period, each with its rows."""
    asked = period.read(request)
    counted = quality.tallies(asked.within)
    checked, right = quality.checked(asked.within)
    low, high = wilson(right, checked)
    by_channel = tuple(
        _line(channel_title(code), tally, asked, channel=code) for code, tally in counted.by_channel.items()
    )
    by_version = tuple(_line(code, tally, asked, version=code) for code, tally in counted.by_version.items())
    screen = Overview(
        all=_line("Всего", counted.all, asked),
        tally=counted.all,
        heads=tuple(_head(head, counted.all, asked) for head in HEAD_TITLES),
        breakdowns=(Breakdown("По каналам", "Канал", by_channel), Breakdown("По версиям модели", "Версия", by_version)),
        checked=checked,
        checked_right=right,
        low=round(100 * low),
        high=round(100 * high),
        check_share=f"{100 * marking.stake().check_share:g}".replace(".", ","),
    )
    return desk.show(request, "screens/quality/quality.html", "quality", asked, screen)


def told_share(count: int, of: int) -> str:
    """«72 %»; below ten per cent with one digit; empty where there is nothing to share."""
    if not of:
        return ""
    share = 100 * count / of
    return f"{share:.1f} %".replace(".", ",") if 0 < share < 10 else f"{number(round(share))} %"


def _line(title: str, tally: Tally, asked: Asked, **narrowed: str) -> Line:
    def part(count: int, of: int, what: str, head: str = "") -> Part:
        extra = {"head": head} if head else {}
        return Part(count, of, rows_address(asked, what, **narrowed, **extra) if count else "")

    return Line(
        title=title or "—",
        read=part(tally.read, tally.read, "read"),
        alone=part(tally.alone, tally.read, "alone"),
        corrected=part(tally.corrected, tally.alone, "corrected"),
        chosen=part(tally.chosen, tally.read, "chosen"),
        group_first=part(tally.group_first, tally.group, "first", "group"),
        theme_first=part(tally.theme_first, tally.theme, "first", "theme"),
        theme_three=part(tally.theme_three, tally.theme, "among", "theme"),
    )


def _head(head: str, tally: Tally, asked: Asked) -> HeadLine:
    of, first, three = (getattr(tally, f"{head}{ending}") for ending in ("", "_first", "_three"))
    rows = {"first": first, "among": three, "other": of - three}
    parts = {
        what: Part(count, of, rows_address(asked, what, head=head) if count else "") for what, count in rows.items()
    }
    return HeadLine(HEAD_TITLES[head], parts["first"], parts["among"], parts["other"])
