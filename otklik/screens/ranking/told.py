"""Scores, points and places as these pages tell them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from otklik.ranking.rules import Standing

_STILL = 0.05
"""What is told as nought is nought."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How a standing is beside the period before: `tone` is "good", "bad" or "" where chance alone may do it."""

    icon: str
    words: str
    tone: str
    was: str


def score(value: float) -> str:
    """«71,4», of 100."""
    return f"{value:.1f}".replace("-", "−").replace(".", ",")


def plain(value: float) -> str:
    """«65», «66,4»: the end of a scale."""
    return f"{value:g}".replace(".", ",")


def points(value: float) -> str:
    """«+2,3», «−1,0»; «0» where it is told as nought."""
    if abs(value) < _STILL:
        return "0"
    return f"{'+' if value > 0 else '−'}{score(abs(value))}"


def fine(value: float) -> str:
    """«−0,16»: what one question costs."""
    return f"{value:.2f}".replace("-", "−").replace(".", ",")


def share(value: float) -> str:
    """A part of a score, 0..1, told of 100: «83,5»."""
    return score(100 * value)


def percent(value: float) -> str:
    """A weight: «25 %», «12,5 %»."""
    return f"{plain(value)} %"


def places(low: int, high: int) -> str:
    """«3–5», one number where both are the same."""
    return str(low) if low == high else f"{low}–{high}"


def bounds(low: float, high: float) -> str:
    """«68,2–75,0»."""
    return f"{score(low)}–{score(high)}"


def listed(names: Sequence[str], most: int = 4) -> str:
    """«Минздрав, Минтранс и ещё 3»."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} и ещё {len(names) - most}"
    return ", ".join(names)


def shift(row: Standing) -> Shift | None:
    """The change since the period before; None where it was not ranked then.

    Both scores have about the same interval: a difference below √2 of its half may be chance.
    """
    if row.change is None or row.place_before is None:
        return None
    was = f"было {row.place_before}-е, балл {points(row.change)}"
    if abs(row.change) < sqrt(2) * (row.high - row.low) / 2:
        return Shift("equal", "как было", "", was)
    is_up = row.change > 0
    return Shift("arrow-up" if is_up else "arrow-down", "лучше" if is_up else "хуже", "good" if is_up else "bad", was)
