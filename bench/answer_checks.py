"""The checks before publication: worth on labelled invented answers, and speed.

Usage: python -m bench.answer_checks [speed | worth | train]. Prints JSON. `train` learns the weights of the «отписка»
score on the build half and writes them; `worth` measures both halves. Letters with odd numbers are the build half,
even ones the test half, those above a hundred were written after all was mended.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from otklik.answers.review import brush_off, checking  # noqa: E402
from otklik.answers.review.answer_cut import AnswerCut  # noqa: E402
from tests.answers.answer_rows import CODES, EMPTY, GOOD, MIXED, AnswerRow, rows  # noqa: E402

TARGET = {GOOD: 0.0, MIXED: 0.5, EMPTY: 1.0}
STRENGTHS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
RESAMPLED = 2_000
LENGTH = 1_500


def table(found: list[AnswerRow]) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Features of each answer, its target, the names of the features."""
    told = [brush_off.features(AnswerCut(row.answer)) for row in found]
    names = list(told[0])
    return (
        np.array([[one[name] for name in names] for one in told]),
        np.array([TARGET[row.label] for row in found]),
        names,
    )


def fitted(features: np.ndarray, target: np.ndarray, strength: float) -> Any:
    """A logistic model; a mixed answer counts half for each side. The weights are of standardised features."""
    from sklearn.linear_model import LogisticRegression

    twice = np.vstack([features, features])
    sides = np.repeat([1, 0], len(target))
    return LogisticRegression(C=strength, max_iter=5_000).fit(twice, sides, np.concatenate([target, 1 - target]))


def strength_of(features: np.ndarray, target: np.ndarray, letters: np.ndarray) -> tuple[float, float, np.ndarray]:
    """How strongly to learn, by five folds of letters of the build half: the strength, its log loss, unseen scores."""
    from sklearn.model_selection import GroupKFold

    best = (0.0, 1e9, target)
    for strength in STRENGTHS:
        unseen = np.zeros(len(target))
        for train, held in GroupKFold(5).split(features, groups=letters):
            unseen[held] = fitted(features[train], target[train], strength).predict_proba(features[held])[:, 1]
        loss = float(-np.mean(target * np.log(unseen) + (1 - target) * np.log(1 - unseen)))
        if loss < best[1]:
            best = (strength, loss, unseen)
    return best


def train() -> dict[str, object]:
    """Learn on the build half and write the weights; what the folds of that half say."""
    found = rows("build")
    features, target, names = table(found)
    mean, scale = features.mean(axis=0), features.std(axis=0)
    scale[scale == 0] = 1.0
    plain = (features - mean) / scale
    strength, loss, unseen = strength_of(plain, target, np.array([row.letter for row in found]))
    model = fitted(plain, target, strength)
    _write(names, model.coef_[0], float(model.intercept_[0]), mean, scale)
    clear = target != TARGET[MIXED]
    return {
        "answers": len(found), "strength": strength, "log_loss": round(loss, 3),
        "auc_folds": round(auc(unseen[clear], target[clear] == 1), 3),
        "auc_folds_with_mixed": round(auc(unseen, target == 1), 3),
        "weights": dict(sorted(zip(names, np.round(model.coef_[0], 2).tolist(), strict=True), key=lambda one: one[1])),
    }  # fmt: skip


def _write(names: list[str], weights: np.ndarray, constant: float, mean: np.ndarray, scale: np.ndarray) -> None:
    import csv

    with brush_off.WEIGHTS.open(encoding="utf-8", newline="") as file:
        lines = file.readlines()
    known = {row["feature"]: row for row in csv.DictReader(line for line in lines if not line.startswith("#"))}
    with brush_off.WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        file.writelines(line for line in lines if line.startswith("#"))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "weight", "mean", "scale", "raises", "lowers"])
        writer.writerow(["", f"{constant:.4f}", "0", "1", "", ""])
        for row in zip(names, weights, mean, scale, strict=True):
            words = known.get(row[0], {"raises": "", "lowers": ""})
            writer.writerow([row[0], *(f"{value:.4f}" for value in row[1:]), words["raises"], words["lowers"]])


