"""How fast the topic model reads, what its time goes on, and how it compares with plain scikit-learn on the same rows.

Run: `OMP_NUM_THREADS=1 python -m bench.topics ../shared/data/perm/incidents.csv`; with `--folds 5` it also trains five
models (about 40 minutes of a core) and prints the measures of the hot model alone, of the cascade, of the encoder.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from otklik.appeals.cutting import Cuts, lemmas
from otklik.appeals.masking import mask
from otklik.appeals.text import clean
from otklik.triage.topics.evaluation import cross_validate_ways, read_labelled
from otklik.triage.topics.features import pieces_of, weighed
from otklik.triage.topics.model import STARTER, TopicModel
from otklik.triage.topics.second import ASK_BELOW, installed_encoder
from otklik.triage.topics.training import LabelledText

MEMORY = """
from pathlib import Path
from otklik.triage.topics.model import TopicModel
TopicModel.load().read(["яма на дороге"] * 500)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""
TRAINED_ON = 4000
SECOND = 4000
WAYS = {"hot alone": 0.0, "cascade": ASK_BELOW, "encoder on all": 2.0}
MEASURES = ("weighted_f1", "macro_f1", "accuracy", "top3", "ece", "coverage_at_95")


def main() -> None:
    """Prints one table; all times are seconds of one core's CPU."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, help="table of labelled messages")
    parser.add_argument("--folds", type=int, default=0, help="measure on so many parts, each by a model of the others")
    asked = parser.parse_args()
    rows = list(read_labelled(asked.table))
    texts = [row.text for row in rows]
    loading, model = timed(TopicModel.load)
    cold, _ = timed(lambda: model.read(texts))
    warm, _ = timed(lambda: model.read(texts))
    print(f"rows {len(texts)}, mean length {sum(map(len, texts)) / len(texts):.0f} characters, model {model.version}")
    print(f"file {STARTER.stat().st_size / 1e6:.1f} MB, load {loading:.2f} s, memory of a process {memory_mb()} MB")
    print(f"read, new words {len(texts) / cold:7.0f} msg/s\nread, known words {len(texts) / warm:5.0f} msg/s")
    steps(texts, model, warm)
    against_plain(rows, len(texts) / cold)
    second_opinions(texts[:SECOND], model)
    if asked.folds:
        measures(rows, asked.folds)


def second_opinions(texts: Sequence[str], model: TopicModel) -> None:
    """How many messages are read a second time, and what that costs; nothing where the encoder is not installed."""
    if installed_encoder() is None:
        print("second opinion: the extra `second` is not installed")
        return
    model.read(texts)
    hot, alone = timed(lambda: model.asking(0).read(texts))
    both, together = timed(lambda: model.read(texts))
    asked = sum(row.group[0].confidence < ASK_BELOW for row in alone)
    changed = sum(one.group[0].label != other.group[0].label for one, other in zip(alone, together, strict=True))
    print(f"second opinion: asked for {asked / len(texts):.0%}, another group for {changed / len(texts):.1%}")
    print(f"  cascade {len(texts) / both:5.0f} msg/s, of these the encoder's {asked / max(both - hot, 1e-9):.0f} msg/s")


def measures(rows: Sequence[LabelledText], folds: int) -> None:
    """Mean and standard deviation over folds, a row a head and a way of reading."""
    print("way | head | weighted F1 | macro F1 | accuracy | top 3 | ECE | coverage at 95 %")
    for way, found in zip(WAYS, cross_validate_ways(rows, list(WAYS.values()), folds), strict=True):
        for head, mean in found.mean.items():
            spread = found.spread[head]
            told = [f"{getattr(mean, name):.3f} ± {getattr(spread, name):.3f}" for name in MEASURES]
            print(" | ".join([way, head, *told]))


def steps(texts: Sequence[str], model: TopicModel, whole: float) -> None:
    """Shares of the steps of one reading, and steps beside it."""
    words = sorted(set(map(weighed, Cuts.of(texts).vocabulary.written)))
    cutting, _ = timed(lambda: Cuts.of(texts).words)
    scoring, _ = timed(lambda: model.scores(texts))
    print(f"  cut into words {cutting / whole:6.0%}")
    print(f"  score {(scoring - cutting) / whole:15.0%}")
    print(f"  choices, reasons {(whole - scoring) / whole:4.0%}")
    for name, step in (("clean", clean), ("mask", mask), ("lemmas", lemmas)):
        spent, _ = timed(lambda step=step: [step(text) for text in texts])
        print(f"beside it: {name:8} {len(texts) / spent:8.0f} msg/s")
    spent, _ = timed(lambda: pieces_of(words))
    print(f"beside it: pieces of {len(words)} new words {spent:.2f} s")


def against_plain(rows: Sequence[LabelledText], ours: float) -> None:
    """Speed of TfidfVectorizer + LogisticRegression, words and letters, the group only."""
    known = [row for row in rows if row.group][:TRAINED_ON]
    words, letters = TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    for name, vectors in (("words", words), ("letters", letters)):
        matrix = vectors.fit_transform([row.text for row in known])
        plain = LogisticRegression(max_iter=20, tol=0.1).fit(matrix, [row.group for row in known])
        spent, _ = timed(
            lambda plain=plain, vectors=vectors: plain.predict_proba(vectors.transform([row.text for row in rows]))
        )
        theirs = len(rows) / spent
        print(f"plain sklearn, one head, {name:8} {theirs:8.0f} msg/s; ours is {ours / theirs:.2f} of it")


def timed(step: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of a step and what it returned."""
    started = time.process_time()
    result = step()
    return time.process_time() - started, result


def memory_mb() -> int:
    """Peak memory of a fresh process with the model that has read something."""
    return (
        int(subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, check=True, text=True).stdout) // 1024
    )


if __name__ == "__main__":
    main()
