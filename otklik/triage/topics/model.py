"""The topic model: a text in; executor, group and theme out, each with its confidence, and the words that decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from otklik.appeals.cutting import Cuts, Ints, Rows, Vocabulary
from otklik.triage.topics.features import MEANING, kind_of, pair_ids, pieces_of, weighed, words_of
from otklik.triage.topics.second import ASK_BELOW, Encoder, encoder_of
from otklik.triage.topics.weights import GROUP, HEADS, Floats, Weights, load_weights, save_weights

STARTER = Path(__file__).parents[1] / "starter" / "topics.npz"
TOP = 3
MOST_REASONS = 5

_LEAST_SHARE = 0.02
_WORDS_A_BATCH = 1 << 14
_WORDS_KEPT = 1 << 16


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
    """Different words of a part: the message `row` of each, its `slot` in the table, `times` = 1 + ln(its count)."""

    row: Ints
    slot: Ints
    times: Floats
    first: Ints
    """The token of the part at which the word stands first in its message."""


class TopicModel:
    """Linear on hashed pieces of words, then a second layer in which the three heads correct each other.

    The weight of a word is the sum of the weights of its pieces, so it is computed once and kept in a bounded table.
    Where it is unsure it hears the meaning of the message too, if an encoder is there. Threads read in turn.
    """

    def __init__(self, weights: Weights, *, ask_below: float = ASK_BELOW) -> None:
        self._weights = weights
        self._ask_below = ask_below
        self._width = len(weights.bias)
        self._turn = Lock()
        self._vocabulary: Vocabulary | None = None
        self._slots = np.zeros(0, np.intp)
        self._spelled: dict[str, int] = {}
        self._met = np.zeros(len(weights.ids), bool)
        self._column = np.zeros(len(weights.ids), np.intp)
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

    def asking(self, below: float) -> "TopicModel":
        """The same model that gives a second opinion where it is less sure than this: 0 never, 2 always."""
        return TopicModel(self._weights, ask_below=below)

    def save(self, path: Path) -> None:
        """Writes the model as one npz file (numbers and labels only; no word of any text, nothing executable)."""
        save_weights(self._weights, path)

    def read(self, texts: Sequence[str]) -> list[TopicReading]:
        """One reading a text, in order. Give masked texts: the model was trained on such."""
        cuts = Cuts.of(texts)
        readings: list[TopicReading] = []
        for part in _parts(words_of(cuts)):
            here = cuts[len(readings) : len(readings) + len(part.lengths)]
            with self._turn:
                readings += self._read_in_turn(part, here)
        return readings

    def chances(self, scores: Floats, texts: Sequence[str]) -> list[Floats]:
        """Calibrated probabilities of the labels of each head, one row a text; `scores` are what scores() gave."""
        heads = self._weights.probabilities(scores)
        with self._turn:
            self._ask(heads, scores, texts)
        return heads

    def knows(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Of words spelled by features.weighed(), those whose dictionary form has a weight."""
        ids = pieces_of(words).ids
        return self._weights.rows(ids[kind_of(ids) == MEANING])[1]

    def scores(self, texts: Sequence[str]) -> Floats:
        """First-layer scores, one row a text, one column a label of the three heads in a row."""
        cuts = Cuts.of(texts)
        with self._turn:
            parts = [self._scored(part, cuts.vocabulary)[0] for part in _parts(words_of(cuts))]
        return np.vstack(parts or [np.zeros((0, self._width), np.float32)])

    def _read_in_turn(self, part: Rows, cuts: Cuts) -> list[TopicReading]:
        scores, counted, norm = self._scored(part, cuts.vocabulary)
        heads = self._weights.probabilities(scores)
        self._ask(heads, scores, cuts)
        choices = [_choices(each, labels) for each, labels in zip(heads, self._weights.labels, strict=True)]
        reasons = self._reasons(part, cuts.vocabulary, counted, norm, heads[GROUP])
        return [TopicReading(*row) for row in zip(*choices, reasons, strict=True)]

    def _ask(self, heads: list[Floats], scores: Floats, texts: Sequence[str]) -> None:
        """Tell the chances of unsure messages anew, by their meaning too."""
        unsure = np.flatnonzero(heads[GROUP].max(axis=1, initial=0) < self._ask_below)
        if not len(unsure) or self._encoder is None:
            return
        meanings = self._encoder.meanings([texts[row] for row in unsure.tolist()])
        for head, told in zip(heads, self._weights.probabilities_by_meaning(scores[unsure], meanings), strict=True):
            head[unsure] = told

    @cached_property
    def _encoder(self) -> Encoder | None:
        return encoder_of(self._weights.meaning_probe) if self._ask_below > 0 else None

    def _scored(self, part: Rows, vocabulary: Vocabulary) -> tuple[Floats, _Counted, Floats]:
        """First-layer scores of each text, its counted words, and the norm by which they are divided."""
        slots = self._slots_of(part, vocabulary)
        texts = len(part.lengths)
        counted = _counted(part.row, slots)
        sums = _sparse(counted.times, counted.row, counted.slot, (texts, _WORDS_KEPT)) @ self._table
        squares = np.bincount(counted.row, counted.times**2 * self._squares[counted.slot], texts)
        pair_sums, pair_squares = self._pairs(part.row, slots, texts)
        norm = (np.sqrt(squares + pair_squares) + 1e-6).astype(np.float32)
        return (sums + pair_sums) / norm[:, None] + self._weights.bias, counted, norm

    def _pairs(self, row: Ints, slots: Ints, texts: int) -> tuple[Floats, Floats]:
        """What pairs of neighbours add to the scores and to the squares of the norm of each text."""
        lemma = self._lemma_hash[slots]
        same = row[1:] == row[:-1]
        place, known = self._weights.rows(pair_ids(lemma[:-1][same], lemma[1:][same]))
        features, column = self._distinct(place[known])
        counts = csr_matrix((np.ones(len(column), np.float32), (row[1:][same][known], column)), (texts, len(features)))
        counts.sum_duplicates()
        counts.data = 1 + np.log(counts.data)
        squares = counts.multiply(counts) @ self._weights.value[features] ** 2
        return self._weighted(counts, features), squares

    def _distinct(self, places: Ints) -> tuple[Ints, Ints]:
        """The different features of `places`, rising, and the index of each place among them; no sorting."""
        self._met[places] = True
        features = np.flatnonzero(self._met)
        self._met[features] = False
        self._column[features] = np.arange(len(features))
        return features, self._column[places]

    def _weighted(self, counts: csr_matrix, features: Ints) -> Floats:
        """The sum of the weights of the features that each row counts."""
        sums: Floats = counts @ self._weights.weight[features].astype(np.float32)
        sums *= self._weights.scale
        return sums

    def _slots_of(self, part: Rows, vocabulary: Vocabulary) -> Ints:
        """The place in the table of every word; new words are weighed first."""
        if vocabulary is not self._vocabulary:
            self._vocabulary, self._slots = vocabulary, np.zeros(0, np.intp)
            self._spelled.clear()
        if len(self._slots) < len(vocabulary.written):
            more = np.full(len(vocabulary.written), -1, np.intp)
            more[: len(self._slots)] = self._slots
            self._slots = more
        slots = self._slots[part.flat]
        if slots.min(initial=0) < 0:
            self._learn(part.flat, vocabulary.written)
            slots = self._slots[part.flat]
        return slots

    def _learn(self, numbers: Ints, written: Sequence[str]) -> None:
        fresh = np.unique(numbers[self._slots[numbers] < 0])
        if len(self._spelled) + len(fresh) > _WORDS_KEPT:
            self._spelled.clear()
            self._slots.fill(-1)
            fresh = np.unique(numbers)
        spellings = [weighed(written[number]) for number in fresh.tolist()]
        new = sorted(set(spellings).difference(self._spelled))
        if new:
            self._weigh(new)
        self._slots[fresh] = [self._spelled[spelling] for spelling in spellings]

    def _weigh(self, words: list[str]) -> None:
        pieces = pieces_of(words)
        place, known = self._weights.rows(pieces.ids)
        features, column = self._distinct(place[known])
        # A word has at most a hundred pieces of at most 127 each: whole numbers of two bytes hold the sum.
        holds = csr_matrix((np.ones(len(column), np.int16), (pieces.owner[known], column)), (len(words), len(features)))
        start = len(self._spelled)
        here = slice(start, start + len(words))
        self._table[here] = (holds @ self._weights.weight[features].astype(np.int16)) * self._weights.scale
        self._group_table[here] = self._table[here] @ self._to_group
        self._squares[here] = holds.multiply(holds) @ self._weights.value[features] ** 2
        self._lemma_hash[here] = pieces.lemma_hash
        self._spelled.update(zip(words, range(start, here.stop), strict=True))

    @cached_property
    def _to_group(self) -> Floats:
        """From first-layer scores to the logits of groups, less their mean: what tells one group from the others."""
        stack = self._weights.stack[:, self._weights.columns(GROUP)]
        return stack - stack.mean(axis=1, keepdims=True) if stack.shape[1] else np.zeros((self._width, 1), np.float32)

    def _reasons(
        self, part: Rows, vocabulary: Vocabulary, counted: _Counted, norm: Floats, group: Floats
    ) -> list[tuple[Reason, ...]]:
        """The words that speak most for the chosen group."""
        chosen = group.argmax(axis=1) if group.shape[1] else np.zeros(len(norm), np.intp)
        share = self._group_table[counted.slot, chosen[counted.row]] * counted.times / norm[counted.row]
        told = np.flatnonzero(share > _LEAST_SHARE)
        order = told[np.lexsort((-share[told], counted.row[told]))]
        row = counted.row[order]
        starts = np.searchsorted(row, np.arange(len(norm)))
        order = order[np.arange(len(order)) - starts[row] < MOST_REASONS]
        written = vocabulary.written
        words = [written[number] for number in part.flat[counted.first[order]].tolist()]
        reasons = list(map(Reason, words, _rounded(share[order])))
        ends = np.cumsum(np.bincount(counted.row[order], minlength=len(norm))).tolist()
        return [tuple(reasons[start:end]) for start, end in pairwise([0, *ends])]


