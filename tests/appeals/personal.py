"""Invented rows in which personal data is marked, and how many of the marks the masks find, kind by kind."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from otklik.appeals.masking import mask

_ROWS = Path(__file__).parent / "personal_labelled.txt"
_MARK = re.compile(r"‹([a-z]+):([^›]+)›")


@dataclass(frozen=True)
class Row:
    """A text and its places of personal data: kind, start and end. Rules were mended on the rows with `half` 0."""

    text: str
    places: frozenset[tuple[str, int, int]]
    half: int


def rows() -> Iterator[Row]:
    """Every row of the table, in order; the halves take turns by three, so that both have every kind."""
    for number, written in enumerate(_ROWS.read_text(encoding="utf-8").splitlines()):
        plain, places, at = "", set(), 0
        for found in _MARK.finditer(written):
            plain += written[at : found.start()]
            places.add((found[1], len(plain), len(plain) + len(found[2])))
            plain, at = plain + found[2], found.end()
        yield Row(plain + written[at:], frozenset(places), number % 2)


def counted(half: int) -> dict[str, Counter[str]]:
    """By kind: `true` places, `said` places, `met` (they overlap and are of one kind), over one half of the rows."""
    counts: dict[str, Counter[str]] = {}
    for row in rows():
        if row.half == half:
            said = said_of(row.text)
            for kind, start, end in row.places:
                one = counts.setdefault(kind, Counter())
                one["true"] += 1
                one["met"] += any(kind == of and start < stop and begin < end for of, begin, stop in said)
            for kind, _, _ in said:
                counts.setdefault(kind, Counter())["said"] += 1
    return counts


def said_of(text: str) -> list[tuple[str, int, int]]:
    """What is masked and what is flagged."""
    masked = mask(text)
    return [(span.kind, span.start, span.end) for span in (*masked.spans, *masked.flags)]
