"""The second layer: all scores of a message, and its meaning where it is known, tell each label together."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from otklik.appeals.cutting import Ints
from otklik.triage.topics.weights import HEADS, KNOTS, Floats, Layer, agree, columns_of, softmax

SEED = 20260921
FEWEST_TO_STACK = 200

_OWN, _OTHER = 5.0, 1.5
_MEANING = (2.0, 3.5, 3.5)
"""How loud a meaning is beside the scores, by head; these numbers were chosen on cross-validation of Perm messages."""

_RARE = (0.2, 0.2, 0.3)
"""By which power of a label's share its chances are divided: a rare one is named oftener, as weighted F1 asks."""


@dataclass(frozen=True)
class Answers:
    """Labels of each head and, a row a head, the number of each text's label (-1: none)."""

    labels: tuple[tuple[str, ...], ...]
    numbers: Ints


@dataclass(frozen=True)
class Stacked:
    """The layer over scores alone and, if the meanings are known, the one over scores and meanings."""

    alone: Layer
    beside: Layer | None


def stacked(scores: Floats, meanings: Floats | None, answers: Answers) -> Stacked:
    """Layers of all texts; how often each is right is found on texts it has not seen."""
    return Stacked(_layer(scores, None, answers), None if meanings is None else _layer(scores, meanings, answers))


def theme_groups(answers: Answers) -> NDArray[np.int16]:
    """The group in which at least 99 of 100 messages of a theme stand; -1 where there is none."""
    _, groups, themes = answers.labels
    both = (answers.numbers[1] >= 0) & (answers.numbers[2] >= 0)
    met = np.zeros((len(themes), len(groups)))
    np.add.at(met, (answers.numbers[2][both], answers.numbers[1][both]), 1)
    if not met.size:
        return np.full(len(themes), -1, np.int16)
    clear = met.max(axis=1) >= np.maximum(0.99 * met.sum(axis=1), 1)
    return np.where(clear, met.argmax(axis=1), -1).astype(np.int16)


_Linear = tuple[Floats, Floats]


def _layer(scores: Floats, meanings: Floats | None, answers: Answers) -> Layer:
    columns = scores if meanings is None else np.hstack([scores, meanings])
    weight, bias = _learned(columns, answers, np.arange(len(scores)))
    if len(scores) < FEWEST_TO_STACK:
        return Layer(weight, bias, np.tile(KNOTS, (len(HEADS), 1)))
    logits = np.zeros_like(scores)
    for seen, unseen in KFold(3, shuffle=True, random_state=SEED + 1).split(scores):
        part, part_bias = _learned(columns, answers, seen)
        logits[unseen] = columns[unseen] @ part + part_bias
    return Layer(weight, bias, _curves(logits, answers, theme_groups(answers)))


def _learned(columns: Floats, answers: Answers, among: Ints) -> _Linear:
    """Weights (columns, H) and biases (H) learned from the texts `among`; after H scores come meanings or nothing."""
    width = sum(map(len, answers.labels))
    weight, bias = np.zeros((columns.shape[1], width), np.float32), np.zeros(width, np.float32)
    for head in range(len(HEADS)):
        own = columns_of(answers.labels, head)
        strength = np.full(columns.shape[1], _MEANING[head], np.float32)
        strength[:width] = _OTHER
        strength[own] = _OWN
        weight[own, own] = 2 * np.eye(own.stop - own.start)
        numbers = answers.numbers[head]
        labelled = among[numbers[among] >= 0]
        if len(labelled) >= FEWEST_TO_STACK and len(np.unique(numbers[labelled])) > 1:
            found = _head(columns[labelled], strength, numbers[labelled], own.stop - own.start)
            weight[:, own], bias[own] = found[0], found[1] - _RARE[head] * found[2]
    return weight, bias


def _head(columns: Floats, strength: Floats, numbers: Ints, width: int) -> tuple[Floats, Floats, Floats]:
    """Weights, biases and logarithms of the shares of the labels of one head: multinomial logistic regression."""
    present, texts = np.unique(numbers, return_counts=True)
    middle = columns.mean(axis=0)
    coef, intercept = _fitted((columns - middle) * strength, numbers)
    weight, bias = np.zeros((columns.shape[1], width), np.float32), np.zeros(width, np.float32)
    weight[:, present] = coef.T * strength[:, None]
    bias[present] = intercept - middle @ weight[:, present]
    bias[np.setdiff1d(np.arange(width), present)] = bias[present].min() - 5
    shares = np.zeros(width, np.float32)
    shares[present] = np.log(texts / len(numbers))
    return weight, bias, shares


def _fitted(columns: Floats, numbers: Ints) -> _Linear:
    with warnings.catch_warnings():
        # A hundred steps are enough; the rest moves the measures by less than a thousandth.
        warnings.simplefilter("ignore", ConvergenceWarning)
        layer = LogisticRegression(C=0.1, max_iter=100).fit(columns, numbers)
    if len(layer.coef_) == 1:
        halves = np.array([[-0.5], [0.5]], np.float32)
        return halves * layer.coef_, halves[:, 0] * layer.intercept_
    return layer.coef_, layer.intercept_


def _curves(logits: Floats, answers: Answers, theme_group: NDArray[np.int16]) -> Floats:
    """For each head, how often it is right at each of KNOTS: isotonic."""
    curves = np.tile(KNOTS, (len(HEADS), 1))
    heads = [softmax(logits[:, columns_of(answers.labels, head)]) for head in range(len(HEADS))]
    for head, part in enumerate(agree(heads, theme_group)):
        known = answers.numbers[head] >= 0
        if known.any():
            right = part[known].argmax(axis=1) == answers.numbers[head][known]
            rising = IsotonicRegression(out_of_bounds="clip").fit(part[known].max(axis=1), right)
            curves[head] = np.clip(rising.predict(KNOTS), 0.01, 0.995)
    return curves
