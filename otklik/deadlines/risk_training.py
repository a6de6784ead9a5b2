"""Learns from ended terms how likely a running one is to be missed; apart, since no page needs what it is learnt by."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from otklik.deadlines.risk import FEATURES, STEPS, Ended, Floats, RiskModel
from otklik.deadlines.rules import DeadlineError

FEWEST = 200
"""Ended terms below which nothing is learnt."""

_SMOOTHING = 20
"""A body with few ended terms is taken to be like the others: so many ended terms of the common share are added."""


def train(terms: Sequence[Ended]) -> RiskModel:
    """Learn from terms that ended, each seen at one moment or several. Raises DeadlineError where they are too few."""
    late = np.array([term.is_late for term in terms])
    if len(terms) < FEWEST or late.all() or not late.any():
        raise DeadlineError(f"Для прогноза нужно не меньше {FEWEST} закончившихся сроков, и просроченных, и нет.")
    common = float(late.mean())
    model = RiskModel(
        common=common,
        bodies=_shares([term.body for term in terms], late, common),
        topics=_shares([term.topic for term in terms], late, common),
        still_open=_still_open(np.array([term.finish for term in terms if not term.is_late])),
        weights=(1.0,) * len(FEATURES),
        bias=0.0,
    )
    fitted = LogisticRegression(C=10.0, max_iter=500).fit(model.features(terms), late)
    weights = tuple(float(weight) for weight in fitted.coef_[0])
    return RiskModel(model.common, model.bodies, model.topics, model.still_open, weights, float(fitted.intercept_[0]))


def by_time_alone(seen: Sequence[Ended], asked: Sequence[Ended]) -> Floats:
    """What the passed share of the term alone tells, learnt from `seen`: the measure to beat."""

    def column(terms: Sequence[Ended]) -> Floats:
        return np.array([[term.passed, term.passed**2, term.passed**3] for term in terms])

    late = [term.is_late for term in seen]
    return np.asarray(
        LogisticRegression(C=10.0, max_iter=500).fit(column(seen), late).predict_proba(column(asked))[:, 1]
    )


def _shares(keys: Sequence[str], late: NDArray[np.bool_], common: float) -> dict[str, float]:
    met: dict[str, tuple[int, int]] = {}
    for key, is_late in zip(keys, late.tolist(), strict=True):
        count, bad = met.get(key, (0, 0))
        met[key] = (count + 1, bad + is_late)
    return {key: (bad + common * _SMOOTHING) / (count + _SMOOTHING) for key, (count, bad) in met.items()}


def _still_open(finishes: Floats) -> tuple[float, ...]:
    """Half of one term is added, so that the logarithm always is."""
    steps = np.linspace(0, 1, STEPS + 1)
    left = [(np.count_nonzero(finishes > step) + 0.5) / (len(finishes) + 1) for step in steps]
    return tuple(float(share) for share in left)
