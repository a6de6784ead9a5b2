"""Masks, essence and split of letters on real texts: how often each finds something, and how fast.

Usage: python bench/readers_essence.py ../shared/data/perm/incidents.csv
"""

import argparse
import csv
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from otklik.appeals.masking import mask
from otklik.triage.readers import essence, matters


def timed(read: Callable[[], list]) -> tuple[list, float]:
    """What `read` gives the second time, and the seconds of one core it took."""
    read()
    started = time.process_time()
    found = read()
    return found, time.process_time() - started


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("texts", type=Path)
    path = arguments.parse_args().texts
    with path.open(encoding="utf-8-sig", newline="") as rows:
        texts = [row["Текст инцидента"] for row in csv.DictReader(rows, delimiter=";")]
    masked, spent = timed(lambda: [mask(text) for text in texts])
    kinds = Counter(span.kind for one in masked for span in one.spans)
    print(
        f"masks     {len(texts) / spent:8,.0f} msg/s  {dict(kinds)}  diagnosis {sum(len(one.flags) for one in masked)}"
    )
    read, spent = timed(lambda: list(essence.READER.read(texts)))
    shares = {name: sum(bool(getattr(one, name)) for one in read) for name in ("has_matter", "wanted", "since")}
    print(f"essence   {len(texts) / spent:8,.0f} msg/s  { ({k: f'{v / len(texts):.1%}' for k, v in shares.items()}) }")
    split, spent = timed(lambda: list(matters.READER.read(texts)))
    print(f"matters   {len(texts) / spent:8,.0f} msg/s  {sum(bool(one.parts) for one in split)} of {len(texts)} split")


if __name__ == "__main__":
    main()
