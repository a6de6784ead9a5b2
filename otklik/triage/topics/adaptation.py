"""How the thin layer learns: few decisions bend what the first model thinks, many outweigh it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import KFold

from otklik.appeals.cutting import Cuts
from otklik.triage.errors import TooFewLabels
from otklik.triage.topics.adapted import HASHES, AdaptedModel, Layer, Learned, log_prior, scored, word_rows
from otklik.triage.topics.model import TopicModel
from otklik.triage.topics.training import SEED, LabelledText
from otklik.triage.topics.weights import HEADS, Floats

MOST_DECISIONS = 2000
"""The newest are learned from: more would take many minutes, and choices of years ago are not today's."""

LEAST_TIMES = 2
"""A label is proposed once people have chosen it so many times."""

SCORES, WORDS, BIAS = 0.7, 1.0, 1.0
"""Weights of the first model's scores, of words and of the constant among what decisions may bend."""

SOFTNESS = (0.01, 0.1, 1.0, 5.0)
"""How far decisions may bend, from hardly to freely: chosen anew each time, by decisions a layer has not seen."""

_LEAST_TEXTS = 2
_MOST_WORDS = 1 << 14
_FOLDS = 5
_ENOUGH_FOR_ONE_FOLD = 500
_MOST_DIRECTIONS = 300
_STEPS = 100

Known = Mapping[tuple[str, str], Mapping[str, str]]
"""(head, label of the first model) -> {head here: label here}; a theme may tell the group above it too."""


@dataclass(frozen=True)
class _Seen:
    """Decided texts in numbers, side by side."""

    scores: Floats
    chances: Floats
    words: csr_matrix

    def part(self, among: NDArray[np.intp]) -> "_Seen":
        return _Seen(self.scores[among], self.chances[among], self.words[among])


def adapt(first: TopicModel, rows: Sequence[LabelledText], known: Known) -> AdaptedModel:
    """The first model bent by decisions; texts are masked. The same rows give the same model. Raises TooFewLabels."""
    kept = list(rows)[-MOST_DECISIONS:]
    cuts = Cuts.of([row.text for row in kept])
    ids, value = _vocabulary(cuts)
    seen = _Seen(*scored(first, cuts), word_rows(cuts, ids, value))
    layers = tuple(_head(first, head, kept, seen, known) for head in HEADS)
    if not any(layer.labels for layer in layers):
        raise TooFewLabels(
            "Нет ни одной темы, которую выбрали хотя бы дважды, и ни одной сопоставленной: учиться не на чем"
        )
    return AdaptedModel(first, Learned(layers, ids, value))


def _vocabulary(cuts: Cuts) -> tuple[NDArray[np.uint32], Floats]:
    """Hashes of the words that two texts or more have, and the worth of each: the rarer, the more."""
    met: Counter[int] = Counter()
    hashes = HASHES.over(cuts.vocabulary)
    for cut in cuts.cuts:
        met.update(set(hashes[cut.numbers].tolist()) - {0})
    found = [(times, key) for key, times in met.items() if times >= _LEAST_TEXTS]
    chosen = sorted(key for _, key in sorted(found, key=lambda one: (-one[0], one[1]))[:_MOST_WORDS])
    value = [np.log((1 + len(cuts)) / (1 + met[key])) + 1 for key in chosen]
    return np.array(chosen, np.uint32), np.array(value, np.float32)


def _head(first: TopicModel, head: str, rows: Sequence[LabelledText], seen: _Seen, known: Known) -> Layer:
    labels, prior = _labels(first, head, rows, known)
    if not labels:
        return _untaught(labels, prior, seen.scores.shape[1], seen.words.shape[1])
    number = {label: at for at, label in enumerate(labels)}
    numbers = np.array([number.get(getattr(row, head) or "", -1) for row in rows], np.intp)
    among = np.flatnonzero(numbers >= 0)
    own, answers = seen.part(among), numbers[among]
    softness, temper = _chosen(prior, own, answers)
    return replace(_fitted(labels, prior, own, answers, softness), temper=temper)


def _labels(first: TopicModel, head: str, rows: Sequence[LabelledText], known: Known) -> tuple[tuple[str, ...], Floats]:
    """The labels of a head here: those decided often enough and those the first model's labels say the same as."""
    times = Counter(getattr(row, head) for row in rows if getattr(row, head))
    theirs = [(old, label) for old in HEADS for label in first.labels[old]]
    same = [known.get(pair, {}).get(head, "") for pair in theirs]
    labels = tuple(sorted({label for label, met in times.items() if met >= LEAST_TIMES} | (set(same) - {""})))
    prior = np.zeros((len(theirs), len(labels)), np.float32)
    for at, label in enumerate(same):
        if label:
            prior[at, labels.index(label)] = 1
    return labels, prior


