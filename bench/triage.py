"""How fast the topic model reads, what its time goes on, and how it compares with plain scikit-learn on the same rows.

Run: `OMP_NUM_THREADS=1 python bench/triage.py ../shared/data/perm/incidents.csv`
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

from otklik.appeals.masking import mask
from otklik.appeals.text import clean, lemmas
from otklik.triage.evaluation import read_labelled
from otklik.triage.features import cut, pieces_of
from otklik.triage.model import STARTER, TopicModel
from otklik.triage.training import LabelledText

MEMORY = """
from pathlib import Path
from otklik.triage.model import TopicModel
TopicModel.load().read(["яма на дороге"] * 500)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""
TRAINED_ON = 4000


def main() -> None:
    """Prints one table; all times are seconds of one core's CPU."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, help="table of labelled messages")
    rows = list(read_labelled(parser.parse_args().table))
    texts = [row.text for row in rows]
    loading, model = timed(TopicModel.load)
    cold, _ = timed(lambda: model.read(texts))
    warm, _ = timed(lambda: model.read(texts))
    print(f"rows {len(texts)}, mean length {sum(map(len, texts)) / len(texts):.0f} characters, model {model.version}")
    print(f"file {STARTER.stat().st_size / 1e6:.1f} MB, load {loading:.2f} s, memory of a process {memory_mb()} MB")
    print(f"read, new words {len(texts) / cold:7.0f} msg/s\nread, known words {len(texts) / warm:5.0f} msg/s")
    steps(texts, model, warm)
    against_plain(rows, len(texts) / cold)


def steps(texts: Sequence[str], model: TopicModel, whole: float) -> None:
    """Shares of the steps of one reading, and steps beside it."""
    words = sorted({word for text in texts for word in cut(text)[0]})
    cutting, _ = timed(lambda: [cut(text) for text in texts])
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