def _parts(rows: Rows) -> Iterator[Rows]:
    """Some texts at a time, so many that their words surely fit into the table."""
    start = 0
    ends = rows.starts + rows.lengths
    while start < len(ends):
        first = rows.starts[start]
        stop = max(start + 1, int(np.searchsorted(ends, first + _WORDS_A_BATCH, side="right")))
        yield Rows(rows.flat[first : ends[stop - 1]], rows.starts[start:stop] - first, rows.lengths[start:stop])
        start = stop


def _counted(row: Ints, slots: Ints) -> _Counted:
    key, first, count = np.unique(row * _WORDS_KEPT + slots, return_index=True, return_counts=True)
    return _Counted(key // _WORDS_KEPT, key % _WORDS_KEPT, (1 + np.log(count)).astype(np.float32), first)


def _sparse(values: Floats, row: Ints, column: Ints, shape: tuple[int, int]) -> csr_matrix:
    """A sparse matrix of values that lie row by row already."""
    ends = np.cumsum(np.bincount(row, minlength=shape[0]))
    return csr_matrix((values, column, np.concatenate([[0], ends])), shape)


def _choices(probabilities: Floats, labels: tuple[str, ...]) -> list[tuple[Choice, ...]]:
    """The TOP labels of each row, surest first; of equals the first."""
    left, rows = probabilities.copy(), np.arange(len(probabilities))
    best = np.zeros((len(left), min(TOP, len(labels))), np.intp)
    for place in range(best.shape[1]):
        best[:, place] = left.argmax(axis=1)
        left[rows, best[:, place]] = -1
    names = np.array(labels, object)[best].ravel().tolist()
    choices = list(map(Choice, names, _rounded(np.take_along_axis(probabilities, best, axis=1).ravel())))
    width = best.shape[1]
    return [tuple(choices[row * width : (row + 1) * width]) for row in rows.tolist()]


def _rounded(shares: Floats) -> list[Any]:
    return shares.astype(np.float64).round(4).tolist()
