"""Within what a share really lies, when so many of so many said so: of one body, and of all by their weights."""

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import betaincinv

from otklik.triage.measured.shares import wilson


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the interval in which it lies with 95 % certainty, all 0..1; `n` said anything at all."""

    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """What a sample of one body told: `hits` of `n`, drawn out of `frame`."""

    hits: int
    n: int
    frame: int


def exact(hits: int, n: int) -> tuple[float, float]:
    """Clopper and Pearson's interval, 95 % at least whatever the share: wider, never too bold. Source: 1934."""
    if not n:
        return 0.0, 1.0
    low = float(betaincinv(hits, n - hits + 1, 0.025)) if hits else 0.0
    high = float(betaincinv(hits + 1, n - hits, 0.975)) if hits < n else 1.0
    return low, high


def share_of(hits: int, n: int) -> Share:
    """A plain share with its Wilson interval."""
    low, high = wilson(hits, n)
    return Share(hits / n if n else 0.0, low, high, n)


def few(hits: int, n: int) -> Share:
    """A share of a small sample, such as the control calls of one body: with the exact interval."""
    low, high = exact(hits, n)
    return Share(hits / n if n else 0.0, low, high, n)


def weighted(strata: Sequence[Stratum]) -> Share:
    """The share in all bodies together: each counts as much as it has questions, not as many as were asked.

    The interval is Wilson's for the size that the sample is worth: the plain sum of weights squared over sizes (Kish),
    with the correction for a frame that was asked almost whole. Bodies of which nobody spoke stand aside, and the share
    says nothing of them.
    """
    known = [one for one in strata if one.n and one.frame]
    whole = sum(one.frame for one in known)
    if not whole:
        return Share(0.0, 0.0, 1.0, 0)
    share = sum(one.frame / whole * one.hits / one.n for one in known)
    inverse = sum((one.frame / whole) ** 2 / one.n * _left(one) for one in known)
    n = sum(one.n for one in known)
    if inverse <= 0:
        return Share(share, share, share, n)
    low, high = wilson(share / inverse, 1 / inverse)
    return Share(share, low, high, n)


def _left(one: Stratum) -> float:
    """What a frame asked almost whole leaves to chance: 1 of a big one, 0 of one asked to the last."""
    return max(0.0, (one.frame - one.n) / (one.frame - 1)) if one.frame > 1 else 0.0