@dataclass(frozen=True)
class _Space:
    """Texts as points of the space of the texts themselves, of which there are fewer than of features.

    `basis` (texts, directions); `back` (features, directions) takes weights of directions to weights of features.
    """

    basis: NDArray[np.float64]
    back: NDArray[np.float64]

    @classmethod
    def of(cls, seen: _Seen) -> "_Space":
        rows = hstack([csr_matrix(seen.scores * SCORES), seen.words * WORDS], format="csr").astype(np.float64)
        share, across = np.linalg.eigh((rows @ rows.T).toarray())
        held = (share > max(share[-1], 1e-9) * 1e-6) & (np.arange(len(share)) >= len(share) - _MOST_DIRECTIONS)
        root = np.sqrt(share[held])
        return cls(across[:, held] * root, rows.T @ (across[:, held] / root))


def _fitted(
    labels: tuple[str, ...], prior: Floats, seen: _Seen, answers: NDArray[np.intp], softness: float,
    space: _Space | None = None,
) -> Layer:  # fmt: skip
    """The likeliest layer, with a penalty on all that bends the prior: multinomial regression with an offset."""
    width, words = seen.scores.shape[1], seen.words.shape[1]
    if not len(answers):
        return _untaught(labels, prior, width, words)
    space = space or _Space.of(seen)
    solved = _solve(space.basis, log_prior(seen.chances, prior).astype(np.float64), answers, softness)
    weights = (space.back @ solved[:-1]).astype(np.float32)
    bias = (solved[-1] * BIAS).astype(np.float32)
    return Layer(labels, prior, weights[:width] * SCORES, weights[width:] * WORDS, bias, 1.0)


def _untaught(labels: tuple[str, ...], prior: Floats, scores: int, words: int) -> Layer:
    """What the first model thinks, as it is."""
    link, weights = (np.zeros((width, len(labels)), np.float32) for width in (scores, words))
    return Layer(labels, prior, link, weights, np.zeros(len(labels), np.float32), 1.0)


def _solve(
    basis: NDArray[np.float64], offset: NDArray[np.float64], answers: NDArray[np.intp], softness: float
) -> NDArray[np.float64]:
    """Weights (columns of the basis and one of ones, labels) that lose least."""
    rows = np.hstack([basis, np.full((len(basis), 1), BIAS)])
    place, labels = np.arange(len(answers)), offset.shape[1]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(-1, labels)
        told = softmax_of(offset + rows @ weights)
        lost = -np.log(told[place, answers] + 1e-12).sum() + (flat @ flat) / (2 * softness)
        told[place, answers] -= 1
        return lost, (rows.T @ told + weights / softness).ravel()

    found = minimize(loss, np.zeros(rows.shape[1] * labels), jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return found.x.reshape(-1, labels)


def softmax_of(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows that sum to one, in double precision."""
    logits = np.exp(logits - logits.max(axis=1, keepdims=True))
    return logits / logits.sum(axis=1, keepdims=True)


def _chosen(prior: Floats, seen: _Seen, answers: NDArray[np.intp]) -> tuple[float, float]:
    """How far to bend, and by what to divide logits so that confidence comes true: on decisions not learned from."""
    if len(answers) < 2 * _FOLDS:
        return SOFTNESS[-2], 1.0
    found = [_lost(unseen) for unseen in _unseen_logits(prior, seen, answers)]
    best = min(range(len(SOFTNESS)), key=lambda at: found[at][0])
    return SOFTNESS[best], found[best][1]


def _unseen_logits(
    prior: Floats, seen: _Seen, answers: NDArray[np.intp]
) -> list[tuple[NDArray[np.float64], NDArray[np.intp]]]:
    """For each softness: logits of decisions by layers that have not seen them, and the right labels."""
    told: list[list[Floats]] = [[] for _ in SOFTNESS]
    right: list[NDArray[np.intp]] = []
    for known, unknown in KFold(_FOLDS, shuffle=True, random_state=SEED).split(answers):
        part, rest = seen.part(known), seen.part(unknown)
        space = _Space.of(part)
        for at, softness in enumerate(SOFTNESS):
            layer = _fitted((), prior, part, answers[known], softness, space)
            told[at].append(layer.logits(rest.scores, rest.chances, rest.words))
        right.append(answers[unknown])
        if len(answers) > _ENOUGH_FOR_ONE_FOLD:
            break
    return [(np.vstack(logits).astype(np.float64), np.concatenate(right)) for logits in told]


def _lost(unseen: tuple[NDArray[np.float64], NDArray[np.intp]]) -> tuple[float, float]:
    """The least loss and the divisor of logits that gives it."""
    logits, right = unseen

    def loss(temper: float) -> float:
        return float(-np.log(softmax_of(logits / temper)[np.arange(len(right)), right] + 1e-9).mean())

    found = minimize_scalar(loss, bounds=(0.3, 5.0), method="bounded")
    return float(found.fun), round(float(found.x), 4)
