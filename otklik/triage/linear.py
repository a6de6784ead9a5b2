"""A small linear model on hashed pieces of words: a few scores a text; no word of any text is kept in it."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from otklik.triage.features import MEANING, Hashes, Ints, kind_of, pieces_of

Floats = NDArray[np.float32]

BUCKET_BITS = 17
"""Places for hashed pieces: 131 thousand, so that one byte a class makes a file of some hundred kilobytes."""

_MEANING_WEIGHT = 2.0
_WORDS_KEPT = 1 << 16
_WORDS_A_BATCH = 1 << 14


class LinearModel:
    """Score of a text = sum over its words of the weights of their pieces / square root of the number of words.

    The weights of a word are computed once and kept in a bounded table. Threads may share an instance.
    """

    def __init__(self, weight: NDArray[np.int8], scale: Floats, bias: Floats) -> None:
        self._weight = weight
        self._scale = scale
        self._bias = bias
        self._turn = Lock()
        self._slots: dict[str, int] = {}
        self._table = np.zeros((_WORDS_KEPT, len(bias)), np.float32)

    @classmethod
    def load(cls, path: Path) -> "LinearModel":
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(file["weight"], file["scale"], file["bias"])

    def save(self, path: Path) -> None:
        """One compressed npz file of numbers."""
        np.savez_compressed(path, weight=self._weight, scale=self._scale, bias=self._bias)

    def scores(self, texts: Sequence[Sequence[str]]) -> Floats:
        """One row a text (given as its words), one column a class: logits."""
        parts: list[Floats] = []
        batch: list[Sequence[str]] = []
        size = 0
        for words in texts:
            if batch and size + len(words) > _WORDS_A_BATCH:
                parts.append(self._scored(batch))
                batch, size = [], 0
            batch.append(words)
            size += len(words)
        parts.append(self._scored(batch))
        return np.concatenate(parts)

    def _scored(self, batch: Sequence[Sequence[str]]) -> Floats:
        with self._turn:
            slots = self._slots_of(batch)
            weights = self._table[slots]
        lengths = np.fromiter(map(len, batch), np.int64, len(batch))
        sums = np.zeros((len(batch) + 1, len(self._bias)), np.float32)
        full = np.flatnonzero(lengths)
        if len(full):
            starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])[full]
            sums[full] = np.add.reduceat(weights, starts, axis=0)
        scores: Floats = sums[:-1] / np.sqrt(np.maximum(lengths, 1)).astype(np.float32)[:, None] + self._bias
        return scores.astype(np.float32)

    def _slots_of(self, batch: Sequence[Sequence[str]]) -> Ints:
        fresh = set().union(*batch).difference(self._slots)
        if len(self._slots) + len(fresh) > _WORDS_KEPT:
            self._slots.clear()
            fresh = set().union(*batch)
        if fresh:
            self._weigh(sorted(fresh))
        slots = self._slots
        return np.array([slots[word] for words in batch for word in words], np.int64)

    def _weigh(self, fresh: list[str]) -> None:
        start = len(self._slots)
        ids, owner, value = _pieces(fresh)
        rows, column = np.unique(ids, return_inverse=True)
        holds = csr_matrix((value, (owner, column)), (len(fresh), len(rows)))
        self._table[start : start + len(fresh)] = (holds @ self._weight[rows].astype(np.float32)) * self._scale
        self._slots.update(zip(fresh, range(start, start + len(fresh)), strict=True))


def vectors(texts: Sequence[Sequence[str]]) -> csr_matrix:
    """What LinearModel weighs, one row a text (given as its words): give it to any linear learner."""
    known = sorted(set().union(*texts))
    slot = {word: number for number, word in enumerate(known)}
    ids, owner, value = _pieces(known)
    of_words = csr_matrix((value, (owner, ids)), (len(known), 1 << BUCKET_BITS))
    row = np.repeat(np.arange(len(texts)), [len(words) for words in texts])
    column = np.array([slot[word] for words in texts for word in words], np.int64)
    length = np.array([max(len(words), 1) for words in texts], np.float32)
    return csr_matrix((1 / np.sqrt(length[row]), (row, column)), (len(texts), len(known))) @ of_words


def squeezed(weight: Floats, bias: Floats) -> LinearModel:
    """A model of learned weights (one row a class), one byte a weight."""
    scale = (np.abs(weight).max(axis=1) / 127).astype(np.float32)
    rounded = np.round(weight / scale[:, None]).astype(np.int8)
    return LinearModel(np.ascontiguousarray(rounded.T), scale, bias.astype(np.float32))


def _pieces(words: Sequence[str]) -> tuple[Hashes, Ints, Floats]:
    """The bucket of every piece, the number of its word and its share in it; shares of a word have the length 1."""
    pieces = pieces_of(words)
    ids = (pieces.ids ^ (pieces.ids >> np.uint32(BUCKET_BITS))) & np.uint32((1 << BUCKET_BITS) - 1)
    value = np.where(kind_of(pieces.ids) == MEANING, _MEANING_WEIGHT, 1.0)
    length = np.sqrt(np.bincount(pieces.owner, value**2, len(words)))
    return ids, pieces.owner, (value / length[pieces.owner]).astype(np.float32)
