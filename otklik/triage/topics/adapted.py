"""A topic model that has learned from people: the model it began with and a thin layer of their decisions over it."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from otklik.appeals.cutting import Cuts, Table, is_word
from otklik.appeals.text import canonical, lemma
from otklik.triage.errors import ModelFileError
from otklik.triage.topics.model import TOP, Choice, Reason, TopicModel, TopicReading
from otklik.triage.topics.weights import GROUP, HEADS, Floats, softmax

FLOOR, FLOOR_OF_UNKNOWN = 1e-4, 1e-2
"""The least chance a label starts with: one the first model has a label for, one it has none for."""

_PARTS = ("prior", "link", "words", "bias")
_LEAST_SHARE = 0.05
_MOST_REASONS = 5


@dataclass(frozen=True)
class Layer:
    """One head: B labels of the first model, W words, R labels here.

    `prior` (B, R) is 1 where a label of the first model says the same as one here; `link` (B, R) weighs the first
    model's scores, `words` (W, R) weighs the words, `bias` (R); logits are divided by `temper`.
    """

    labels: tuple[str, ...]
    prior: Floats
    link: Floats
    words: Floats
    bias: Floats
    temper: float

    def logits(self, scores: Floats, chances: Floats, words: csr_matrix) -> Floats:
        """One row a text."""
        learned = scores @ self.link + words @ self.words + self.bias
        return np.asarray((log_prior(chances, self.prior) + learned) / self.temper, np.float32)


@dataclass(frozen=True)
class Learned:
    """What decisions taught: a layer a head, the hashes of the words weighed (sorted) and the worth of each."""

    layers: tuple[Layer, ...]
    ids: NDArray[np.uint32]
    value: Floats

    def version(self, first: str) -> str:
        """Twelve hexadecimal digits of the hash of all of it and of the first model's version."""
        digest = hashlib.sha256(first.encode())
        for layer in self.layers:
            digest.update(json.dumps([layer.labels, layer.temper], ensure_ascii=False).encode())
        for numbers in _numbers(self).values():
            digest.update(np.ascontiguousarray(numbers).data)
        return digest.hexdigest()[:12]


class AdaptedModel:
    """Reads as TopicModel does; the labels are of the place where it learned."""

    def __init__(self, first: TopicModel, learned: Learned) -> None:
        self.first = first
        # Gives reasons only: a second opinion would be asked for twice.
        self._plain = first.asking(0)
        self._learned = learned
        self.version = learned.version(first.version)

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The labels of each head: executor, group, theme."""
        return {head: layer.labels for head, layer in zip(HEADS, self._learned.layers, strict=True)}

    def read(self, texts: Sequence[str]) -> list[TopicReading]:
        """One reading a text, in order. Give masked texts."""
        if not texts:
            return []
        cuts = Cuts.of(texts)
        readings = self._plain.read(cuts)
        words = word_rows(cuts, self._learned.ids, self._learned.value)
        scores, chances = scored(self.first, cuts)
        heads = [softmax(layer.logits(scores, chances, words)) for layer in self._learned.layers]
        choices = [_choices(part, layer.labels) for part, layer in zip(heads, self._learned.layers, strict=True)]
        reasons = self._reasons(cuts, words, heads[GROUP], chances, readings)
        return [TopicReading(*row) for row in zip(*choices, reasons, strict=True)]

    def asking(self, below: float) -> "AdaptedModel":
        """As TopicModel: the same model with another bound of the first model's second opinion."""
        return AdaptedModel(self.first.asking(below), self._learned)

    def knows(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """As TopicModel: of the first model, whose words are many more."""
        return self.first.knows(words)

    def save(self, path: Path) -> None:
        """One npz file; the first model lies in it whole."""
        with NamedTemporaryFile(suffix=".npz") as kept:
            self.first.save(Path(kept.name))
            first = np.frombuffer(Path(kept.name).read_bytes(), np.uint8)
        head = {"labels": [layer.labels for layer in self._learned.layers],
                "temper": [layer.temper for layer in self._learned.layers]}  # fmt: skip
        text = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, learned=text, first=first, **_numbers(self._learned))

    def _reasons(
        self, cuts: Cuts, words: csr_matrix, group: Floats, chances: Floats, readings: Sequence[TopicReading]
    ) -> list[tuple[Reason, ...]]:
        """The first model's reasons where it would choose the same group, else the words that decisions weigh."""
        layer = self._learned.layers[GROUP]
        if not layer.labels:
            return [reading.reasons for reading in readings]
        chosen, before = group.argmax(axis=1), log_prior(chances, layer.prior).argmax(axis=1)
        told = list(zip(chosen.tolist(), before.tolist(), readings, strict=True))
        return [
            reading.reasons if now == then else self._own_reasons(cuts, at, words, now)
            for at, (now, then, reading) in enumerate(told)
        ]

    def _own_reasons(self, cuts: Cuts, at: int, words: csr_matrix, label: int) -> tuple[Reason, ...]:
        row = words[at]
        weights = self._learned.layers[GROUP].words
        shares = row.data * (weights[row.indices, label] - weights[row.indices].mean(axis=1))
        by_id = dict(zip(self._learned.ids[row.indices].tolist(), shares.tolist(), strict=True))
        hashes = HASHES.over(cuts.vocabulary)
        found = {int(hashes[number]): cuts.vocabulary.written[number] for number in reversed(cuts.cuts[at].numbers)}
        best = sorted(((by_id.get(key, 0.0), word) for key, word in found.items()), reverse=True)[:_MOST_REASONS]
        return tuple(Reason(word, round(share, 4)) for share, word in best if share > _LEAST_SHARE)


