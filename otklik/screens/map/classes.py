"""Into which classes of colour figures of places fall: fifths of the places, or bounds alike above and below nought."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WANTED = 5
_SIDE = 2
"""So many classes of change on each side of the middle one."""
_STILL = 1e-9


@dataclass(frozen=True, slots=True)
class Classes:
    """Bounds between classes, rising; a value on a bound is of the upper class. `is_change`: the middle is nought."""

    bounds: tuple[float, ...]
    is_change: bool = False

    @property
    def count(self) -> int:
        return len(self.bounds) + 1

    def of(self, value: float) -> int:
        """The class of a value, from 0."""
        return bisect_right(self.bounds, value)

    def colour(self, number: int) -> int:
        """The step of the palette, 0 … 4: few classes still reach from the palest to the darkest."""
        return round(number * (WANTED - 1) / (self.count - 1)) if self.count > 1 else WANTED // 2


def fifths(values: Iterable[float]) -> Classes:
    """Five classes with nearly as many places each; fewer where many places have the same value."""
    ordered = sorted(values)
    if not ordered:
        return Classes(())
    starts = (ordered[-(-len(ordered) * part // WANTED)] for part in range(1, WANTED) if len(ordered) > part)
    return Classes(tuple(sorted({start for start in starts if start > ordered[0]})))


def changes(values: Iterable[float]) -> Classes:
    """Much less, less, about the same, more, much more: thirds of how large the changes are, either way."""
    sizes = sorted(abs(value) for value in values if abs(value) > _STILL)
    if not sizes:
        return Classes((), is_change=True)
    steps = sorted({_at(sizes, part / (_SIDE + 1)) for part in range(1, _SIDE + 1)})
    return Classes((*(-step for step in reversed(steps)), *steps), is_change=True)


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
