"""The topic model: a text in; executor, group and theme out, each with its confidence, and the words that decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
from scipy.sparse import csr_matrix

from otklik.triage.features import Cut, Ints, cut, pair_ids, pieces_of
from otklik.triage.weights import GROUP, HEADS, Floats, Weights, load_weights, save_weights

STARTER = Path(__file__).parent / "starter" / "topics.npz"
TOP = 3
MOST_REASONS = 5

_LEAST_SHARE = 0.02
_WORDS_A_BATCH = 1 << 14
_WORDS_KEPT = 1 << 15


@dataclass(frozen=True, slots=True)
class Choice:
    """One label and how sure the model is: of 100 choices with confidence 0.9 about 90 are right."""

    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A word as it stands in the text and its share in the decision on the group (logits, always positive)."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class TopicReading:
    """Up to three choices a head, surest first (empty where the model has no such labels), and up to five reasons."""

    executor: tuple[Choice, ...]
    group: tuple[Choice, ...]
    theme: tuple[Choice, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Counted:
    """Different words of a batch: the message `row` of each, its `slot` in the table, `times` = 1 + ln(its count)."""

    row: Ints
    slot: Ints
    times: Floats
    first: Ints
    """The token of the batch at which the word stands first in its message."""


class TopicModel:
    """Linear on hashed pieces of words, then a second layer in which the three heads correct each other.

    The weight of a word is the sum of the weights of its pieces, so it is computed once and kept in a bounded table.
    Threads may share an instance: they read in turn.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._width = len(weights.bias)
        self._turn = Lock()
        self._slots: dict[str, int] = {}
        self._table = np.zeros((_WORDS_KEPT, self._width), np.float32)
        self._group_table = np.zeros((_WORDS_KEPT, max(1, len(weights.labels[GROUP]))), np.float32)
        self._squares = np.zeros(_WORDS_KEPT, np.float32)
        self._lemma_hash = np.zeros(_WORDS_KEPT, np.uint32)

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits of the hash of everything the model decides by."""
        return self._weights.version

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The labels of each head: executor, group, theme."""
        return dict(zip(HEADS, self._weights.labels, strict=True))

    @classmethod
    def load(cls, path: Path | None = None) -> "TopicModel":
        """The model in a file, by default the shipped starter; raises ModelFileError."""
        return cls(load_weights(path or STARTER))

    def save(self, path: Path) -> None:
        """Writes the model as one npz file (numbers and labels only; no word of any text, nothing executable)."""
        save_weights(self._weights, path)

    def read(self, texts: Sequence[str]) -> list[TopicReading]:
        """One reading a text, in order. Give masked texts: the model was trained on such."""
        return [reading for batch in _batches(texts) for reading in self._read_batch(batch)]

    def scores(self, texts: Sequence[str]) -> Floats:
        """First-layer scores, one row a text, one column a label of the three heads in a row."""
        with self._turn:
            parts = [self._scored(batch)[0] for batch in _batches(texts)]
        return np.vstack(parts or [np.zeros((0, self._width), np.float32)])

    def _read_batch(self, batch: Cut) -> list[TopicReading]:
        with self._turn:
            return self._read_in_turn(batch)

    def _read_in_turn(self, batch: Cut) -> list[TopicReading]:
        scores, counted, norm = self._scored(batch)
        heads = self._weights.probabilities(scores)
        choices = [_choices(part, labels) for part, labels in zip(heads, self._weights.labels, strict=True)]
        reasons = self._reasons(batch, counted, norm, heads[GROUP])
        return [TopicReading(*row) for row in zip(*choices, reasons, strict=True)]

    def _scored(self, batch: Cut) -> tuple[Floats, _Counted, Floats]:
        """First-layer scores of each text, its counted words, and the norm by which they are divided."""
        slots = self._slots_of(batch)
        texts = len(batch.spellings)
        row = np.repeat(np.arange(texts), [len(words) for words in batch.spellings])
        counted = _counted(row, slots)
        sums = csr_matrix((counted.times, (counted.row, counted.slot)), (texts, _WORDS_KEPT)) @ self._table
        squares = np.bincount(counted.row, counted.times**2 * self._squares[counted.slot], texts)
        pair_sums, pair_squares = self._pairs(row, slots, texts)
        norm = (np.sqrt(squares + pair_squares) + 1e-6).astype(np.float32)
        return (sums + pair_sums) / norm[:, None] + self._weights.bias, counted, norm

    def _pairs(self, row: Ints, slots: Ints, texts: int) -> tuple[Floats, Floats]:
        """What pairs of neighbours add to the scores and to the squares of the norm of each text."""
        lemma = self._lemma_hash[slots]
        same = row[1:] == row[:-1]
        place, known = self._weights.rows(pair_ids(lemma[:-1][same], lemma[1:][same]))
        features, column = np.unique(place[known], return_inverse=True)
        counts = csr_matrix((np.ones(len(column), np.float32), (row[1:][same][known], column)), (texts, len(features)))
        counts.sum_duplicates()
        counts.data = 1 + np.log(counts.data)
        squares = counts.multiply(counts) @ self._weights.value[features] ** 2
        return counts @ self._rows(features), squares

    def _rows(self, features: Ints) -> Floats:
        return self._weights.weight[features] * self._weights.scale

    def _slots_of(self, batch: Cut) -> Ints:
        """The place in the table of every word of the batch; new words are weighed first."""
        slots = self._slots
        fresh = {word for words in batch.spellings for word in words if word not in slots}
        if len(slots) + len(fresh) > _WORDS_KEPT:
            slots.clear()
            fresh = {word for words in batch.spellings for word in words}
        if fresh:
            self._weigh(sorted(fresh))
        return np.fromiter((slots[word] for words in batch.spellings for word in words), np.int64)

    def _weigh(self, words: list[str]) -> None:
        pieces = pieces_of(words)
        place, known = self._weights.rows(pieces.ids)
        features, column = np.unique(place[known], return_inverse=True)
        holds = csr_matrix(
            (np.ones(len(column), np.float32), (pieces.owner[known], column)), (len(words), len(features))
        )
        start = len(self._slots)
        here = slice(start, start + len(words))
        self._table[here] = holds @ self._rows(features)
        self._group_table[here] = self._table[here] @ self._to_group
        self._squares[here] = holds.multiply(holds) @ self._weights.value[features] ** 2
        self._lemma_hash[here] = pieces.lemma_hash
        self._slots.update(zip(words, range(start, here.stop), strict=True))

    @cached_property
    def _to_group(self) -> Floats:
        """From first-layer scores to the logits of groups, less their mean: what tells one group from the others."""
        stack = self._weights.stack[:, self._weights.columns(GROUP)]
        return stack - stack.mean(axis=1, keepdims=True) if stack.shape[1] else np.zeros((self._width, 1), np.float32)

    def _reasons(self, batch: Cut, counted: _Counted, norm: Floats, group: Floats) -> list[tuple[Reason, ...]]:
        """The words that speak most for the chosen group."""
        chosen = group.argmax(axis=1) if group.shape[1] else np.zeros(len(norm), np.int64)
        share = self._group_table[counted.slot, chosen[counted.row]] * counted.times / norm[counted.row]
        order = np.lexsort((-share, counted.row))
        order = order[share[order] > _LEAST_SHARE]
        row = counted.row[order]
        starts = np.searchsorted(row, np.arange(len(norm)))
        order = order[np.arange(len(order)) - starts[row] < MOST_REASONS]
        written = [word for words in batch.written for word in words]
        found: list[list[Reason]] = [[] for _ in batch.written]
        for at, token, weight in zip(counted.row[order], counted.first[order], share[order].tolist(), strict=True):
            found[at].append(Reason(written[token], round(weight, 4)))
        return [tuple(reasons) for reasons in found]


