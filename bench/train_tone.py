"""Makes the small models of tone and urgency anew, and learns nothing from a message whose label only measures.

Run: `python bench/train_tone.py TWEETS MESSAGES [--out FOLDER]`; then `bench/readers_tone.py TWEETS MESSAGES` with
`bench/labels/tone_urgency.csv`: the number of a message in the public table, its tone, whether it is urgent, and
whether the label was seen while the readers were made («seen») or only when they were measured («unseen»).
"""

import argparse
import csv
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

from otklik.triage.readers import tone, urgency
from otklik.triage.topics.evaluation import read_labelled
from otklik.triage.words.phrasebook import PhraseBook
from otklik.triage.words.tone_training import Labelled, civic_silver, train, urgent_silver

LABELS = Path(__file__).parent / "labels"
TABLES = ("tone_urgency", "urgency", "tone", "rudeness")
DANGEROUS = {
    "★ Открытые канализационные люки",
    "★ Наледь и сосульки на кровле",
    "★ Скорая помощь",
    "Отсутствие холодной воды",
    "Отсутствие электричества",
}
BY_HAND = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tweets", type=Path)
    parser.add_argument("messages", type=Path)
    parser.add_argument("--out", type=Path, default=tone.FILES.parent)
    paths = parser.parse_args()
    messages = list(read_labelled(paths.messages))
    labelled = {int(row["index"]) for table in TABLES for row in labels(table)}
    kept = [row for number, row in enumerate(messages) if number not in labelled]
    texts = [row.text for row in kept]
    spoken = civic_silver(texts, PhraseBook.load(tone.FILES / "phrases.csv"), tone.TONES)
    spoken += [
        Labelled(messages[number].text, tone.TONES.index(label), BY_HAND)
        for number, label in by_hand("tone", "tone")
        if label in tone.TONES
    ]
    train(spoken + tweets(paths.tweets), len(tone.TONES)).save(paths.out / "tone" / "model.npz")
    marked = [row.theme in DANGEROUS for row in kept]
    urgent = urgent_silver(texts, PhraseBook.load(urgency.FILES / "phrases.csv"), marked)
    urgent += [
        Labelled(messages[number].text, int(label), BY_HAND)
        for number, label in by_hand("urgent", "urgency")
        if label in ("0", "1")
    ]
    train(urgent, 2).save(paths.out / "urgency" / "model.npz")


def by_hand(column: str, sampled: str) -> list[tuple[int, str]]:
    """Number of a message and its label: what was seen while the readers were made, and the half kept for that."""
    seen = [(int(row["index"]), row[column]) for row in labels("tone_urgency") if row["use"] == "seen"]
    return seen + [(int(row["index"]), row["label"]) for row in labels(sampled) if row["half"] == "build"]


def labels(table: str) -> list[dict[str, str]]:
    """The rows of one table of labels."""
    with (LABELS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def tweets(path: Path) -> list[Labelled]:
    """Four fifths of the tweets; the fifth that `bench/readers_tone.py` measures on is left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in tone.TONES]
    labels = [tone.TONES.index(row["label"]) for row in rows]
    seen, _ = train_test_split(np.arange(len(rows)), test_size=0.2, random_state=1, stratify=labels)
    return [Labelled(rows[row]["text"], labels[row]) for row in seen]


if __name__ == "__main__":
    main()
