"""How likely a running term is to be missed: a logistic model of a few plain features, and what speaks for it.

In the logit the chance of being late adds up: what the body and the topic are like, plus how many of those that end in
time have ended by now (the longer a question is open, the fewer remain). So the features are logits and logarithms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEATURES = ("body", "topic", "passed", "load", "transfers")
STEPS = 20
"""In so many equal parts of a term it is known how many of those ending in time are still open."""

_MOST_TRANSFERS = 3


@dataclass(frozen=True, slots=True)
class Ended:
    """A term that ended, seen at a moment when it ran: the codes of its body and group of topics, the share of the term
    that had passed (0..1), open questions of the body beside its usual number (1 is usual), transfers; and its end.

    `finish` is the share of the term at which it was done; above 1 is late.
    """

    body: str
    topic: str
    passed: float
    load: float
    transfers: int
    finish: float = 0.0

    @property
    def is_late(self) -> bool:
        """Whether it was done after its end."""
        return self.finish > 1


@dataclass(frozen=True, slots=True)
class Reason:
    """What makes a term likely to be missed, and by how much in the logit."""

    feature: str
    weight: float


@dataclass(frozen=True)
class RiskModel:
    """Shares of late answers by body and topic, the shares still open by the passed part of the term, and weights."""

    common: float
    bodies: Mapping[str, float]
    topics: Mapping[str, float]
    # Of those done in time, the share still open when k/STEPS of the term has passed.
    still_open: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def features(self, terms: Sequence[Ended]) -> Floats:
        """(n, len(FEATURES)): each feature as a distance from what is usual."""
        usual = _logit(self.common)
        rows = [
            (
                _logit(self.bodies.get(term.body, self.common)) - usual,
                _logit(self.topics.get(term.topic, self.common)) - usual,
                -np.log(np.interp(term.passed, np.linspace(0, 1, STEPS + 1), self.still_open)),
                np.log(max(term.load, 0.1)),
                min(term.transfers, _MOST_TRANSFERS),
            )
            for term in terms
        ]
        return np.array(rows, np.float64).reshape(len(rows), len(FEATURES))

    def values(self, term: Ended) -> dict[str, float]:
        """What each feature is of this term as people tell it: shares of late answers, the part passed, the load."""
        body, topic = self.bodies.get(term.body, self.common), self.topics.get(term.topic, self.common)
        return dict(zip(FEATURES, (body, topic, term.passed, term.load, float(term.transfers)), strict=True))

    def chances(self, terms: Sequence[Ended]) -> Floats:
        """Of each term, how likely it is to be missed, 0..1."""
        logits = self.features(terms) @ np.array(self.weights) + self.bias
        return 1 / (1 + np.exp(-logits))

    def reasons(self, term: Ended) -> tuple[Reason, ...]:
        """What speaks for being late, the strongest first."""
        shares = self.features([term])[0] * np.array(self.weights)
        found = [Reason(name, float(share)) for name, share in zip(FEATURES, shares, strict=True) if share > 0.1]
        return tuple(sorted(found, key=lambda reason: -reason.weight))


def brier(chances: Floats, terms: Sequence[Ended]) -> float:
    """Mean square of the distance of a forecast from what came, 0 is best. Source: G. W. Brier, 1950."""
    return float(np.mean((chances - np.array([term.is_late for term in terms])) ** 2))


@dataclass(frozen=True, slots=True)
class Bin:
    """Terms of which nearly the same was foretold: how many, the mean forecast, the share that was late."""

    terms: int
    told: float
    late: float


def calibration(chances: Floats, terms: Sequence[Ended], bins: int = 10) -> tuple[Bin, ...]:
    """The forecast beside what came, by equal parts of 0..1; parts without a term are left out."""
    place, late = np.minimum((chances * bins).astype(int), bins - 1), np.array([term.is_late for term in terms])
    inside = [place == number for number in range(bins)]
    return tuple(
        Bin(int(here.sum()), float(chances[here].mean()), float(late[here].mean())) for here in inside if here.any()
    )


def _logit(share: float) -> float:
    kept = min(max(share, 1e-4), 1 - 1e-4)
    return float(np.log(kept / (1 - kept)))
