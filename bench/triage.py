"""All readers in one table: what each is worth on messages it has not seen, beside a baseline and the best published.

Run: `make bench-triage` or `python -m bench.triage [TABLE] [--tweets TABLE] [--folds all]`, by default
`../shared/data/perm/incidents.csv` and `../shared/data/tone/rusentitweet_train.csv`. Topics are measured on one fifth
of the messages by a model trained on the others (a few minutes); `--folds all` takes the five fifths in turn (half an
hour) and gives mean ± standard deviation. Speeds are of the hot path's first pass, `bench/hot.py`. What stands in
several tables of labels is explained in `bench/sampled.py`, `bench/places_labelled.py`; on topics: `bench/topics.py`.
"""

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import KFold, train_test_split

from bench import hot, places_labelled, sampled
from otklik.triage.readers import place, tone
from otklik.triage.topics.evaluation import CrossValidation, evaluate, read_labelled, summed_up
from otklik.triage.topics.training import SEED, LabelledText, train
from otklik.triage.words.gazetteer import EMPTY

TWEETS = Path("../shared/data/tone/rusentitweet_train.csv")
FIFTHS = 5
UNSEEN = ("held", "fresh")
NONE = "–"

PUBLISHED = {
    "executor": ("0.793", "0.796 LaBSE"),
    "group": ("0.775", "0.808 multilingual-e5-large"),
    "theme": ("0.482", "0.532 multilingual-e5-large"),
}
"""Weighted F1: a linear model on words and letters, and the best of the sentence encoders published for this set."""

MEASURES = {
    "weighted_f1": "weighted F1",
    "top3": "right among 3",
    "ece": "error of confidence (ECE)",
    "coverage_at_95": "decided alone at 95 % right",
}


@dataclass(frozen=True)
class Row:
    """One line of the table, in words."""

    reader: str
    measure: str
    ours: str
    baseline: str = NONE
    best: str = NONE
    speed: str = NONE


