"""Where people suddenly write more than usual: a topic in a place whose last days stand out of its last eight weeks.

The last 1, 2, 4 and 7 days (today counts as far as it has come, so a burst is told late rather than wrongly) are held
against the same weekdays of the eight weeks before. The usual number is drawn from a gamma distribution by what was
counted (Jeffreys' prior), days scatter more than Poisson's by a dispersion estimated over all cells together: so many
or more letters come by chance with the tail of a negative binomial. Many cells are looked at: what is told keeps the
share of false ones low (Benjamini and Hochberg, 1995; holds for windows that lie in each other: Benjamini and
Yekutieli, 2001). A week that stood out itself is cut down first, lest an old burst hide a new one.
Source of the approach: Farrington et al., 1996, early detection of outbreaks by same weeks of the past.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

WINDOWS, WEEKS, FEWEST_WEEKS = (1, 2, 4, 7), 8, 3
DAYS = 7 * (WEEKS + 1)
"""How many days of counts are needed: the last week and the eight before it."""
FEWEST, TIMES, FALSE_SHARE = 5, 1.5, 0.02
"""Of fewer letters, or not half as many again as usual, nobody is told however unlikely they are.

In 100 calm regions a false one was told in 0 to 6 at a dispersion up to 0.3, in 7 to 30 at 0.6: wild days mislead.
"""
WHOLE = "*"
"""The place of a topic that is counted over all places together."""
_PRIOR, _FAR, _LEFT_OUT = 0.5, 4.0, 0.003
Cell = tuple[str, str]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Burst:
    """`count` letters of the last `days` days where `usual` came; `chance` of so many or more by chance."""

    topic: str
    place: str
    days: int
    count: int
    usual: float
    chance: float

    @property
    def excess(self) -> float:
        return self.count - self.usual


def found(cells: Sequence[Cell], counts: Counts, known: int = DAYS - 1) -> tuple[Burst, ...]:
    """The bursts among cells of topic and place, the most unlikely first, one of a topic.

    `counts`: a row a cell, DAYS columns, the first is today and the next ones go back. `known` is the number of the
    earliest column of which anything is known: of a region younger than four weeks nothing is told.
    """
    weeks = min(WEEKS, (known - 6) // 7)
    if not len(cells) or weeks < FEWEST_WEEKS:
        return ()
    everywhere, rows = _everywhere(cells, counts)
    # Of many places together days scatter otherwise than of one: each sort is held against its own.
    tests = [[_tested(some, window, weeks) for some in (counts, rows)] for window in WINDOWS]
    usuals, chances = (
        np.column_stack([np.concatenate([one[what] for one in pair]) for pair in tests]) for what in (0, 1)
    )
    cells, counts = [*cells, *everywhere], np.vstack([counts, rows])
    # Cells where nothing ever came are looked at too: they count among the many.
    topics, places = {topic for topic, _ in cells}, {place for _, place in cells}
    unseen = max(0, len(topics) * len(places) - len(cells)) * len(WINDOWS)
    adjusted = among_many(np.concatenate([chances.ravel(), np.ones(unseen)]))[: chances.size]
    told = adjusted.reshape(chances.shape) <= FALSE_SHARE
    made = []
    for row, (topic, place) in enumerate(cells):
        for column, window in enumerate(WINDOWS):
            count, usual = int(counts[row, :window].sum()), float(usuals[row, column])
            if told[row, column] and count >= FEWEST and count >= TIMES * usual:
                made.append(Burst(topic, place, window, count, usual, float(chances[row, column])))
    return _one_of_a_topic(made)


def among_many(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of false ones among all that are no likelier than each, by the step-up of Benjamini and Hochberg."""
    order = np.argsort(chances)
    raised = chances[order] * len(chances) / np.arange(1, len(chances) + 1)
    found = np.empty_like(chances)
    found[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1)
    return found


def as_many(came: Counts, size: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance of so many or more from a negative binomial of that mean and variance mean + mean² / size.

    By the beta function: all of scipy.stats would make each server of pages 0.1 GB bigger.
    """
    return np.where(came > 0, betainc(np.maximum(came, 1), size, mean / (size + mean)), 1.0)


def _everywhere(cells: Sequence[Cell], counts: Counts) -> tuple[list[Cell], Counts]:
    """Each topic that lies in several places, over all of them."""
    topics = sorted({topic for topic, _ in cells})
    of_topic = np.array([topics.index(topic) for topic, _ in cells])
    sums = np.zeros((len(topics), counts.shape[1]), np.int64)
    np.add.at(sums, of_topic, counts)
    several = np.bincount(of_topic, minlength=len(topics)) > 1
    return [(topic, WHOLE) for topic, kept in zip(topics, several, strict=True) if kept], sums[several]


def _tested(counts: Counts, window: int, weeks: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By cell: the usual number of a window of so many days, and the chance of as many as came or more."""
    past = np.column_stack([counts[:, 7 * week : 7 * week + window].sum(axis=1) for week in range(1, weeks + 1)])
    scatter, middle = _scatter(past), np.median(past, axis=1, keepdims=True)
    calm = np.minimum(past, middle + _FAR * np.sqrt(middle + 1 + scatter * np.square(middle)))
    # The mean of a few weeks is itself scattered: by what was counted, and by how days go.
    size = 1 / (scatter * (1 + 1 / weeks) + 1 / (calm.sum(axis=1) + _PRIOR))
    mean = (calm.sum(axis=1) + _PRIOR) / weeks
    came = counts[:, :window].sum(axis=1)
    return calm.mean(axis=1), as_many(came, size, mean)


def _scatter(past: Counts) -> float:
    """By how much weeks scatter more than Poisson's, as α of the variance μ + αμ²: by moments over all cells.

    The few cells that scatter most are left out: an old burst is no rule. Without such a rule a Poisson is taken.
    """
    if not len(past):
        return 0.0
    mean = past.mean(axis=1)
    above = past.var(axis=1, ddof=1) - mean
    kept = np.argsort(above)[: max(1, int(len(above) * (1 - _LEFT_OUT)))]
    return max(float(above[kept].sum() / max(np.square(mean[kept]).sum(), 1.0)), 0.0)


def _one_of_a_topic(made: Sequence[Burst]) -> tuple[Burst, ...]:
    """Of each topic the most unlikely one; a place that is most of what came everywhere speaks for all."""
    found: dict[str, Burst] = {}
    for one in sorted(made, key=lambda one: (one.chance, -one.excess, one.place)):
        known = found.setdefault(one.topic, one)
        if known.place == WHOLE and one.place != WHOLE and 2 * one.excess >= known.excess:
            found[one.topic] = one
    return tuple(sorted(found.values(), key=lambda one: (one.chance, -one.excess)))
