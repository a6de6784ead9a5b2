"""Places in a league with their ranges, and bands of those that can't be told apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from otklik.ranking.rules import LEVEL

Wide = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of the subject `at`, the range in which it lies with the chance LEVEL, the number of its band."""

    at: int
    place: int
    low: int
    high: int
    band: int


def placed(scores: Wide, draws: Wide) -> tuple[Placed, ...]:
    """The N subjects of one league, best first; `draws` D × N. Equal scores stand in the order they came.

    The range of a place is of its ranks over the draws (Goldstein and Spiegelhalter, 1996). A band goes down from its
    first while the order of no two in it is surer than LEVEL; neighbours over its edge may be alike too, which their
    ranges tell.
    """
    order = np.argsort(-scores, kind="stable")
    ranks = np.argsort(np.argsort(-draws, axis=1, kind="stable"), axis=1) + 1
    low, high = np.quantile(ranks, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="nearest")
    bands = _bands(draws[:, order])
    return tuple(
        # Whoever leads by a hair may rarely lead in the draws: the place itself is always in its range.
        Placed(int(at), place, min(int(low[at]), place), max(int(high[at]), place), bands[place - 1])
        for place, at in enumerate(order, 1)
    )


def _bands(ordered: Wide) -> list[int]:
    """The number of the band of each, from 1; `ordered` D × N, best first."""
    found: list[int] = []
    first = 0
    for place in range(ordered.shape[1]):
        surest = max(((ordered[:, above] > ordered[:, place]).mean() for above in range(first, place)), default=0.0)
        if surest >= LEVEL:
            first = place
        found.append(found[-1] + (first == place) if found else 1)
    return found
