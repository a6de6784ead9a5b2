"""Why a term may be extended: a list to choose from, each row with the words for the author and its source."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SEED = Path(__file__).parent / "seed" / "extension_reasons.csv"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of an extension: how it is called here, what the author is told, by which clause."""

    code: str
    title: str
    told: str
    source: str


@cache
def reasons() -> dict[str, Reason]:
    """The reasons by code, in the order of the list."""
    with SEED.open(encoding="utf-8", newline="") as table:
        return {row["code"]: Reason(**row) for row in csv.DictReader(table)}