def main() -> None:
    """Prints the table as it is measured, a line at a time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, nargs="?", default=hot.TABLE)
    parser.add_argument("--tweets", type=Path, default=TWEETS)
    parser.add_argument("--folds", choices=("one", "all"), default="one")
    asked = parser.parse_args()
    if not asked.table.exists():
        raise SystemExit(hot.ABSENT.format(asked.table, "bench-triage"))
    told = hot_path(asked.table)
    rows = list(read_labelled(asked.table))
    texts = [row.text for row in rows]
    print("| reader | measure | ours | baseline | best published | msg/s |\n|---|---|---|---|---|---|")
    for found in (
        speeds(told),
        sampled_rows(texts, told["us"]),
        tweet_rows(asked.tweets, told["us"]),
        place_rows(texts, told["us"]),
        topic_rows(rows, FIFTHS if asked.folds == "all" else 1, told["us"]),
    ):
        for row in found:
            print(
                f"| {row.reader} | {row.measure} | {row.ours} | {row.baseline} | {row.best} | {row.speed} |", flush=True
            )


def hot_path(table: Path) -> dict:
    """What `bench/hot.py` tells, measured in a process of its own: it must not have met the texts."""
    command = [sys.executable, "-m", "bench.hot", str(table), "--json"]
    return dict(json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout))


def speeds(told: dict) -> Iterator[Row]:
    """The hot path as a whole: speed, loading, memory; the baseline is the physical limit of the same run."""
    us, whole = told["us"], hot.total(told["us"])
    bare = us[hot.LIMITS[1]]
    yield Row("hot path", f"µs a message of {told['characters']} characters, goal {1e6 / hot.GOAL:.0f}", f"{whole:.0f}",
              f"{bare:.1f} (a bare regular expression finds the words)", "38 msg/s (natasha's NER alone)",
              f"{1e6 / whole:,.0f}")  # fmt: skip
    yield Row("hot path", "seconds of loading, goal 3", f"{told['load_s']}")
    yield Row("hot path", "peak memory in MB, goal 500", f"{told['peak_mb']}")
    for stage in ("cut into words", "fingerprint", "near duplicates", *hot.BESIDE):
        yield Row(stage, "share of the hot path", f"{us[stage] / whole:.0%}", speed=speed(us, stage))


def speed(us: dict[str, float], stage: str) -> str:
    return f"{1e6 / us[stage]:,.0f}"


def sampled_rows(texts: Sequence[str], us: dict[str, float]) -> Iterator[Row]:
    """Readers judged on sampled messages that were not looked at while they were mended."""
    for name, stage, reads in (
        ("urgency", "urgency", sampled.judged("urgency", UNSEEN, texts, sampled._urgent, "1")),
        ("rudeness", "rudeness", sampled.judged("rudeness", UNSEEN, texts, sampled._rude, "1")),
        ("tone, thanks", "tone", sampled.judged("tone", UNSEEN, texts, sampled._tone, "thanks")),
        ("tone, negative", "tone", sampled.judged("tone", UNSEEN, texts, sampled._tone, "negative")),
        ("personal data", "personal data", sampled.personal(UNSEEN, texts, "")),
    ):
        table = np.array([(read.true * read.weight, read.said * read.weight, read.met * read.weight) for read in reads])
        recall, precision = sampled.share(table, 0), sampled.share(table, 1)
        yield Row(name, f"recall / precision, {len(reads)} messages", f"{recall:.2f} / {precision:.2f}",
                  speed=speed(us, stage))  # fmt: skip


def tweet_rows(path: Path, us: dict[str, float]) -> Iterator[Row]:
    """Tone on the fifth of the tweets that the shipped model has not seen; the baseline says the most frequent one."""
    if not path.exists():
        yield Row("tone", "macro F1 of three tones on unseen tweets", f"нет файла «{path}»: TWEETS=путь")
        return
    names = tone.TONES[:3]
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in names]
    labels = [row["label"] for row in rows]
    _, unseen = train_test_split(np.arange(len(rows)), test_size=0.2, random_state=1, stratify=labels)
    truth, said = [labels[row] for row in unseen], tone.READER.read([rows[row]["text"] for row in unseen])
    ours, dull = (f1_score(truth, found, labels=names, average="macro", zero_division=0)
                  for found in ([one.tone for one in said], ["neutral"] * len(truth)))  # fmt: skip
    yield Row("tone", f"macro F1 of three tones on {len(truth)} unseen tweets", f"{ours:.3f}", f"{dull:.3f}",
              speed=speed(us, "tone"))  # fmt: skip


def place_rows(texts: Sequence[str], us: dict[str, float]) -> Iterator[Row]:
    """Places found by form alone in labelled messages that were not looked at while the reader was mended."""
    labels = places_labelled.read_labels("held")
    readings = place.read([texts[index] for index in labels], EMPTY)
    for kind in ("all", "street", "house", "settlement"):
        counts = [places_labelled.counted(kind, labels[index], reading.places)
                  for index, reading in zip(labels, readings, strict=True)]  # fmt: skip
        recall = places_labelled.share(counts, "met", "told")
        yield Row(f"place, {kind}", f"precision; recall, {len(labels)} messages",
                  f"{places_labelled.share(counts, 'right', 'found')}; {recall}", speed=speed(us, "place"))  # fmt: skip


def topic_rows(rows: Sequence[LabelledText], folds: int, us: dict[str, float]) -> Iterator[Row]:
    """Topics on one fifth, or on all, by models trained on the others."""
    parts = islice(KFold(FIFTHS, shuffle=True, random_state=SEED).split(rows), folds)
    found = summed_up(
        [evaluate(train([rows[at] for at in seen]), [rows[at] for at in unseen]) for seen, unseen in parts]
    )
    for head, (baseline, best) in PUBLISHED.items():
        for name, title in MEASURES.items():
            is_f1 = name == "weighted_f1"
            yield Row(head, f"{title}, {found.mean[head].n} messages", spread(found, head, name),
                      baseline if is_f1 else NONE, best if is_f1 else NONE,
                      speed(us, "topic, group, executor"))  # fmt: skip


def spread(found: CrossValidation, head: str, name: str) -> str:
    mean = f"{getattr(found.mean[head], name):.3f}"
    return mean if len(found.folds) == 1 else f"{mean} ± {getattr(found.spread[head], name):.3f}"


if __name__ == "__main__":
    main()
