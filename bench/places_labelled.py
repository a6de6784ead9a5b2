"""How well places are found in public messages that a person read: precision and recall by kind.

Run: `python -m bench.places_labelled MESSAGES [--towns TABLE]` with `../shared/data/perm/incidents.csv` and
`../shared/data/geo/oktmo_mo_south_volga_2016.csv`, from which the names of the region's municipalities and their
centres are taken; no list of its streets is at hand, so streets are found by form.

`bench/labels/places.csv` holds the number of a message, its half (`build` was looked at while the reader was mended,
`held` was not), the kind of a place, the characters where it stands, and whether the person was sure (0: found or not,
it is left out; kind `none`: the message tells no place). A place is met where one of its kind overlaps it; a house or a
building must be the very same characters.
"""

import argparse
import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.readers_place import read_texts
from otklik.triage.places.found import KINDS, Name, Place
from otklik.triage.readers.place import read
from otklik.triage.words.gazetteer import EMPTY, Gazetteer

LABELS = Path(__file__).parent / "labels" / "places.csv"
EXACT = ("house", "building")
REGION = "57"
DRAWS, SEED = 2_000, 20261121


@dataclass(frozen=True)
class Told:
    """A place that the person saw: its kind, its characters, whether the person was sure."""

    kind: str
    start: int
    end: int
    is_sure: bool

    def meets(self, place: Place) -> bool:
        """Whether a found place is this one."""
        if place.kind in EXACT and place.kind == self.kind:
            return (place.start, place.end) == (self.start, self.end)
        return place.start < self.end and self.start < place.end


@dataclass(frozen=True)
class Count:
    """One message and one kind: places told, found, found rightly; told ones that were met."""

    told: int
    found: int
    right: int
    met: int


def main() -> None:
    """Prints a table for each half, by form alone and with the names of municipalities and centres."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=Path)
    parser.add_argument("--towns", type=Path, help="table of municipalities: oktmo8,name,centre")
    parser.add_argument("--misses", action="store_true", help="print the numbers of messages read wrongly, by kind")
    asked = parser.parse_args()
    texts = read_texts(asked.messages)
    gazetteers = {"by form alone": EMPTY}
    if asked.towns:
        gazetteers["with municipalities and centres"] = Gazetteer.build(towns(asked.towns))
    for half in ("build", "held"):
        labels = read_labels(half)
        for title, gazetteer in gazetteers.items():
            report(f"{half}, {len(labels)} messages, {title}", texts, labels, gazetteer, asked.misses)


def read_labels(half: str) -> dict[int, list[Told]]:
    """The places of each labelled message, by its number; none for a message that tells no place."""
    found: dict[int, list[Told]] = {}
    with LABELS.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter=";"):
            if row["half"] != half:
                continue
            places = found.setdefault(int(row["index"]), [])
            if row["kind"] != "none":
                places.append(Told(row["kind"], int(row["start"]), int(row["end"]), row["sure"] == "1"))
    return found


def towns(table: Path) -> Iterable[Name]:
    """Municipalities of the region and the centres of all of its municipal rows, as names of a gazetteer."""
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            code, name = row["oktmo8"], row["name"]
            if not code.startswith(REGION) or not row["centre"]:
                continue
            within = f"{code[:5]}000"
            if code == within:
                yield Name("municipality", code, name, within)
            # The centre of a district stands in the row of its own settlement too, sometimes in another municipality.
            if "район" not in name:
                yield Name("settlement", f"{code}001", row["centre"], within)


def report(
    title: str, texts: Sequence[str], labels: dict[int, list[Told]], gazetteer: Gazetteer, with_misses: bool
) -> None:
    """A line a kind: told, found, precision and recall with 95 % intervals from samples of messages."""
    print(title)
    readings = dict(zip(labels, read([texts[index] for index in labels], gazetteer), strict=True))
    for kind in (*KINDS, "all"):
        counts = {index: counted(kind, labels[index], readings[index].places) for index in labels}
        rows = list(counts.values())
        print(f"  {kind:12} told {sum(row.told for row in rows):3} found {sum(row.found for row in rows):3} "
              f"precision {share(rows, 'right', 'found')} recall {share(rows, 'met', 'told')}")  # fmt: skip
        if with_misses and kind != "all":
            lost = [index for index, row in counts.items() if row.met < row.told]
            wrong = [index for index, row in counts.items() if row.right < row.found]
            print(f"    lost {lost}\n    wrong {wrong}")
    placed = sum(bool(reading.municipality) for reading in readings.values())
    print(f"  municipality decided in {placed}")


def counted(kind: str, told: Sequence[Told], found: Sequence[Place]) -> Count:
    """One message: a found place that only meets an unsure one counts for nothing."""
    kinds = KINDS if kind == "all" else (kind,)
    ours = [place for place in found if place.kind in kinds]
    sure = [one for one in told if one.is_sure and one.kind in kinds]
    right = [place for place in ours if any(one.kind == place.kind and one.meets(place) for one in sure)]
    unsure = [one for one in told if not one.is_sure]
    left_out = [place for place in ours if place not in right and any(one.meets(place) for one in unsure)]
    met = [one for one in sure if any(place.kind == one.kind and one.meets(place) for place in ours)]
    return Count(len(sure), len(ours) - len(left_out), len(right), len(met))


def share(rows: Sequence[Count], part: str, whole: str) -> str:
    """A share over all messages, with its 95 % interval from samples of messages."""
    pairs = [(getattr(row, part), getattr(row, whole)) for row in rows]
    if not sum(all_of for _, all_of in pairs):
        return "–"
    draw, shares = random.Random(SEED), []
    for _ in range(DRAWS):
        sample = draw.choices(pairs, k=len(pairs))
        if all_of := sum(one for _, one in sample):
            shares.append(sum(one for one, _ in sample) / all_of)
    shares.sort()
    low, high = shares[int(len(shares) * 0.025)], shares[int(len(shares) * 0.975) - 1]
    return f"{sum(one for one, _ in pairs) / sum(one for _, one in pairs):.2f} ({low:.2f}-{high:.2f})"


if __name__ == "__main__":
    main()
