"""How the small models of tone and urgency are made: from labelled texts, and from texts that the phrases label."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import diags
from sklearn.linear_model import LogisticRegression

from otklik.triage.topics.linear import LinearModel, squeezed, vectors
from otklik.triage.words.phrasebook import PhraseBook

FIRMNESS = 0.6
"""Inverse strength of regularisation; the best of six on a fifth of the tweets."""

_STEPS = 80
_SILVER_WEIGHT = 0.5
_CLEAR = 1.0
_EVEN_BY_DEFAULT = 0.3
_MOST_FROM_PHRASES = 4.0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the number of its class; `weight` is how much the example counts."""

    text: str
    label: int
    weight: float = 1.0


def train(examples: Sequence[Labelled], classes: int, firmness: float = FIRMNESS) -> LinearModel:
    """A multinomial logistic regression; rare pieces weigh more (ln of inverse document share, inside the weights)."""
    matrix = vectors([example.text for example in examples])
    met = np.asarray((matrix > 0).sum(axis=0)).ravel()
    rarity = np.log((1 + len(examples)) / (1 + met)).astype(np.float32)
    labels = np.array([example.label for example in examples])
    weights = np.array([example.weight for example in examples]) * _balance(labels)
    learner = LogisticRegression(C=firmness, max_iter=_STEPS).fit(matrix @ diags(rarity), labels, weights)
    weight = np.zeros((classes, matrix.shape[1]), np.float32)
    bias = np.full(classes, -20.0, np.float32)
    signed = len(learner.classes_) == 2 and len(learner.coef_) == 1
    rows = np.vstack([-learner.coef_ / 2, learner.coef_ / 2]) if signed else learner.coef_
    starts = np.concatenate([-learner.intercept_ / 2, learner.intercept_ / 2]) if signed else learner.intercept_
    # What no example has says nothing: its rarity would only be a large number beside a zero.
    weight[learner.classes_] = rows * np.where(met > 0, rarity, 0)
    bias[learner.classes_] = starts
    return squeezed(weight + np.float32(1e-12), bias)


def _balance(labels: np.ndarray) -> np.ndarray:
    """Weights by which each class counts as if it had √(its size) examples: between as met and all alike."""
    counts = np.bincount(labels).astype(float)
    share = np.sqrt(counts.max() / np.maximum(counts, 1))
    return share[labels]


def civic_silver(texts: Sequence[str], book: PhraseBook, labels: Sequence[str]) -> list[Labelled]:
    """The texts of which the phrases of tone say one thing clearly, each at half weight; the others are left out."""
    examples = []
    for text, met in zip(texts, book.find(texts), strict=True):
        scores = dict.fromkeys(labels, 0.0) | {"neutral": _EVEN_BY_DEFAULT}
        for found in met:
            label = found.phrase.label
            scores[label] = min(scores[label] + float(found.phrase.weight), _MOST_FROM_PHRASES)
        best, second = sorted(scores, key=lambda label: -scores[label])[:2]
        if scores[best] - scores[second] >= _CLEAR:
            examples.append(Labelled(text, labels.index(best), _SILVER_WEIGHT))
    return examples


def urgent_silver(texts: Sequence[str], book: PhraseBook, marked: Sequence[bool]) -> list[Labelled]:
    """Urgent (class 1): a phrase of danger is met, or an operator put the text under a dangerous theme (`marked`)."""
    return [
        Labelled(text, 1 if found or mark else 0, _SILVER_WEIGHT)
        for text, found, mark in zip(texts, book.find(texts), marked, strict=True)
    ]
