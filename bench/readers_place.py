"""How well places are found in the demo's letters, with the gazetteer and by form alone, and how fast anywhere.

Run: `python bench/readers_place.py [../shared/data/perm/incidents.csv]`
"""

import argparse
import csv
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from otklik.appeals.text import canonical
from otklik.flow.demo import region, stream
from otklik.flow.demo.region import Region
from otklik.flow.demo.stream import DemoLetter, Truth
from otklik.triage.places.found import Name, Place, PlaceReading
from otklik.triage.places.inflection import settlement_forms, street_forms
from otklik.triage.readers.place import read
from otklik.triage.words.gazetteer import EMPTY, Gazetteer, bare_settlement, bare_street

UNTIL = datetime(2026, 10, 1, 20, tzinfo=timezone(timedelta(hours=5)))
KINDS = ("street", "house", "settlement")
BATCH = 1000


def main() -> None:
    """Prints a table of precision and recall by kind, then messages a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path, nargs="?", help="table of messages with the column «Текст инцидента»")
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--misses", type=int, default=0, help="so many of the wrong answers are printed")
    told = parser.parse_args()
    land = region.build()
    letters = list(stream.letters(land, until=UNTIL, days=50))[: told.letters]
    started = time.process_time()
    full = Gazetteer.build(names_of(land))
    print(f"{len(letters)} demo letters; gazetteer built in {time.process_time() - started:.2f} s")
    for title, gazetteer in (("with the gazetteer", full), ("by form alone", EMPTY)):
        readings = read([letter.text for letter in letters], gazetteer)
        measure(title, letters, readings, told.misses)
    texts = read_texts(told.table) if told.table else [letter.text for letter in letters]
    for title, gazetteer in (("with the gazetteer", full), ("by form alone", EMPTY)):
        speed(title, texts, gazetteer)


def names_of(land: Region) -> Iterable[Name]:
    """The demo's region as rows of a gazetteer; a street's code is its settlement's."""
    for place in land.municipalities:
        yield Name("municipality", place.code, place.name, place.code)
        yield from (Name("settlement", each.code, f"{each.kind} {each.name}", place.code) for each in place.settlements)
        yield from (Name("street", each.settlement, each.full, place.code) for each in place.streets)
        yield from (Name("landmark", each.settlement, each.name, place.code) for each in place.landmarks)
        yield from (Name("route", place.code, each.number, place.code) for each in place.routes)


def measure(title: str, letters: Sequence[DemoLetter], readings: Sequence[PlaceReading], misses: int) -> None:
    """Precision over all that was found, recall over all that the letters tell."""
    print(title)
    for kind in KINDS:
        found = right = told = caught = 0
        for letter, reading in zip(letters, readings, strict=True):
            ours = {place.text: place for place in reading.places if place.kind == kind}.values()
            good = [place for place in ours if agrees(place, letter.truth)]
            truth = getattr(letter.truth, kind)
            found, right, told = found + len(ours), right + len(good), told + (truth is not None)
            caught += truth is not None and bool(good)
            if misses and (len(good) < len(ours) or (truth and not good)):
                misses -= 1
                print(f"  {kind}: {truth!r} ours {[place.text for place in ours]} in {letter.text[:300]!r}")
        print(
            f"  {kind:12} precision {right / max(found, 1):.3f} recall {caught / told:.3f} ({found} found, {told} told)"
        )
    decided = [(letter, reading) for letter, reading in zip(letters, readings, strict=True) if reading.municipality]
    named = [pair for pair in zip(letters, readings, strict=True) if pair[0].truth.settlement]
    right = sum(reading.municipality == letter.truth.territory_code for letter, reading in decided)
    caught = sum(reading.municipality == letter.truth.territory_code for letter, reading in named)
    print(f"  municipality precision {right / max(len(decided), 1):.3f} ({len(decided)} decided) "
          f"recall {caught / len(named):.3f} of {len(named)} that name a settlement")  # fmt: skip


def agrees(place: Place, truth: Truth) -> bool:
    """Whether the found place is the true one, in any of its forms."""
    known = getattr(truth, place.kind)
    if known is None or place.kind == "house":
        return place.text == known
    if place.kind == "street":
        return _words(bare_street(place.text)[1]) in street_forms(bare_street(known)[1])
    return _words(bare_settlement(place.text)) in settlement_forms(known)


def _words(name: str) -> tuple[str, ...]:
    return tuple(canonical(word) for word in name.split())


def read_texts(table: Path) -> list[str]:
    """The texts of a table of messages."""
    with table.open(encoding="utf-8", newline="") as rows:
        return [row["Текст инцидента"] for row in csv.DictReader(rows, delimiter=";")]


def speed(title: str, texts: Sequence[str], gazetteer: Gazetteer) -> None:
    """Messages a second of one core, words already met."""
    for state in ("new words", "known words"):
        started = time.process_time()
        for start in range(0, len(texts), BATCH):
            read(texts[start : start + BATCH], gazetteer)
        print(f"{title}, {state}: {len(texts) / (time.process_time() - started):,.0f} msg/s")


if __name__ == "__main__":
    main()
