"""What may be expected of a question of its kind: the topic, the channel and the urgency, apart from whose it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from otklik.ranking.evidence import Evidence, Floats, Ints, numbered

Wide = NDArray[np.float64]
_SWEEPS, _TINY = 60, 1e-9


_SUBJECT, _GROUP = 0, 1


@dataclass(frozen=True, eq=False, slots=True)
class Mix:
    """`expected` N × C, 0..1: what the kind of each question gets from subjects as a whole.

    `doubt` S × C × G: how unsure that is for the topics of each subject; times G normal draws it is one draw of it,
    the same draws for all subjects: those with the same topics err alike.
    """

    expected: Floats
    doubt: Wide


@dataclass(frozen=True, eq=False, slots=True)
class _Pairs:
    """Questions of a subject and a kind put together: by pair the weight and the mean of each component.

    `noise`: by component, the variance of one question within its pair.
    """

    weight: Wide
    mean: Wide
    noise: Wide
    factors: tuple[Ints, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Fit:
    """What the model found: the mean by component, the effects of each factor and their variances."""

    mean: Wide
    effects: tuple[Wide, ...]
    spread: tuple[Wide, ...]


def mix(evidence: Evidence, weight: Wide) -> Mix:
    """What may be expected of each question, and how sure that is.

    A mixed model: value = mean + subject + group of topics + channel and urgency + all three together, each but the
    mean a random effect, its variance by EM. Whose the questions are is fitted together with what they are, so a body
    is not its own measure, nor does a topic look hard since a bad body has it. Of a topic that one body alone has, the
    doubt is shared by the variances, and told. Source: Henderson, 1975 (BLUP); Dempster, Laird and Rubin, 1977 (EM).
    """
    if not len(evidence):
        return Mix(np.zeros_like(evidence.values), np.zeros((0, evidence.values.shape[1], 0)))
    kind = numbered(evidence.channel, evidence.urgency)
    leaf = numbered(evidence.group, kind)
    pair = numbered(evidence.subject, leaf)
    first = np.unique(pair, return_index=True)[1]
    others = (numbered(column[first]) for column in (evidence.group, kind, leaf))
    factors = (evidence.subject[first], *others)
    pairs = _pairs(evidence.values, weight, pair, factors)
    fit = _fitted(pairs)
    topics = [one[of] for one, of in zip(fit.effects[_GROUP:], factors[_GROUP:], strict=True)]
    expected = np.clip(sum(topics, fit.mean), 0, 1).astype(np.float32)
    whole = np.maximum(np.bincount(evidence.subject, weight, minlength=len(evidence.subjects)), _TINY)
    return Mix(expected[pair], _doubt(pairs, fit, whole))


def _pairs(values: Floats, weight: Wide, pair: Ints, factors: tuple[Ints, ...]) -> _Pairs:
    size, columns = int(pair.max()) + 1, values.shape[1]
    weights, means, noise = np.zeros((size, columns)), np.zeros((size, columns)), np.zeros(columns)
    for column in range(columns):
        value = values[:, column].astype(np.float64)
        known = ~np.isnan(value)
        some, of = weight[known], pair[known]
        weights[:, column] = np.bincount(of, some, minlength=size)
        sums = np.bincount(of, some * value[known], minlength=size)
        means[:, column] = sums / np.maximum(weights[:, column], _TINY)
        within = float(np.sum(some * (value[known] - means[of, column]) ** 2))
        free = max(float(weights[:, column].sum()) - np.count_nonzero(weights[:, column]), 1.0)
        noise[column] = max(within / free, 1e-4)
    return _Pairs(weights, means, noise, factors)


def _fitted(pairs: _Pairs) -> _Fit:
    whole = np.maximum(pairs.weight.sum(axis=0), _TINY)
    mean = (pairs.weight * pairs.mean).sum(axis=0) / whole
    effects = [np.zeros((int(factor.max()) + 1, pairs.mean.shape[1])) for factor in pairs.factors]
    spread = [np.full(pairs.mean.shape[1], 0.01) for _ in effects]
    sizes = [_by(factor, pairs.weight) for factor in pairs.factors]
    fit = np.zeros_like(pairs.mean)
    for _ in range(_SWEEPS):
        for place, factor in enumerate(pairs.factors):
            others = fit - effects[place][factor]
            left = sizes[place] + pairs.noise / np.maximum(spread[place], _TINY)
            effects[place] = _by(factor, pairs.weight * (pairs.mean - mean - others)) / left
            spread[place] = (effects[place] ** 2 + pairs.noise / left).mean(axis=0)
            fit = others + effects[place][factor]
        mean = (pairs.weight * (pairs.mean - fit)).sum(axis=0) / whole
    return _Fit(mean, tuple(effects), tuple(spread))


def _doubt(pairs: _Pairs, fit: _Fit, whole: Wide) -> Wide:
    """A root of what the effects of topics may err by, weighed by each subject's topics beside those of all."""
    subject, group = pairs.factors[_SUBJECT], pairs.factors[_GROUP]
    size, many = len(whole), int(group.max()) + 1
    found = np.zeros((size, len(pairs.noise), many))
    for column, noise in enumerate(pairs.noise):
        table = np.bincount(subject * many + group, pairs.weight[:, column], minlength=size * many)
        table = table.reshape(size, many)
        own = table.sum(axis=1) + noise / max(fit.spread[_SUBJECT][column], _TINY)
        ridge = table.sum(axis=0) + noise / max(fit.spread[_GROUP][column], _TINY)
        # Subjects taken out of the equations of the model: what is left speaks of topics alone.
        left = np.diag(ridge) - (table / own[:, None]).T @ table
        values, vectors = np.linalg.eigh(left)
        root = vectors * np.sqrt(noise / np.maximum(values, _TINY))
        beside = table / whole[:, None] - table.sum(axis=0) / whole.sum()
        found[:, column] = beside @ root
    return found


def _by(factor: Ints, rows: Wide) -> Wide:
    return np.column_stack([np.bincount(factor, rows[:, column]) for column in range(rows.shape[1])])
