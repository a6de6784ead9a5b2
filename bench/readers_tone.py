"""How well and how fast tone, urgency and rudeness are read: on tweets the model has not seen and on labelled messages.

Run: `python bench/readers_tone.py TWEETS MESSAGES [labels.csv]` with `../shared/data/tone/rusentitweet_train.csv` and
`../shared/data/perm/incidents.csv`.
`labels.csv` (`bench/labels/tone_urgency.csv`) has index;tone;urgent;use: the number of a message in the table, one of
the tones (or empty), 1, 0 or empty, and whether the label was seen while the readers were made; only unseen ones count.
"""

import argparse
import csv
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split

from otklik.appeals.cutting import Cuts
from otklik.triage.reader import Reader
from otklik.triage.readers import rudeness, tone, urgency
from otklik.triage.topics.evaluation import read_labelled
from otklik.triage.topics.linear import LinearModel
from otklik.triage.words.tone_training import Labelled, train

OF_TWEETS = tone.TONES[:3]


def main() -> None:
    """Prints measures and speeds; times are of one core's CPU."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tweets", type=Path)
    parser.add_argument("messages", type=Path)
    parser.add_argument("labels", type=Path, nargs="?")
    paths = parser.parse_args()
    tweets_alone = on_tweets(paths.tweets)
    texts = [row.text for row in read_labelled(paths.messages)]
    speeds(texts)
    if paths.labels:
        on_messages(texts, paths.labels, tweets_alone)


def on_tweets(path: Path) -> LinearModel:
    """Macro F1 on a fifth of the tweets, which the shipped model has not seen; returns a model of tweets alone."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in OF_TWEETS]
    labels = [OF_TWEETS.index(row["label"]) for row in rows]
    seen, unseen = train_test_split(np.arange(len(rows)), test_size=0.2, random_state=1, stratify=labels)
    model = train([Labelled(rows[row]["text"], labels[row]) for row in seen], len(tone.TONES))
    texts, truth = [rows[row]["text"] for row in unseen], [labels[row] for row in unseen]
    report("tweets, tone reader", truth, [tone.TONES.index(one.tone) for one in tone.READER.read(texts)])
    report("tweets, tweet model alone", truth, model.scores(texts).argmax(axis=1))
    report("tweets, most frequent", truth, [1] * len(truth))
    return model


def on_messages(texts: Sequence[str], path: Path, tweets_alone: LinearModel) -> None:
    """Tone and urgency on messages labelled by hand."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter=";") if row.get("use") != "seen"]
    toned = [row for row in rows if row["tone"]]
    chosen, truth = [texts[int(row["index"])] for row in toned], [tone.TONES.index(row["tone"]) for row in toned]
    report("messages, tone reader", truth, [tone.TONES.index(one.tone) for one in tone.READER.read(chosen)])
    report("messages, tweet model alone", truth, tweets_alone.scores(chosen).argmax(axis=1))
    report("messages, most frequent", truth, [0] * len(truth))
    marked = [row for row in rows if row["urgent"]]
    urgent = np.array([row["urgent"] == "1" for row in marked])
    said = np.array([one.level != "none" for one in urgency.READER.read([texts[int(row["index"])] for row in marked])])
    met = (urgent & said).sum()
    print(f"messages, urgency    n {len(marked)} recall {met / urgent.sum():.3f} precision {met / said.sum():.3f}")


def report(name: str, truth: Sequence[int], said: Sequence[int]) -> None:
    """One line: accuracy and macro F1 over the classes met."""
    macro = f1_score(truth, said, labels=sorted(set(truth)), average="macro", zero_division=0)
    print(f"{name:28} n {len(truth)} accuracy {accuracy_score(truth, said):.3f} macro F1 {macro:.3f}")


def speeds(texts: Sequence[str]) -> None:
    """Messages a second: of each reader after the words are cut, and of the cutting itself."""
    batches = [texts[start : start + 1000] for start in range(0, len(texts), 1000)]
    readers: Sequence[Reader] = (tone.READER, urgency.READER, rudeness.READER)
    for pass_name in ("new words", "known words"):
        spent = {"cutting into words": 0.0}
        for batch in batches:
            spent["cutting into words"] += timed(lambda batch=batch: Cuts.of(batch))
            for reader in readers:
                spent[reader.code] = spent.get(reader.code, 0) + timed(lambda r=reader, batch=batch: r.read(batch))
        for name, seconds in spent.items():
            print(f"{name:20} {pass_name:11} {len(texts) / seconds:7.0f} msg/s {seconds / len(texts) * 1e6:5.1f} µs")
    said = urgency.READER.read(texts)
    for level in urgency.LEVELS:
        print(f"urgency {level}: {sum(one.level == level for one in said) / len(said):.1%} of {len(said)}")


def timed(step: Callable[[], Any]) -> float:
    """CPU seconds of a step."""
    started = time.process_time()
    step()
    return time.process_time() - started


if __name__ == "__main__":
    main()
