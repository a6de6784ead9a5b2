"""How well urgency, rudeness, tone and personal data are read, on public messages drawn by strata and read by a person.

Run: `python -m bench.sampled MESSAGES` with `../shared/data/perm/incidents.csv`.
`bench/labels/{urgency,rudeness,tone,personal}.csv` hold the number of a message, its stratum, its weight (messages of
the stratum for each one drawn), the label («?»: the person could not say; left out) and the half: `build` was looked
at while the readers were mended, `held` was not. Measures are weighted back to all messages; 95 % intervals are from
2,000 bootstrap samples inside the strata, so a stratum where nothing was found adds nothing to them.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from otklik.appeals.masking import mask
from otklik.triage.readers import rudeness, tone, urgency
from otklik.triage.topics.evaluation import read_labelled

LABELS = Path(__file__).parent / "labels"
SAMPLES = 2_000
SEED = 20261121


@dataclass(frozen=True)
class Read:
    """One message: how many things are true of it, how many the reader says, how many of them are both."""

    stratum: str
    weight: float
    true: int
    said: int
    met: int


def main() -> None:
    """Prints recall and precision of each reader on both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=Path)
    texts = [row.text for row in read_labelled(parser.parse_args().messages)]
    for halves in (("build",), ("held",), ("build", "held"), ("fresh",)):
        print("-- labels:", *halves)
        report("urgency, now or soon", judged("urgency", halves, texts, _urgent, "1"))
        report("rudeness", judged("rudeness", halves, texts, _rude, "1"))
        for one in tone.TONES:
            report(f"tone, {one}", judged("tone", halves, texts, _tone, one))
        for kind in ("", "name", "flat", "birth"):
            report(f"personal data {kind}", personal(halves, texts, kind))


def judged(
    name: str, halves: Container[str], texts: Sequence[str], read: Callable[[str], str], sought: str
) -> list[Read]:
    """The rows of one table of labels that the person was sure of: is it `sought`, and is it read so."""
    reads = []
    for row in labels(name):
        if row["half"] in halves and row["label"] != "?":
            true, said = row["label"] == sought, read(texts[int(row["index"])]) == sought
            reads.append(Read(row["stratum"], float(row["weight"]), true, said, true and said))
    return reads


def personal(halves: Container[str], texts: Sequence[str], kind: str) -> list[Read]:
    """Places of personal data, of one kind or (empty) of any; a place is met if what is masked shares a letter."""
    by_text: defaultdict[tuple[int, str, float], list[tuple[int, int]]] = defaultdict(list)
    for row in labels("personal"):
        if row["half"] in halves:
            places = by_text[int(row["index"]), row["stratum"], float(row["weight"])]
            if row["label"] == "1" and kind in ("", row["kind"]):
                places.append((int(row["start"]), int(row["end"])))
    reads = []
    for (index, stratum, weight), true in by_text.items():
        said = [(span.start, span.end) for span in mask(texts[index]).spans if kind in ("", span.kind)]
        reads.append(Read(stratum, weight, len(true), len(said), sum(meets(place, said) for place in true)))
    return reads


def meets(place: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether a place shares a character with any of the others."""
    return any(place[0] < end and start < place[1] for start, end in others)


def labels(name: str) -> list[dict[str, str]]:
    """The rows of one table of labels."""
    with (LABELS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def report(name: str, reads: Sequence[Read]) -> None:
    """One line: how many were read and true, weighted recall and precision with their intervals."""
    strata = defaultdict(list)
    for place, read in enumerate(reads):
        strata[read.stratum].append(place)
    table = np.array([(read.true, read.said, read.met) for read in reads]) * [[read.weight] for read in reads]
    draw = np.random.default_rng(SEED)
    drawn = [
        table[np.concatenate([draw.choice(places, len(places)) for places in strata.values()])] for _ in range(SAMPLES)
    ]
    counts = " ".join(f"{what} {sum(getattr(read, what) for read in reads):3}" for what in ("true", "said", "met"))
    print(f"{name:22} n {len(reads):3} {counts} recall {told(table, drawn, 0)} precision {told(table, drawn, 1)}")


def told(table: np.ndarray, drawn: Sequence[np.ndarray], column: int) -> str:
    """What is met as a share of what is true (column 0) or said (column 1), and its interval."""
    shares = [share(one, column) for one in drawn]
    low, high = (np.nan, np.nan) if np.isnan(shares).all() else np.nanpercentile(shares, (2.5, 97.5))
    return f"{share(table, column):.2f} ({low:.2f}-{high:.2f})"


def share(table: np.ndarray, column: int) -> float:
    whole = table[:, column].sum()
    return float(table[:, 2].sum() / whole) if whole else float("nan")


def _urgent(text: str) -> str:
    return "0" if urgency.READER.read([text])[0].level == "none" else "1"


def _rude(text: str) -> str:
    return "1" if rudeness.READER.read([text])[0].rude else "0"


def _tone(text: str) -> str:
    return str(tone.READER.read([text])[0].tone)


if __name__ == "__main__":
    main()
