"""How well a topic model reads: measures against what people decided, on a table of labelled messages."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold

from otklik.appeals.masking import mask
from otklik.triage.errors import LabelledTableError, TooFewLabels
from otklik.triage.topics.calibration import calibration_error
from otklik.triage.topics.model import TopicModel, TopicReading
from otklik.triage.topics.second import ASK_BELOW
from otklik.triage.topics.training import SEED, LabelledText, train
from otklik.triage.topics.weights import HEADS

COLUMNS = {"text": "Текст инцидента", "executor": "Исполнитель", "group": "Группа тем", "theme": "Тема"}
"""Columns of a table of «Инцидент Менеджмент»; the text and at least one of the others must be there."""

_SURE_ENOUGH = 0.95
_LONGEST_CELL = 1 << 24
_SNIFFED = 1 << 20


@dataclass(frozen=True, slots=True)
class Measures:
    """What a head is worth on `n` messages that people had labelled; all but `n` are shares of one.

    `weighted_f1`, `macro_f1`: as in scikit-learn. `top3`: the right label is among the first three. `ece`: expected
    error of confidence in 15 equal bins (Guo et al., 2017). `coverage_at_95`: the largest share the machine may decide
    alone, surest first, and be right in 95 of 100.
    """

    n: int
    accuracy: float
    weighted_f1: float
    macro_f1: float
    top3: float
    ece: float
    coverage_at_95: float


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """Measures by head on each fold by a model that has not seen it, their mean, and their standard deviation."""

    folds: tuple[dict[str, Measures], ...]
    mean: dict[str, Measures]
    spread: dict[str, Measures]


def measure(readings: Sequence[TopicReading], rows: Sequence[LabelledText]) -> dict[str, Measures]:
    """Measures of each head that has labelled rows; readings and rows go side by side."""
    measured: dict[str, Measures] = {}
    for head in HEADS:
        told = [(getattr(reading, head), getattr(row, head)) for reading, row in zip(readings, rows, strict=True)]
        told = [(choices, label) for choices, label in told if label]
        if told:
            measured[head] = _measured(told)
    return measured


def evaluate(model: TopicModel, rows: Iterable[LabelledText]) -> dict[str, Measures]:
    """Measures of a model on labelled messages it has not been trained on; raises TooFewLabels."""
    kept = list(rows)
    measured = measure(model.read([mask(row.text).text for row in kept]), kept)
    if not measured:
        raise TooFewLabels("Нет ни одного сообщения с меткой: измерять не на чем")
    return measured


def cross_validate(rows: Iterable[LabelledText], folds: int = 5, seed: int = SEED) -> CrossValidation:
    """Trains `folds` models, each without its part of the rows, and measures each on that part; raises TooFewLabels."""
    return cross_validate_ways(rows, [ASK_BELOW], folds, seed)[0]


def cross_validate_ways(
    rows: Iterable[LabelledText], ways: Sequence[float], folds: int = 5, seed: int = SEED
) -> list[CrossValidation]:
    """The same for each of `ways`: the confidence below which a second opinion is asked for (0 never, 2 always)."""
    kept = list(rows)
    if folds < 2 or len(kept) < folds:
        raise TooFewLabels(f"Строк {len(kept)}, частей {folds}: частей нужно не меньше двух и не больше, чем строк")
    measured: list[list[dict[str, Measures]]] = [[] for _ in ways]
    for seen, unseen in KFold(folds, shuffle=True, random_state=seed).split(kept):
        model = train([kept[at] for at in seen])
        for found, below in zip(measured, ways, strict=True):
            found.append(evaluate(model.asking(below), [kept[at] for at in unseen]))
    return [summed_up(found) for found in measured]


def summed_up(measured: Sequence[dict[str, Measures]]) -> CrossValidation:
    """The mean and the standard deviation over folds; `n` of the mean is the sum."""
    heads = [head for head in HEADS if all(head in fold for fold in measured)]
    mean, spread = {}, {}
    for head in heads:
        numbers = np.array([astuple(fold[head]) for fold in measured])
        mean[head] = Measures(int(numbers[:, 0].sum()), *numbers[:, 1:].mean(axis=0).round(4).tolist())
        spread[head] = Measures(int(numbers[:, 0].std()), *numbers[:, 1:].std(axis=0).round(4).tolist())
    return CrossValidation(tuple(measured), mean, spread)


def read_labelled(path: Path) -> Iterator[LabelledText]:
    """Rows of a csv table: `;`, `,` or tab between cells, UTF-8 or Windows-1251; lazy; raises LabelledTableError."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            yield from _labelled(file, path)
    except OSError as error:
        raise LabelledTableError(f"Файл «{path}» не открывается: {error.strerror}; проверьте путь и права") from error
    except UnicodeDecodeError as error:
        raise LabelledTableError(
            f"Файл «{path}»: кодировка не UTF-8 и не Windows-1251; сохраните его в UTF-8"
        ) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        beginning = file.read(_SNIFFED)
    try:
        # Not final: a letter may be cut in two at the end of what was read.
        codecs.getincrementaldecoder("utf-8")().decode(beginning, final=False)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def _labelled(file: Iterable[str], path: Path) -> Iterator[LabelledText]:
    lines = iter(file)
    header = next(lines, "")
    delimiter = max(";,\t", key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    place = _places(names, path)
    table = csv.reader(lines, delimiter=delimiter)
    number = 1
    try:
        for number, cells in enumerate(table, start=2):
            if not cells:
                continue
            if len(cells) != len(names):
                raise LabelledTableError(_wrong_width(path, number, len(cells), len(names)))
            yield LabelledText(**{field: cells[at].strip() for field, at in place.items()})
    except csv.Error as error:
        raise LabelledTableError(
            f"Файл «{path}», строка {number + 1} не читается ({error}); проверьте кавычки"
        ) from error


def _places(names: list[str], path: Path) -> dict[str, int]:
    found = {field: name for field, name in COLUMNS.items() if name in names}
    known = ", ".join(f"«{name}»" for name in COLUMNS.values())
    if "text" not in found or len(found) == 1:
        raise LabelledTableError(
            f"Файл «{path}»: нужны столбец «{COLUMNS['text']}» и хотя бы один столбец с меткой ({known}); "
            f"в таблице стоят: {', '.join(names) or 'ничего'}"
        )
    for name in found.values():
        if names.count(name) > 1:
            raise LabelledTableError(
                f"Файл «{path}»: столбец «{name}» встречается {names.count(name)} раза; оставьте один"
            )
    return {field: names.index(name) for field, name in found.items()}


def _wrong_width(path: Path, number: int, cells: int, names: int) -> str:
    return f"Файл «{path}», строка {number}: ячеек {cells}, а столбцов {names}; проверьте кавычки и разделители"


def _measured(told: Sequence[tuple[tuple, str]]) -> Measures:
    truth = [label for _, label in told]
    chosen = [choices[0].label if choices else "" for choices, _ in told]
    sure = np.array([choices[0].confidence if choices else 0.0 for choices, _ in told])
    right = np.array([told_label == label for told_label, label in zip(chosen, truth, strict=True)])
    named = sorted(set(truth))
    return Measures(
        n=len(told),
        accuracy=round(float(right.mean()), 4),
        weighted_f1=round(float(f1_score(truth, chosen, labels=named, average="weighted", zero_division=0)), 4),
        macro_f1=round(float(f1_score(truth, chosen, labels=named, average="macro", zero_division=0)), 4),
        top3=round(float(np.mean([any(choice.label == label for choice in choices) for choices, label in told])), 4),
        ece=round(calibration_error(sure, right), 4),
        coverage_at_95=round(coverage(sure, right, _SURE_ENOUGH), 4),
    )


def coverage(sure: np.ndarray, right: np.ndarray, accuracy: float) -> float:
    """The largest share of texts, surest first, among which the share of right ones is at least `accuracy`."""
    met = np.flatnonzero(_running_accuracy(sure, right) >= accuracy)
    return float((met[-1] + 1) / len(sure)) if len(met) else 0.0


def threshold(readings: Sequence[TopicReading], rows: Sequence[LabelledText], head: str, accuracy: float) -> float:
    """The least confidence from which a head is right in `accuracy` of its decisions; 1 where there is none."""
    told = [(getattr(reading, head), getattr(row, head)) for reading, row in zip(readings, rows, strict=True)]
    told = [(choices, label) for choices, label in told if label and choices]
    sure = np.array([choices[0].confidence for choices, _ in told])
    right = np.array([choices[0].label == label for choices, label in told])
    met = np.flatnonzero(_running_accuracy(sure, right) >= accuracy)
    return float(np.sort(sure)[::-1][met[-1]]) if len(met) else 1.0


def _running_accuracy(sure: np.ndarray, right: np.ndarray) -> np.ndarray:
    order = np.argsort(-sure, kind="stable")
    return np.cumsum(right[order]) / np.arange(1, len(order) + 1)
