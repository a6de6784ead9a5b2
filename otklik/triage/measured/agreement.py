"""How well two people agree beyond chance: Cohen's kappa with a bootstrap interval."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RESAMPLES = 1000
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `n` pairs the share that is the same, and kappa with its 95 % bounds; None where it can't be said."""

    n: int
    same: float | None
    kappa: float | None
    low: float | None
    high: float | None


def agreement(pairs: Sequence[Pair], *, seed: int = 1) -> Agreement:
    """Cohen's kappa of pairs (first choice, second choice).

    Source: Cohen, A coefficient of agreement for nominal scales, 1960; bounds by the percentile bootstrap of pairs.
    """
    counted = Counter(pairs)
    if not counted:
        return Agreement(0, None, None, None, None)
    labels = {label: number for number, label in enumerate(sorted({label for pair in counted for label in pair}))}
    first = np.array([labels[pair[0]] for pair in counted])
    second = np.array([labels[pair[1]] for pair in counted])
    counts = np.array(list(counted.values()))
    n = int(counts.sum())
    draws = np.random.default_rng(seed).multinomial(n, counts / n, size=RESAMPLES)
    kappas = _kappas(np.vstack([counts, draws]), first, second, len(labels))
    kappa, resampled = float(kappas[0]), kappas[1:][~np.isnan(kappas[1:])]
    if np.isnan(kappa):
        return Agreement(n, float(counts[first == second].sum() / n), None, None, None)
    low, high = np.quantile(resampled, (0.025, 0.975)) if len(resampled) else (kappa, kappa)
    return Agreement(n, float(counts[first == second].sum() / n), kappa, float(low), float(high))


def _kappas(
    counts: npt.NDArray[np.int64], first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], labels: int
) -> npt.NDArray[np.float64]:
    """Kappa of each row of counts of pairs; not a number where chance alone agrees always."""
    n = counts.sum(axis=1)
    seen = (counts[:, first == second].sum(axis=1)) / n
    firsts, seconds = np.zeros((len(counts), labels)), np.zeros((len(counts), labels))
    for column in range(counts.shape[1]):
        firsts[:, first[column]] += counts[:, column]
        seconds[:, second[column]] += counts[:, column]
    chance = (firsts * seconds).sum(axis=1) / n**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance < 1, (seen - chance) / (1 - chance), np.nan)
