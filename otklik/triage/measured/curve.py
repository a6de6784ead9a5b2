"""How often the machine is right from each confidence on, how much it then decides alone, and what that costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt

BINS = 100
# So many answers make a stratum of their own; fewer are told together with their neighbours.
ENOUGH = 30
NEVER = BINS
_TWO_SIDES = 1.96


@dataclass(frozen=True, slots=True)
class Cell:
    """Questions whose confidence is from `bin`/100 on, below the next; apart those the machine decided alone.

    `sure` is the sum of confidences of the `read`. People answered for `labelled` of them: sums of weights (one over
    the chance to be asked), of their squares, of weights of the right ones, of weighted confidences.
    """

    bin: int
    is_alone: bool
    read: int
    sure: float
    labelled: int = 0
    weight: float = 0.0
    weight_squares: float = 0.0
    right: float = 0.0
    labelled_sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """With the threshold at `level`/100: how many would go alone, what share are right (with 95 % bounds), how many
    are wrong; None where nothing goes alone. `labelled`: on how many answers of people it rests."""

    level: int
    alone: int
    coverage: float
    accuracy: float | None
    low: float | None
    high: float | None
    wrong: float
    labelled: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Points by level from 0 to 100, the last of which leaves all to people; `read` is all that the machine read."""

    points: tuple[Point, ...]
    read: int

    def at(self, level: float) -> Point:
        """The point of a threshold, 0..1; above one is never."""
        return self.points[min(max(round(level * BINS), 0), NEVER)]


@dataclass(frozen=True, slots=True)
class _Share:
    """One bin of one stratum: how many, how many of them right, the variance of the stratum's share, its answers."""

    bin: int
    read: int
    right: float
    stratum: int
    variance: float
    labelled: int


def curve(cells: Iterable[Cell]) -> Curve:
    """The estimate by strata: confidence as it is told, mended by what people found wrong in the stratum.

    People see mostly unsure questions, so those the machine decided alone are estimated from the blind checks only,
    each weighed by one over its chance; bins with few answers are told together. Source: the difference estimator,
    Särndal, Swensson, Wretman, Model Assisted Survey Sampling, 1992, ch. 6; bounds by Agresti and Coull, 1998.
    """
    found = sorted(cells, key=lambda cell: (cell.is_alone, -cell.bin))
    strata = [*_strata([cell for cell in found if cell.is_alone]), *_strata([c for c in found if not c.is_alone])]
    shares = [share for number, stratum in enumerate(strata) for share in _shares(stratum, number)]
    read = sum(share.read for share in shares)
    by_bin: dict[int, list[_Share]] = {}
    for share in shares:
        by_bin.setdefault(share.bin, []).append(share)
    rows = accumulate((by_bin.get(level, []) for level in range(BINS, -1, -1)), lambda above, more: above + more)
    # One more bin than levels: confidence of exactly one still stands below «never».
    points = [_point(level, above, read) for level, above in zip(range(BINS, -1, -1), rows, strict=True)]
    return Curve((*points[:0:-1], _never(read)), read)


def minutes(point: Point, read: int, *, manual_min: float, error_min: float) -> float:
    """What a threshold costs: people's choices by hand and the machine's errors, in minutes."""
    return manual_min * (read - point.alone) + error_min * point.wrong


def cheapest(found: Curve, *, manual_min: float, error_min: float) -> Point:
    """The threshold of least cost; of equal ones the more careful."""
    costs = [minutes(point, found.read, manual_min=manual_min, error_min=error_min) for point in found.points]
    return found.points[max(range(len(costs)), key=lambda level: (-round(costs[level], 6), level))]


def _strata(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Neighbouring bins together until people answered enough in each; the rest joins the last."""
    made: list[list[Cell]] = []
    for cell in cells:
        if not made or sum(one.labelled for one in made[-1]) >= ENOUGH:
            made.append([])
        made[-1].append(cell)
    if len(made) > 1 and sum(one.labelled for one in made[-1]) < ENOUGH:
        last = made.pop()
        made[-1].extend(last)
    return made


def _shares(stratum: Sequence[Cell], number: int) -> list[_Share]:
    weight = sum(cell.weight for cell in stratum)
    labelled = sum(cell.labelled for cell in stratum)
    right = sum(cell.right for cell in stratum)
    mended = (right - sum(cell.labelled_sure for cell in stratum)) / weight if weight else 0.0
    squares = sum(cell.weight_squares for cell in stratum)
    worth = weight**2 / squares if squares else 0.0
    share = ((right / weight if weight else 0.0) * worth + 2) / (worth + 4)
    variance = share * (1 - share) / (worth + 4)
    return [
        _Share(cell.bin, cell.read, cell.read * _clipped(cell.sure / cell.read + mended), number, variance, labelled)
        for cell in stratum
        if cell.read
    ]


def _point(level: int, above: Sequence[_Share], read: int) -> Point:
    alone = sum(share.read for share in above)
    if not alone:
        return Point(level, 0, 0.0, None, None, None, 0.0, 0)
    right = sum(share.right for share in above)
    by_stratum: dict[int, int] = {}
    for share in above:
        by_stratum[share.stratum] = by_stratum.get(share.stratum, 0) + share.read
    variances = {share.stratum: share.variance for share in above}
    labelled = {share.stratum: share.labelled for share in above}
    spread = _TWO_SIDES * sqrt(sum((some / alone) ** 2 * variances[each] for each, some in by_stratum.items()))
    accuracy = right / alone
    return Point(level, alone, alone / read, accuracy, _clipped(accuracy - spread), _clipped(accuracy + spread),
                 alone - right, sum(labelled.values()))  # fmt: skip


def _never(read: int) -> Point:
    return Point(NEVER, 0, 0.0, None, None, None, 0.0, 0)


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))