def _batches(texts: Sequence[str]) -> Iterator[Cut]:
    """Texts cut into words, so many at a time that their words surely fit into the table."""
    spellings: list[list[str]] = []
    written: list[list[str]] = []
    words = 0
    for text in texts:
        spelled, stands = cut(text)
        if words + len(spelled) > _WORDS_A_BATCH:
            yield Cut(spellings, written)
            spellings, written, words = [], [], 0
        spellings.append(spelled)
        written.append(stands)
        words += len(spelled)
    if spellings:
        yield Cut(spellings, written)


def _counted(row: Ints, slots: Ints) -> _Counted:
    key, first, count = np.unique(row * _WORDS_KEPT + slots, return_index=True, return_counts=True)
    return _Counted(key // _WORDS_KEPT, key % _WORDS_KEPT, (1 + np.log(count)).astype(np.float32), first)


def _choices(probabilities: Floats, labels: tuple[str, ...]) -> list[tuple[Choice, ...]]:
    """The TOP labels of each row, surest first."""
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :TOP]
    sure = np.take_along_axis(probabilities, best, axis=1).tolist()
    return [
        tuple(Choice(labels[label], round(confidence, 4)) for label, confidence in zip(row, confidences, strict=True))
        for row, confidences in zip(best.tolist(), sure, strict=True)
    ]
