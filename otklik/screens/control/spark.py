"""A row's last thirty days as a picture of bars: how many answers each day, the late ones over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from otklik.facts.board import Day
from otklik.facts.moments import ANSWERED_DAYS

HEIGHT = 20
_BAR, _STEP = 2, 3
WIDTH = ANSWERED_DAYS * _STEP


@dataclass(frozen=True, slots=True)
class Spark:
    """Two outlines as SVG writes them, all answers and the late ones, and the same in words."""

    all: str
    late: str
    says: str
    width: int = WIDTH
    height: int = HEIGHT


def draw(days: Mapping[date, Day], today: date) -> Spark | None:
    """Bars of the days up to `today`, as high as the day of most answers lets them; None without an answer."""
    known = [days.get(today - timedelta(days=back), Day()) for back in reversed(range(ANSWERED_DAYS))]
    most = max(day.answers for day in known)
    if not most:
        return None
    total, late = sum(day.answers for day in known), sum(day.late for day in known)
    return Spark(
        all=_outline([day.answers / most for day in known]),
        late=_outline([day.late / most for day in known]),
        says=f"За 30 дней ответов {total}, поздно {late}; больше всего за день {most}",
    )


def _outline(shares: list[float]) -> str:
    """A closed bar for each share above nothing; none is lower than one unit, so that a single answer is seen."""
    bars = ((number * _STEP, max(1, round(share * HEIGHT))) for number, share in enumerate(shares) if share)
    return "".join(f"M{left} {HEIGHT}v-{high}h{_BAR}v{high}z" for left, high in bars)