def load_model(path: Path) -> TopicModel | AdaptedModel:
    """The model in a file, learned from people or not; raises ModelFileError."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if "learned" not in file.files:
                return TopicModel.load(path)
            head = json.loads(bytes(file["learned"]).decode())
            numbers = {name: file[name] for name in file.files if name != "learned"}
    except FileNotFoundError as error:
        raise ModelFileError(f"Файл модели «{path}» не найден: верните прежнюю версию или обучите заново") from error
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelFileError(f"Файл модели «{path}» не читается: верните прежнюю версию или обучите заново") from error
    with NamedTemporaryFile(suffix=".npz") as kept:
        kept.write(numbers["first"].tobytes())
        kept.flush()
        first = TopicModel.load(Path(kept.name))
    told = zip(HEADS, head["labels"], head["temper"], strict=True)
    layers = tuple(_layer(name, tuple(labels), temper, numbers) for name, labels, temper in told)
    return AdaptedModel(first, Learned(layers, numbers["ids"], numbers["value"]))


def scored(first: TopicModel, texts: Sequence[str]) -> tuple[Floats, Floats]:
    """The first model's scores and calibrated chances of all its labels, the heads in a row."""
    scores = first.scores(texts)
    return scores, np.hstack(first.chances(scores, texts))


def log_prior(chances: Floats, prior: Floats) -> Floats:
    """What the first model thinks of the labels here, before decisions; heads it has no word of say nothing."""
    floor = np.where(prior.any(axis=0), FLOOR, FLOOR_OF_UNKNOWN).astype(np.float32)
    known = chances @ prior + floor
    return np.asarray(np.log(known / known.sum(axis=1, keepdims=True)), np.float32)


def word_rows(texts: Sequence[str], ids: NDArray[np.uint32], value: Floats) -> csr_matrix:
    """Texts as rows of unit length over the words weighed: 1 + ln(count) times the worth of a word."""
    cuts = Cuts.of(texts)
    hashes = HASHES.over(cuts.vocabulary)[cuts.rows.flat]
    place = np.minimum(np.searchsorted(ids, hashes), max(len(ids) - 1, 0))
    met = ids[place] == hashes if len(ids) else np.zeros(len(hashes), bool)
    counts = csr_matrix((np.ones(int(met.sum()), np.float32), (cuts.rows.row[met], place[met])), (len(cuts), len(ids)))
    counts.sum_duplicates()
    counts.data = (1 + np.log(counts.data)) * value[counts.indices]
    norm = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel()) + 1e-6
    counts.data /= np.repeat(norm, np.diff(counts.indptr)).astype(np.float32)
    return counts


def _hashes(tokens: Sequence[str]) -> NDArray[np.uint32]:
    """A word's dictionary form as a number that does not give it back; signs are 0."""
    return np.array([zlib.crc32(lemma(canonical(token)).encode()) if is_word(token) else 0 for token in tokens],
                    np.uint32)  # fmt: skip


HASHES = Table(_hashes)


def _layer(head: str, labels: tuple[str, ...], temper: float, numbers: Mapping[str, NDArray]) -> Layer:
    prior, link, words, bias = (numbers[f"{head}_{part}"] for part in _PARTS)
    return Layer(labels, prior, link, words, bias, temper)


def _numbers(learned: Learned) -> dict[str, NDArray]:
    kept: dict[str, NDArray] = {"ids": learned.ids, "value": learned.value}
    for head, layer in zip(HEADS, learned.layers, strict=True):
        kept |= {f"{head}_{part}": getattr(layer, part) for part in _PARTS}
    return kept


def _choices(chances: Floats, labels: tuple[str, ...]) -> list[tuple[Choice, ...]]:
    best = np.argsort(-chances, axis=1, kind="stable")[:, :TOP]
    sure = np.take_along_axis(chances, best, axis=1).astype(float).round(4).tolist()
    return [tuple(Choice(labels[label], share) for label, share in zip(*row, strict=True))
            for row in zip(best.tolist(), sure, strict=True)]  # fmt: skip
