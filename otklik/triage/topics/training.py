"""How a topic model is made from labelled messages: a first layer, a second that corrects it, and honest confidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from otklik.appeals.cutting import Cuts, Ints
from otklik.appeals.masking import mask
from otklik.triage.errors import TooFewLabels
from otklik.triage.topics.features import kind_of, pair_ids, pieces_of, weighed, words_of
from otklik.triage.topics.model import TopicModel
from otklik.triage.topics.second import Encoder, installed_encoder, probe
from otklik.triage.topics.stacking import SEED, Answers, Stacked, stacked, theme_groups
from otklik.triage.topics.weights import HEADS, Floats, Weights, columns_of

INNER_FOLDS = 4
TOLERANCE = 0.5
SOFTNESS = 0.3
"""C of the support vectors of themes; this and the numbers below were chosen on cross-validation of Perm messages."""

CONTRAST_SOFTNESS = 0.5
"""C of the support vectors that weigh each piece by how unevenly it is met with and without the label."""

_SMOOTHING = 0.3
_CONTRASTED = (True, True, False)
"""Executor and group are contrasted; for 195 themes it would take longer than all the rest of the training."""

_LEAST_TEXTS = (3, 2, 2)
"""A run of letters is kept if three texts have it, the others if two: what is met once is not remembered."""

_KIND_SHARE = (1.2, 1.0, 0.5)


@dataclass(frozen=True)
class LabelledText:
    """A message and what people decided on it; None where nobody has."""

    text: str
    executor: str | None = None
    group: str | None = None
    theme: str | None = None


@dataclass(frozen=True)
class _Weighed:
    """Messages in numbers: `rows` (texts, F) of unit length, the kept feature `ids`, the `value` of each."""

    rows: csr_matrix
    ids: NDArray[np.uint32]
    value: Floats


def train(rows: Iterable[LabelledText]) -> TopicModel:
    """A model of all rows; the same rows give the same model. Texts are masked first. Raises TooFewLabels.

    Where a sentence encoder is installed it learns to give second opinions; without one it has none.
    """
    kept = list(rows)
    answers = _answers(kept)
    if not any(answers.labels):
        raise TooFewLabels(
            "Нет ни одного сообщения с меткой: укажите исполнителя, группу или тему хотя бы у части строк"
        )
    encoder = installed_encoder()
    texts = [mask(row.text).text for row in kept]
    weighed = _weigh(texts)
    first, bias = _first_layer(weighed.rows, answers, np.arange(len(kept)))
    meanings = encoder.meanings(texts) if encoder else None
    second = stacked(_unseen_scores(weighed.rows, answers), meanings, answers)
    small, scale = _quantised(first * weighed.value[:, None])
    weights = Weights(
        labels=answers.labels,
        ids=weighed.ids,
        value=weighed.value,
        weight=small,
        scale=scale,
        bias=bias,
        stack=second.alone.weight,
        stack_bias=second.alone.bias,
        theme_group=theme_groups(answers),
        curve=second.alone.curve,
    )
    return TopicModel(_with_meanings(weights, second, encoder))


def _with_meanings(weights: Weights, second: Stacked, encoder: Encoder | None) -> Weights:
    if encoder is None or second.beside is None:
        return weights
    return replace(
        weights,
        meaning_stack=second.beside.weight,
        meaning_bias=second.beside.bias,
        meaning_curve=second.beside.curve,
        meaning_probe=probe(encoder),
    )


def _answers(rows: Sequence[LabelledText]) -> Answers:
    columns = [[getattr(row, head) or None for row in rows] for head in HEADS]
    labels = tuple(tuple(sorted({label for label in column if label is not None})) for column in columns)
    number = [{label: at for at, label in enumerate(own)} for own in labels]
    numbers = [[number[head].get(label, -1) for label in column] for head, column in enumerate(columns)]
    return Answers(labels, np.array(numbers, np.int64).reshape(len(HEADS), len(rows)))


def _weigh(texts: Sequence[str]) -> _Weighed:
    """Texts as rows of unit length over the features that enough texts have, rare features weighing more."""
    cuts = Cuts.of(texts)
    met = words_of(cuts)
    row = met.row
    spellings = [weighed(cuts.vocabulary.written[number]) for number in met.flat]
    words = sorted(set(spellings))
    number = {word: at for at, word in enumerate(words)}
    token = np.fromiter(map(number.__getitem__, spellings), np.int64, len(spellings))
    pieces = pieces_of(words)
    lemma = pieces.lemma_hash[token]
    same = row[1:] == row[:-1]
    pairs = pair_ids(lemma[:-1][same], lemma[1:][same])
    ids, place = np.unique(np.concatenate([pieces.ids, pairs]), return_inverse=True)
    holds = csr_matrix(
        (np.ones(len(pieces.ids), np.float32), (pieces.owner, place[: len(pieces.ids)])), (len(words), len(ids))
    )
    by_word = _log_counts(row, token, (len(texts), len(words)))
    by_pair = _log_counts(row[1:][same], place[len(pieces.ids) :], (len(texts), len(ids)))
    met = by_word @ holds + by_pair
    return _valued(met, ids, by_word, holds, by_pair)


def _log_counts(row: Ints, column: Ints, shape: tuple[int, int]) -> csr_matrix:
    counts = csr_matrix((np.ones(len(row), np.float32), (row, column)), shape)
    counts.sum_duplicates()
    counts.data = (1 + np.log(counts.data)).astype(np.float32)
    return counts


def _valued(
    met: csr_matrix, ids: NDArray[np.uint32], by_word: csr_matrix, holds: csr_matrix, by_pair: csr_matrix
) -> _Weighed:
    texts_with = np.bincount(met.indices, minlength=len(ids))
    kind = kind_of(ids)
    kept = np.flatnonzero(texts_with >= np.array(_LEAST_TEXTS)[kind])
    value = np.zeros(len(ids), np.float32)
    value[kept] = np.log((1 + met.shape[0]) / (1 + texts_with[kept])) + 1
    words_squared, pairs_squared = by_word.multiply(by_word), by_pair.multiply(by_pair)
    letters_squared = holds.multiply(holds)
    for each, share in enumerate(_KIND_SHARE):
        own = np.where(kind == each, value, 0) ** 2
        norm = np.sqrt(words_squared @ (letters_squared @ own) + pairs_squared @ own)
        value[kind == each] *= share / max(float(norm.mean()), 1e-6)
    value = value.astype(np.float32)
    norm = np.sqrt(words_squared @ (letters_squared @ value**2) + pairs_squared @ value**2) + 1e-6
    rows = (diags((1 / norm).astype(np.float32)) @ met[:, kept] @ diags(value[kept])).tocsr()
    return _Weighed(rows, ids[kept], value[kept])


def _first_layer(rows: csr_matrix, answers: Answers, among: Ints) -> tuple[Floats, Floats]:
    """Weights (F, H) and biases (H) of one support vector machine a label, learned from the texts `among`."""
    width = sum(map(len, answers.labels))
    weight = np.zeros((rows.shape[1], width), np.float32)
    bias = np.full(width, -1, np.float32)
    for head, numbers in enumerate(answers.numbers):
        labelled = among[numbers[among] >= 0]
        start = columns_of(answers.labels, head).start
        present = np.unique(numbers[labelled])
        if len(present) == 1:
            bias[start + present[0]] = 1
        if len(present) > 1:
            learn = _contrasted if _CONTRASTED[head] else _together
            weight[:, start + present], bias[start + present] = learn(rows[labelled], numbers[labelled], present)
    return weight, bias


def _together(rows: csr_matrix, numbers: Ints, present: Ints) -> tuple[Floats, Floats]:
    """Weights and biases of labels, all pieces of equal rights."""
    machine = LinearSVC(C=SOFTNESS, random_state=SEED, tol=TOLERANCE).fit(rows, numbers)
    if len(present) == 2:
        return np.vstack([-machine.coef_, machine.coef_]).T, np.concatenate([-machine.intercept_, machine.intercept_])
    return machine.coef_.T, machine.intercept_


def _contrasted(rows: csr_matrix, numbers: Ints, present: Ints) -> tuple[Floats, Floats]:
    """Weights and biases of labels, each label hearing most the pieces that are uneven between it and the rest.

    After S. Wang and C. Manning, "Baselines and Bigrams" (ACL 2012), with the square root of the log-count ratio.
    """
    weight = np.zeros((rows.shape[1], len(present)), np.float32)
    bias = np.zeros(len(present), np.float32)
    whole = np.asarray(rows.sum(axis=0)).ravel()
    for at, label in enumerate(present):
        own = np.asarray(rows[numbers == label].sum(axis=0)).ravel()
        within, without = own + _SMOOTHING, np.maximum(whole - own, 0) + _SMOOTHING
        ratio = np.log((within / within.sum()) / (without / without.sum()))
        uneven = np.sqrt(np.abs(ratio)).astype(np.float32)
        heard = csr_matrix((rows.data * uneven[rows.indices], rows.indices, rows.indptr), rows.shape)
        machine = LinearSVC(C=CONTRAST_SOFTNESS, random_state=SEED, tol=TOLERANCE).fit(heard, numbers == label)
        weight[:, at], bias[at] = machine.coef_[0] * uneven, machine.intercept_[0]
    return weight, bias


def _unseen_scores(rows: csr_matrix, answers: Answers) -> Floats:
    """First-layer scores of each text by a layer that has not seen it."""
    scores = np.zeros((rows.shape[0], sum(map(len, answers.labels))), np.float32)
    if rows.shape[0] < INNER_FOLDS:
        weight, bias = _first_layer(rows, answers, np.arange(rows.shape[0]))
        return np.asarray(rows @ weight + bias, np.float32)
    for seen, unseen in KFold(INNER_FOLDS, shuffle=True, random_state=SEED).split(scores):
        weight, bias = _first_layer(rows, answers, seen)
        scores[unseen] = rows[unseen] @ weight + bias
    return scores


def _quantised(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Weights as whole numbers of -127..127 with one scale a label; the smallest become zero."""
    scale = np.maximum(np.abs(weight).max(axis=0, initial=0), 1e-9) / 127
    return np.round(weight / scale).astype(np.int8), scale.astype(np.float32)
