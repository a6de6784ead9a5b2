"""Turns of speech from a table, met in any inflection, and where they stand."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from otklik.appeals.cutting import SPELLED, Column, Cut, Vocabulary
from otklik.appeals.text import canonical, lemma

_GAP = "~"
_WIDEST_GAP = 4
_DENY = frozenset(("не", "ни", "нет", "без"))


@dataclass(frozen=True, slots=True)
class Turn:
    """One row: what its `label` means the check says; `advice` is plain words to put instead, or empty."""

    label: str
    words: str
    advice: str


@dataclass(frozen=True, slots=True)
class Met:
    """A turn met in a text: the numbers of its first and last token; whether «не» stands right before it."""

    turn: Turn
    first: int
    last: int
    is_denied: bool


class TurnBook:
    """All turns of one table; a word is compared with them once and remembered. Threads may share an instance.

    In `words` a plain word is met in all its forms, `=word` only as it stands, `stem*` by its beginning; `a|b` is any
    of them; `~` between words stands for up to four others.
    """

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._lemmas: defaultdict[str, set[int]] = defaultdict(set)
        self._exact: defaultdict[str, set[int]] = defaultdict(set)
        self._stems: defaultdict[str, set[int]] = defaultdict(set)
        self._elements: dict[str, int] = {}
        self._starts: defaultdict[int, list[tuple[Turn, tuple[int, ...]]]] = defaultdict(list)
        for turn in turns:
            path = tuple(map(self._element, turn.words.split()))
            self._starts[path[0]].append((turn, path))
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._words = Column(self._met_by, SPELLED)

    @classmethod
    def load(cls, path: Path) -> "TurnBook":
        """Reads label;words;advice; lines that begin with # are remarks."""
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter=";")
            return cls([Turn(row["label"], row["words"], row["advice"] or "") for row in rows])

    def find(self, cut: Cut, vocabulary: Vocabulary) -> dict[str, list[Met]]:
        """Every turn met in a text, by label, in order; turns of a label that share a word are one."""
        known = self._words.over(vocabulary)
        told = [known[number] for number in cut.numbers]
        spelled = SPELLED.over(vocabulary)
        found: defaultdict[str, list[Met]] = defaultdict(list)
        for first, elements in enumerate(told):
            if not elements:
                continue
            is_denied = first > 0 and spelled[cut.numbers[first - 1]] in _DENY
            longest = self._longest(elements, first, told)
            for turn, last in longest:
                _put(found[turn.label], Met(turn, first, last, is_denied))
        return found

    def _longest(
        self, elements: Iterable[int], first: int, told: Sequence[frozenset[int]]
    ) -> Iterator[tuple[Turn, int]]:
        best: dict[str, tuple[Turn, int]] = {}
        for element in elements:
            for turn, path in self._starts.get(element, ()):
                last = _end(path, first, told)
                if last >= 0 and last >= best.get(turn.label, (turn, -1))[1]:
                    best[turn.label] = (turn, last)
        return iter(best.values())

    def _element(self, written: str) -> int:
        """The number of one element of a turn; -1 is a gap."""
        if written == _GAP:
            return -1
        number = self._elements.setdefault(written, len(self._elements))
        for way in written.split("|"):
            if way.startswith("="):
                self._exact[canonical(way[1:])].add(number)
            elif way.endswith("*"):
                self._stems[canonical(way[:-1])].add(number)
            else:
                self._lemmas[lemma(canonical(way))].add(number)
        return number

    def _met_by(self, word: str) -> frozenset[int]:
        """The elements that a word, in one spelling, is a case of."""
        if not word[0].isalnum():
            return frozenset()
        met = self._exact.get(word, set()) | self._lemmas.get(lemma(word), set())
        for length in self._stem_lengths:
            if length <= len(word):
                met = met | self._stems.get(word[:length], set())
        return frozenset(met)


def _put(met: list[Met], one: Met) -> None:
    if met and one.first <= met[-1].last:
        met[-1] = replace(met[-1], last=max(one.last, met[-1].last))
    else:
        met.append(one)


def _end(path: Sequence[int], first: int, told: Sequence[frozenset[int]]) -> int:
    """The last token of a turn that begins at `first`; -1 where it does not go on."""
    at, may_skip = first, 0
    for element in path[1:]:
        if element < 0:
            may_skip = _WIDEST_GAP
            continue
        window = range(at + 1, min(at + 2 + may_skip, len(told)))
        at = next((place for place in window if element in told[place]), -1)
        if at < 0:
            return -1
        may_skip = 0
    return at
