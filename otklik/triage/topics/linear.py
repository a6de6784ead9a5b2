"""A small linear model on hashed pieces of words: a few scores a text; no word of any text is kept in it."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from otklik.appeals.cutting import SPELLED, Cuts, Table
from otklik.triage.topics.features import MEANING, MOST_WORDS, kind_of, pieces_of

Floats = NDArray[np.float32]

BUCKET_BITS = 17
"""Places for hashed pieces: 131 thousand, so that one byte a class makes a file of some hundred kilobytes."""

_MEANING_WEIGHT = 2.0


class LinearModel:
    """Score of a text = sum over its words of the weights of their pieces / square root of the number of words.

    The weights of a word are computed once and kept. Threads may share an instance.
    """

    def __init__(self, weight: NDArray[np.int8], scale: Floats, bias: Floats) -> None:
        self._weight = weight
        self._scale = scale
        self._bias = bias
        self._words = Table(self._weighed, SPELLED)

    @classmethod
    def load(cls, path: Path) -> "LinearModel":
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(file["weight"], file["scale"], file["bias"])

    def save(self, path: Path) -> None:
        """One compressed npz file of numbers."""
        np.savez_compressed(path, weight=self._weight, scale=self._scale, bias=self._bias)

    def scores(self, texts: Sequence[str]) -> Floats:
        """One row a text, one column a class: logits."""
        cuts = Cuts.of(texts)
        rows = cuts.rows.first(MOST_WORDS)
        weights = self._words.over(cuts.vocabulary)[rows.flat]
        sums = np.zeros((len(cuts), len(self._bias)), np.float32)
        full = np.flatnonzero(rows.lengths)
        if len(full):
            sums[full] = np.add.reduceat(weights, rows.starts[full], axis=0)
        scores: Floats = sums / np.sqrt(np.maximum(rows.lengths, 1)).astype(np.float32)[:, None] + self._bias
        return scores.astype(np.float32)

    def _weighed(self, words: Sequence[str]) -> Floats:
        """The weights of each word, one column a class."""
        weights: Floats = (_holds(tuple(words)) @ self._weight.astype(np.float32)) * self._scale
        return weights


def vectors(texts: Sequence[str]) -> csr_matrix:
    """What LinearModel weighs, one row a text: give it to any linear learner."""
    cuts = Cuts.of(texts)
    rows = cuts.rows.first(MOST_WORDS)
    known, column = np.unique(rows.flat, return_inverse=True)
    spelled = SPELLED.over(cuts.vocabulary)
    of_words = _holds(tuple([spelled[number] for number in known.tolist()]))
    length = np.maximum(rows.lengths, 1).astype(np.float32)
    return csr_matrix((1 / np.sqrt(length[rows.row]), (rows.row, column)), (len(texts), len(known))) @ of_words


def squeezed(weight: Floats, bias: Floats) -> LinearModel:
    """A model of learned weights (one row a class), one byte a weight."""
    scale = (np.abs(weight).max(axis=1) / 127).astype(np.float32)
    rounded = np.round(weight / scale[:, None]).astype(np.int8)
    return LinearModel(np.ascontiguousarray(rounded.T), scale, bias.astype(np.float32))


@lru_cache(maxsize=1)
def _holds(words: tuple[str, ...]) -> csr_matrix:
    """The share of each bucket in each word; shares of a word have the length 1.

    The last answer is kept: the models of tone and urgency meet the same new words one after the other.
    """
    pieces = pieces_of(words)
    ids = (pieces.ids ^ (pieces.ids >> np.uint32(BUCKET_BITS))) & np.uint32((1 << BUCKET_BITS) - 1)
    value = np.where(kind_of(pieces.ids) == MEANING, _MEANING_WEIGHT, 1.0)
    length = np.sqrt(np.bincount(pieces.owner, value**2, len(words)))
    shares = (value / length[pieces.owner]).astype(np.float32)
    return csr_matrix((shares, (pieces.owner, ids)), (len(words), 1 << BUCKET_BITS))
