"""The demo region's tables: places, bodies, rules, words; changed by hand, read as they are."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `tables/<name>.csv`, each by its column heads."""
    return read(FOLDER / "tables" / f"{name}.csv")


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table with semicolons, in UTF-8."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


@lru_cache(maxsize=1)
def _words() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows("words"):
        found.setdefault(row["kind"], []).append(row["word"])
    return {kind: tuple(group) for kind, group in found.items()}


def words(kind: str) -> tuple[str, ...]:
    """All words of a kind; KeyError names a kind that the table lacks."""
    return _words()[kind]
