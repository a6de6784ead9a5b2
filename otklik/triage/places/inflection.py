"""The forms that a place's name takes in the cases, by its ending."""

import csv
from functools import lru_cache
from itertools import product
from pathlib import Path

from otklik.appeals.text import canonical

FOLDER = Path(__file__).parents[1] / "readers_data" / "place"
MOST_INFLECTED = 2
"""Words of a name that are inflected; in a longer one, only its dictionary form is looked for."""


@lru_cache(maxsize=1)
def _endings() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Kind -> pairs of an ending and what may replace it, the longest ending first."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {"adjective": [], "noun": []}
    with (FOLDER / "endings.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table, delimiter=";"):
            found[row["kind"]].append((row["ending"], tuple(row["forms"].split("|"))))
    return {kind: tuple(sorted(rows, key=lambda row: -len(row[0]))) for kind, rows in found.items()}


def is_adjective(word: str) -> bool:
    """Whether a canonical word ends as an adjective of the dictionary form."""
    return len(word) > 4 and any(word.endswith(ending) for ending, _ in _endings()["adjective"])


def settlement_forms(name: str) -> set[tuple[str, ...]]:
    """All forms of a settlement's name, as tuples of canonical words: «Большие Луга» -> (больших, лугах) …"""
    words = tuple(canonical(word) for word in name.split())
    if not words or len(words) > MOST_INFLECTED:
        return {words} - {()}
    return {words, *product(*map(_word_forms, words))}


def street_forms(name: str) -> set[tuple[str, ...]]:
    """All forms of a street's name without its type: an adjective bends, what stands in the genitive does not."""
    words = tuple(canonical(word) for word in name.split())
    if not words:
        return set()
    bent = [_replaced(word, "adjective") if is_adjective(word) else {word} for word in words]
    return {words, *product(*bent)}


def _word_forms(word: str) -> set[str]:
    # «Большие» bends as an adjective and «Усолие» as a noun: both ways, for one of them is right.
    forms = _replaced(word, "adjective") if is_adjective(word) and not word.endswith("ье") else set()
    return {word} | (forms if forms and not word.endswith("ие") else forms | _replaced(word, "noun"))


def _replaced(word: str, kind: str) -> set[str]:
    for ending, forms in _endings()[kind]:
        if word.endswith(ending):
            return {word[: len(word) - len(ending)] + form for form in forms}
    return {word}
