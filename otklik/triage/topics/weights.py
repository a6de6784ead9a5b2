"""The numbers of a topic model: how they decide and how they lie in a file."""

import hashlib
import json
import zipfile
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from otklik.triage.errors import ModelFileError
from otklik.triage.topics.features import Ranks

Floats = NDArray[np.float32]

HEADS = ("executor", "group", "theme")
EXECUTOR, GROUP, THEME = range(3)
FORMAT = 2
_READ_TOO = (1,)
"""Older formats that are read: files of the first one have no layer of meanings."""

KNOTS = np.linspace(0, 1, 21, dtype=np.float32)


def _none() -> Floats:
    return np.zeros(0, np.float32)


@dataclass(frozen=True)
class Layer:
    """Logits of H labels are columns @ `weight` (columns, H) + `bias` (H); `curve` (3, KNOTS): how often right."""

    weight: Floats
    bias: Floats
    curve: Floats


@dataclass(frozen=True)
class Weights:
    """F features, H labels of the three heads in a row, M numbers of a message's meaning (0: it is not asked for).

    The first layer: `ids` uint32 (F, sorted), `value` float32 (F: how much a feature weighs in a text), `weight` int8
    (F, H) times `scale` (H), `bias` (H). The second: `stack` (H, H) and `stack_bias` (H). `theme_group`: the group of
    each theme, -1 where a theme stands in several. `curve` (3, KNOTS): how often a head is right. The layer that hears
    the meaning too: `meaning_stack` (H + M, H), `meaning_bias` (H), `meaning_curve`; `meaning_probe` (M): the meaning
    of a known sentence, by which another encoder is noticed.
    """

    labels: tuple[tuple[str, ...], ...]
    ids: NDArray[np.uint32]
    value: Floats
    weight: NDArray[np.int8]
    scale: Floats
    bias: Floats
    stack: Floats
    stack_bias: Floats
    theme_group: NDArray[np.int16]
    curve: Floats
    meaning_stack: Floats = field(default_factory=_none)
    meaning_bias: Floats = field(default_factory=_none)
    meaning_curve: Floats = field(default_factory=_none)
    meaning_probe: Floats = field(default_factory=_none)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits of the hash of all of it."""
        digest = hashlib.sha256(json.dumps(self.labels, ensure_ascii=False).encode())
        for name, numbers in _numbers(self).items():
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(numbers).data)
        return digest.hexdigest()[:12]

    def columns(self, head: int) -> slice:
        """Where the labels of a head stand among all labels."""
        return columns_of(self.labels, head)

    def rows(self, ids: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The row of each feature and whether the model knows it."""
        return self._ranks.of(ids)

    @cached_property
    def _ranks(self) -> Ranks:
        return Ranks(self.ids)

    def probabilities(self, scores: Floats) -> list[Floats]:
        """Calibrated probabilities of the labels of each head from first-layer scores."""
        return self._chances(scores, Layer(self.stack, self.stack_bias, self.curve))

    def probabilities_by_meaning(self, scores: Floats, meanings: Floats) -> list[Floats]:
        """The same from first-layer scores and meanings; only where meaning_probe is not empty."""
        layer = Layer(self.meaning_stack, self.meaning_bias, self.meaning_curve)
        return self._chances(np.hstack([scores, meanings]), layer)

    def _chances(self, columns: Floats, layer: Layer) -> list[Floats]:
        logits = columns @ layer.weight + layer.bias
        heads = [softmax(logits[:, self.columns(head)]) for head in range(len(HEADS))]
        agreed = agree(heads, self.theme_group)
        return [calibrated(part, curve) for part, curve in zip(agreed, layer.curve, strict=True)]


def columns_of(labels: tuple[tuple[str, ...], ...], head: int) -> slice:
    """Where the labels of a head stand among the labels of all heads in a row."""
    start = sum(map(len, labels[:head]))
    return slice(start, start + len(labels[head]))


def softmax(logits: Floats) -> Floats:
    """Rows that sum to one; a row of no labels stays empty."""
    if not logits.shape[1]:
        return logits
    grown = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), np.float32)


def calibrated(probabilities: Floats, curve: Floats) -> Floats:
    """Probabilities whose surest is as likely right as `curve` says it is at KNOTS; the others share the rest."""
    if probabilities.shape[1] < 2:
        return probabilities
    rows, best = np.arange(len(probabilities)), probabilities.argmax(axis=1)
    sure = probabilities[rows, best]
    honest = np.interp(sure, KNOTS, curve).astype(np.float32)
    # The order stays: a label that was not the surest does not become it.
    rest = probabilities * ((1 - honest) / np.maximum(1 - sure, 1e-6))[:, None]
    rest = np.minimum(rest, honest[:, None])
    rest[rows, best] = honest
    return rest


def agree(heads: list[Floats], theme_group: NDArray[np.int16]) -> list[Floats]:
    """Group and theme brought together: a group hears the sum of its themes, and its themes share that sum."""
    executor, group, theme = heads
    if not len(theme_group) or not group.shape[1] or theme_group.min() < 0:
        return heads
    member = np.zeros((len(theme_group), group.shape[1]), np.float32)
    member[np.arange(len(theme_group)), theme_group] = 1
    by_theme = theme @ member
    has_theme = member.any(axis=0)
    together = np.where(has_theme, (group + by_theme) / 2, group / 2).astype(np.float32)
    together /= together.sum(axis=1, keepdims=True)
    shared = theme * ((together / (by_theme + np.float32(1e-9))) @ member.T)
    return [executor, together, shared / shared.sum(axis=1, keepdims=True)]


def save_weights(weights: Weights, path: Path) -> None:
    """One compressed npz file of numbers, the labels as JSON inside."""
    head = {"format": FORMAT, "labels": weights.labels, "version": weights.version}
    text = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8)
    stored = {name: numbers for name, numbers in _numbers(weights).items() if name != "weight"}
    # Columns lie together, so that the long runs of zeros of a rare label are squeezed out.
    stored["weight"] = np.ascontiguousarray(weights.weight.T)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, head=text, **stored)


def load_weights(path: Path) -> Weights:
    """Reads what save_weights wrote; raises ModelFileError."""
    try:
        with np.load(path, allow_pickle=False) as file:
            head = json.loads(bytes(file["head"]).decode())
            numbers: dict[str, Any] = {name: file[name] for name in file.files if name != "head"}
    except FileNotFoundError as error:
        raise ModelFileError(f"Файл модели «{path}» не найден: проверьте путь или обучите модель заново") from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelFileError(f"Файл модели «{path}» не читается: обучите модель заново") from error
    if head.get("format") not in (FORMAT, *_READ_TOO):
        raise ModelFileError(
            f"Файл модели «{path}»: издание {head.get('format')}, нужно {FORMAT}; обучите модель заново"
        )
    numbers["weight"] = np.ascontiguousarray(numbers["weight"].T)
    return Weights(labels=tuple(tuple(part) for part in head["labels"]), **numbers)


def _numbers(weights: Weights) -> dict[str, NDArray[Any]]:
    return {field.name: getattr(weights, field.name) for field in fields(weights) if field.name != "labels"}