def auc(scores: np.ndarray, is_empty: np.ndarray) -> float:
    """The chance that an «отписка» scores above another answer."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(is_empty, scores))


def worth(half: str) -> dict[str, object]:
    """Both measures of the score on a half, with 95 % intervals by resampling letters, and each check's."""
    found = rows(half)
    said = [checking.checked(row.answer) for row in found]
    scores = np.array([one.score for one in said])
    labels = np.array([row.label for row in found])
    letters = np.array([row.letter for row in found])
    clear = labels != MIXED
    return {
        "answers": dict(Counter(labels.tolist())),
        "auc": _with_interval(scores[clear], labels[clear] == EMPTY, letters[clear]),
        "auc_with_mixed": _with_interval(scores, labels == EMPTY, letters),
        "brier": round(float(np.mean((scores[clear] - (labels[clear] == EMPTY)) ** 2)), 3),
        "mean_score": {label: round(float(scores[labels == label].mean()), 2) for label in (GOOD, MIXED, EMPTY)},
        "calibration": _bins(scores[clear], labels[clear] == EMPTY),
        "levels": {label: dict(Counter(one.level for one, row in zip(said, found, strict=True) if row.label == label))
                   for label in (GOOD, MIXED, EMPTY)},
        "checks": _checks(found, said),
    }  # fmt: skip


def _with_interval(scores: np.ndarray, is_empty: np.ndarray, letters: np.ndarray) -> list[float]:
    chance = np.random.default_rng(7)
    known = np.unique(letters)
    drawn = []
    for _ in range(RESAMPLED):
        picked = np.concatenate([np.flatnonzero(letters == one) for one in chance.choice(known, len(known))])
        if 0 < is_empty[picked].sum() < len(picked):
            drawn.append(auc(scores[picked], is_empty[picked]))
    low, high = np.percentile(drawn, (2.5, 97.5))
    return [round(auc(scores, is_empty), 3), round(float(low), 3), round(float(high), 3)]


def _bins(scores: np.ndarray, is_empty: np.ndarray) -> list[list[float]]:
    """Of answers by fifths of the score: how many, what was told, how many were."""
    place = np.minimum((scores * 5).astype(int), 4)
    bins = [place == at for at in range(5) if (place == at).any()]
    return [
        [int(one.sum()), round(float(scores[one].mean()), 2), round(float(is_empty[one].mean()), 2)] for one in bins
    ]


def _checks(found: list[AnswerRow], said: list[checking.Checked]) -> dict[str, object]:
    right, spoke, due = Counter[str](), Counter[str](), Counter[str]()
    for row, one in zip(found, said, strict=True):
        codes = {flaw.code for flaw in one.flaws} & set(CODES.values())
        spoke.update(codes)
        due.update(row.flaws)
        right.update(codes & row.flaws)
    return {
        code: {"due": due[code], "said": spoke[code],
               "precision": round(right[code] / spoke[code], 2) if spoke[code] else None,
               "recall": round(right[code] / due[code], 2) if due[code] else None}
        for code in CODES.values()
    }  # fmt: skip


def speed() -> dict[str, float]:
    """CPU ms for all checks on answers of 1,500 characters, warm and with words met for the first time; lemmatising."""
    texts = _long_answers()
    checking.checked(texts[0])
    fresh = _cpu(lambda: [checking.checked(text) for text in texts], 1) / len(texts)
    warm = _cpu(lambda: [checking.checked(text) for text in texts], 3) / len(texts)
    lemmas = _cpu(lambda: [_lemmatised(text.text) for text in texts], 3) / len(texts)
    return {
        "characters": LENGTH, "first_ms": round(fresh, 2), "ms": round(warm, 2), "lemmas_ms": round(lemmas, 2),
        "ratio": round(warm / lemmas, 2), "goal_ms": 30,
    }  # fmt: skip


def _lemmatised(text: str) -> list[str]:
    """Plainly, nothing remembered."""
    from rumorph import Analyzer

    return Analyzer().lemmatize(tuple(text.split()))


def _long_answers() -> list:
    from dataclasses import replace

    found = rows()
    long = []
    for at in range(0, len(found) - 8, 4):
        text = "\n".join(row.answer.text for row in found[at : at + 12])[:LENGTH]
        earlier = (found[at + 1].answer.text,)
        long.append(replace(found[at].answer, text=text, earlier=earlier))
    return [one for one in long if len(one.text) == LENGTH]


def _cpu(work: Callable[[], object], times: int) -> float:
    """The least CPU ms of some runs."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return 1_000 * min(taken)


if __name__ == "__main__":
    mode = sys.argv[1] if len(sys.argv) > 1 else "speed"
    ways = {"train": train, "speed": speed, "build": lambda: worth("build"),
            "worth": lambda: {half: worth(half) for half in ("build", "test", "fresh")}}  # fmt: skip
    print(json.dumps(ways[mode](), ensure_ascii=False, indent=1))
