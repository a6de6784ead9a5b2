"""A region the shipped model has never seen: what it reads by the names of topics alone, and after people's choices.

Run: `OPENBLAS_NUM_THREADS=1 python -m bench.new_region ../shared/data/ryazan/appeals_300.csv`
The table has columns text, category, theme, executor. Orders are random, their seeds are counted from 0; the
parameters of the adaptation were looked at with seeds 100-109 of the same table, so the figures are a little kind.
"""

import argparse
import csv
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from otklik.appeals.masking import mask
from otklik.triage.topics.adaptation import Known, adapt
from otklik.triage.topics.evaluation import Measures, measure
from otklik.triage.topics.mapping import Named, propose
from otklik.triage.topics.model import Choice, TopicModel, TopicReading
from otklik.triage.topics.training import LabelledText, train
from otklik.triage.topics.weights import HEADS

TAUGHT = (0, 50, 100, 150, 200)
UNSEEN = 98
"""Texts measured on, the last of an order; after 200 choices all that are left."""

Reader = Callable[[Sequence[str]], list[TopicReading]]


def main() -> None:
    """Prints one row a way of learning and a number of choices: mean ± standard deviation over the orders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--orders", type=int, default=10)
    asked = parser.parse_args()
    rows, named = read(asked.table)
    first = TopicModel.load()
    known = proposed(first, named)
    print(f"rows {len(rows)}, model {first.version}, labels proposed a meaning by name {len(known)}")
    print("way, choices | group: accuracy, weighted F1, among 3, ECE | theme | executor")
    for taught in TAUGHT:
        ways: dict[str, Callable[[list[LabelledText]], Reader]] = {
            "adapted, topics mapped by name": lambda seen: adapt(first, seen, known).read,
        }
        if taught:
            ways |= {
                "adapted, nothing mapped": lambda seen: adapt(first, seen, {}).read,
                "trained on them alone": lambda seen: train(seen).read,
                "most frequent": most_frequent,
            }
        for name, learn in ways.items():
            print(f"{name}, {taught} | " + " | ".join(over_orders(learn, rows, taught, asked.orders)), flush=True)


def read(path: Path) -> tuple[list[LabelledText], list[Named]]:
    """The rows, masked, and the region's topics: categories and the themes in them."""
    with path.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    rows = [LabelledText(mask(row["text"]).text, row["executor"], row["category"], row["theme"]) for row in cells]
    pairs = sorted({(row["category"], row["theme"]) for row in cells})
    upper = [Named(f"g\t{group}", group) for group in sorted({group for group, _ in pairs})]
    return rows, upper + [Named(f"t\t{group}\t{theme}", theme, group) for group, theme in pairs]


def proposed(first: TopicModel, named: Sequence[Named]) -> Known:
    """Every proposal taken as it is, with no person looking: a person would do better."""
    told: dict[tuple[str, str], dict[str, str]] = {}
    for one in propose(first, named):
        _, group, *theme = one.code.split("\t")
        told[one.head, one.label] = {"group": group} | ({"theme": theme[0]} if theme else {})
    return told


def most_frequent(seen: list[LabelledText]) -> Reader:
    """The three most frequent labels of each head, whatever the text."""
    choices = {
        head: tuple(Choice(label, times / len(seen)) for label, times in Counter(getattr(row, head) for row in seen)
                    .most_common(3))
        for head in HEADS
    }  # fmt: skip
    reading = TopicReading(choices["executor"], choices["group"], choices["theme"], ())
    return lambda texts: [reading] * len(texts)


def over_orders(
    learn: Callable[[list[LabelledText]], Reader], rows: list[LabelledText], taught: int, orders: int
) -> list[str]:
    """One cell a head: mean ± standard deviation of accuracy, weighted F1, among three; mean ECE."""
    found: dict[str, list[Measures]] = defaultdict(list)
    for seed in range(orders):
        order = np.random.default_rng(seed).permutation(len(rows))
        unseen = [rows[at] for at in order[max(taught, len(rows) - UNSEEN) :]]
        reader = learn([rows[at] for at in order[:taught]])
        for head, measures in measure(reader([row.text for row in unseen]), unseen).items():
            found[head].append(measures)
    return [cell(found[head]) for head in ("group", "theme", "executor")]


def cell(measured: Sequence[Measures]) -> str:
    """The measures of one head over orders."""
    told = [
        f"{statistics.mean(each):.3f} ± {statistics.pstdev(each):.3f}"
        for each in ([getattr(one, name) for one in measured] for name in ("accuracy", "weighted_f1", "top3"))
    ]
    return ", ".join([*told, f"{statistics.mean(one.ece for one in measured):.2f}"])


if __name__ == "__main__":
    main()
