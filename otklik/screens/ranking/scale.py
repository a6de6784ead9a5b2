"""Where things stand on a bar, as shares of its width: drawings are made of them, without a script or a style."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

_STEP = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """From the left end of a bar to its right end, in points of a score."""

    least: float
    most: float

    def at(self, value: float) -> str:
        """«42.50%» of the width; what is beyond an end stands at it."""
        share = (value - self.least) / (self.most - self.least)
        return f"{100 * min(1.0, max(0.0, share)):.2f}%"

    def wide(self, low: float, high: float) -> str:
        """The width between two values, never so thin that it is not seen."""
        share = (min(high, self.most) - max(low, self.least)) / (self.most - self.least)
        return f"{max(0.5, 100 * min(1.0, share)):.2f}%"


def around(values: Sequence[float]) -> Scale:
    """The scale on which all values lie, its ends at fives."""
    least, most = min(values, default=0.0), max(values, default=100.0)
    low, high = _STEP * floor(least / _STEP), _STEP * ceil(most / _STEP)
    return Scale(low, high if high > low else low + _STEP)


@dataclass(frozen=True, slots=True)
class Piece:
    """A bar that begins at `x` and is `wide`, of the width; `zero` is where nought stands."""

    x: str
    wide: str
    zero: str
    is_good: bool


def piece(scale: Scale, begin: float, end: float, zero: float) -> Piece:
    """From one value to another, whichever is more."""
    low, high = min(begin, end), max(begin, end)
    return Piece(scale.at(low), scale.wide(low, high), scale.at(zero), end >= begin)


def evenly(values: Sequence[float]) -> Scale:
    """A scale with nought in the middle for values of both signs."""
    most = max((abs(value) for value in values), default=0.0) or 1.0
    return Scale(-most, most)
