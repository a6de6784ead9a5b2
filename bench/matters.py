"""The same matter on the demo's truth: how many links are right, how many letters about one thing are brought together.

Usage: python -m bench.matters. Reads ninety days of invented letters with the shipped model and the region's gazetteer,
without a database, and prints one JSON object. A link is right where both letters are of one invented matter, burst or
campaign, or one repeats the other; everything else that meets in a street by chance counts as wrong. The limits of days
were chosen on the letters of the demo's own seed; those of another seed were never looked at.
"""

import csv
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from otklik.flow.demo import region, stream
from otklik.flow.demo.stream import DemoLetter
from otklik.triage.again.matter import Matter, Where, matters
from otklik.triage.places.found import Name
from otklik.triage.places.spot import spot
from otklik.triage.readers import place
from otklik.triage.topics.model import TopicModel
from otklik.triage.words.gazetteer import Gazetteer

ROOT = Path(__file__).resolve().parents[1]
UNTIL = datetime(2026, 11, 20, 18, 30, tzinfo=timezone(timedelta(hours=5)))


def names(land: region.Region) -> Iterator[Name]:
    """The region's gazetteer as the product keeps it."""
    for town in land.municipalities:
        yield Name("municipality", town.code, town.name, town.code)
        yield from (Name("settlement", one.code, one.name, town.code) for one in town.settlements)
        yield from (Name("street", one.settlement, one.full, town.code) for one in town.streets)
        yield from (Name("landmark", one.settlement, one.name, town.code) for one in town.landmarks)


def codes() -> dict[str, str]:
    """Names of groups and themes -> their codes; a theme of two groups keeps the first."""
    with (ROOT / "otklik/reference/seed/im_topics.csv").open(encoding="utf-8", newline="") as rows:
        return {row["name"].removeprefix("★").strip(): row["code"] for row in reversed(list(csv.DictReader(rows)))}


def wheres(letters: list[DemoLetter]) -> list[Where]:
    """As triage sees them; the territory comes with the letter, as the demo's sources give it."""
    known = codes()
    texts = [letter.text for letter in letters]
    readings = TopicModel.load().asking(0).read(texts)
    places = place.read(texts, Gazetteer.build(names(region.build())))
    found = []
    for number, (letter, reading, told) in enumerate(zip(letters, readings, places, strict=True), 1):
        theme = known.get(reading.theme[0].label.removeprefix("★").strip(), "") if reading.theme else ""
        where = Where(number, letter.published_at, theme[:5], theme, letter.truth.territory_code, spot(told))
        found.append(where)
    return found


def is_right(one: DemoLetter, other: DemoLetter) -> bool:
    a, b = one.truth, other.truth
    same = [(a.matter, b.matter), (a.burst, b.burst), (a.campaign, b.campaign)]
    repeated = (a.duplicate_of or one.outside_id) == (b.duplicate_of or other.outside_id)
    return repeated or any(first is not None and first == second for first, second in same)


def report(letters: list[DemoLetter], links: list[Matter]) -> dict[str, object]:
    pairs = [(letters[link.question - 1], letters[link.earlier - 1], link) for link in links]
    by_reason: dict[str, Counter[bool]] = {}
    for one, other, link in pairs:
        by_reason.setdefault(", ".join(link.why.split(", ")[:-1]), Counter())[is_right(one, other)] += 1
    right = sum(is_right(one, other) for one, other, _ in pairs)
    later = met = 0
    seen: set[str] = set()
    linked = {link.question for link in links}
    for number, letter in enumerate(letters, 1):
        if letter.truth.matter:
            later += letter.truth.matter in seen
            met += letter.truth.matter in seen and number in linked
            seen.add(letter.truth.matter)
    return {
        "letters": len(letters), "links": len(links), "precision": round(right / max(len(links), 1), 3),
        "right and wrong by reason": {why: f"{count[True]} / {count[False]}" for why, count in by_reason.items()},
        "later letters of invented matters": later, "of them linked": round(met / max(later, 1), 3),
    }  # fmt: skip


def measured(seed: int) -> dict[str, object]:
    written = stream.letters(region.build(), until=UNTIL, seed=seed)
    letters = list({one.outside_id: one for one in written}.values())
    fresh = wheres(letters)
    begun = time.process_time()
    links = matters(fresh, [])
    speed = round(len(letters) / (time.process_time() - begun))
    return report(letters, links) | {"linking, letters a CPU-second": speed}


def main() -> None:
    told = {"the demo's seed": measured(2026), "an unseen seed": measured(7)}
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
