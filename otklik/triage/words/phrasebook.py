"""Phrases written by people in a table: words that must stand near one another, and words that must not."""

import csv
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from otklik.appeals.cutting import SPELLED, Cuts, Ints, Table
from otklik.triage.topics.features import MOST_WORDS

_WINDOW = 5
_BEGINNING = 4

Group = frozenset[str]
Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One row of a table: what `label` and `weight` mean the reader says; all `groups` must stand within `window`."""

    label: str
    weight: str
    groups: tuple[Group, ...]
    unless: Group
    window: int


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase met in a text and the numbers of the words that made it, in order."""

    phrase: Phrase
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """Words that have any stem: the text of each, its place there, the code of its stems."""

    row: Ints
    place: Ints
    code: Ints


class PhraseBook:
    """All phrases of one table; only texts that have a word of every group of a phrase are looked at closely.

    Threads may share an instance: what it remembers of a word is the same whoever learns it.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = tuple(phrases)
        self._depth = max((len(phrase.groups) for phrase in phrases), default=0)
        self._width = 8 * max(1, -(-len(self._phrases) // 64))
        self._shorter = [
            self._as_bits(_bits(len(phrase.groups) <= depth for phrase in phrases)) for depth in range(self._depth)
        ]
        self._with = [self._with_at(depth) for depth in range(self._depth)]
        stems = set().union(*self._with, *(phrase.unless for phrase in phrases))
        self._known = stems | {stem.removeprefix("не_") for stem in stems if stem.startswith("не_")}
        self._lengths = sorted({len(stem) - 1 for stem in self._known if stem.endswith("*")})
        self._beginnings = {stem.removesuffix("*")[:_BEGINNING] for stem in self._known}
        self._short = tuple(stem[:-1] for stem in self._known if stem.endswith("*") and len(stem) <= _BEGINNING)
        # Stems of a word by its code, the next number for the word denied.
        self._tags: list[Group] = [frozenset(), frozenset()]
        self._codes: dict[Group, int] = {frozenset(): 0}
        self._words = Table(self._codes_of, SPELLED)
        self._met = [np.zeros((self._depth, self._width // 8), np.uint64)]

    @classmethod
    def load(cls, path: Path, labels: Container[str] | None = None) -> "PhraseBook":
        """Reads label;weight;words;unless;window, only the rows of `labels` if given.

        In `words` a space parts groups, | parts the words of one, * ends a stem; `не_X` is X right after «не» or «ни».
        `window` is how many words from the word of the first group the others may stand (5 if not said).
        """
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter=";")
            return cls([_phrase(row) for row in rows if labels is None or row["label"] in labels])

    def find(self, texts: Sequence[str]) -> list[list[Found]]:
        """Every phrase met in each text, once each, at its first place; in the order of the table."""
        cuts = Cuts.of(texts)
        told = self._told(cuts)
        found: list[list[Found]] = [[] for _ in cuts.cuts]
        for at, candidates, words in self._candidates(told):
            tags = [(place, self._tags[code]) for place, code in words]
            while candidates:
                lowest = candidates & -candidates
                candidates ^= lowest
                phrase = self._phrases[lowest.bit_length() - 1]
                places = _places(phrase, tags)
                if places:
                    found[at].append(Found(phrase, places))
        return found

    def _told(self, cuts: Cuts) -> _Told:
        """The words that have any stem; those after «не» by their denied code."""
        rows = cuts.rows.first(MOST_WORDS)
        codes = self._words.over(cuts.vocabulary)[rows.flat]
        words = np.flatnonzero(codes)
        row = rows.row[words]
        place = words - rows.starts[row]
        is_denied = _DENY.over(cuts.vocabulary)[rows.flat[words - 1]] & (place > 0)
        return _Told(row, place, 2 * codes[words] + is_denied)

    def _candidates(self, told: _Told) -> Iterator[tuple[int, int, Iterable[tuple[int, int]]]]:
        """Each text that has a word of every group of some phrase: its number, these phrases as bits, its words."""
        if not len(told.row):
            return
        starts = np.flatnonzero(np.diff(told.row, prepend=-1))
        met = np.bitwise_or.reduceat(np.array(self._met)[told.code >> 1], starts, axis=0)
        candidates = met[:, 0]
        for depth in range(1, self._depth):
            candidates = candidates & (met[:, depth] | self._shorter[depth])
        places, codes, ends = told.place.tolist(), told.code.tolist(), [*starts[1:].tolist(), len(told.row)]
        for one in np.flatnonzero(candidates.any(axis=1)).tolist():
            own = slice(starts[one], ends[one])
            phrases = int.from_bytes(candidates[one].tobytes(), "little")
            yield int(told.row[starts[one]]), phrases, zip(places[own], codes[own], strict=True)

    def _as_bits(self, phrases: int) -> Bits:
        return np.frombuffer(phrases.to_bytes(self._width, "little"), "<u8")

    def _with_at(self, depth: int) -> dict[str, int]:
        """Stem -> phrases (a bit each) whose group at this depth has the stem."""
        bits: dict[str, int] = {}
        for number, phrase in enumerate(self._phrases):
            for stem in phrase.groups[depth] if depth < len(phrase.groups) else ():
                bits[stem] = bits.get(stem, 0) | 1 << number
        return bits

    def _phrases_with(self, tags: Group) -> Bits:
        """Phrases in whose groups a word with these stems may stand, denied or not; one row a depth of groups."""
        rows = []
        for known in self._with:
            found = 0
            for tag in tags:
                found |= known.get(tag, 0) | known.get(f"не_{tag}", 0)
            rows.append(self._as_bits(found))
        return np.stack(rows)

    def _codes_of(self, words: Sequence[str]) -> Ints:
        """One number for all words with the same stems; 0 for none."""
        return np.fromiter(map(self._code, words), np.intp, len(words))

    def _code(self, word: str) -> int:
        if word[:_BEGINNING] not in self._beginnings and not word.startswith(self._short):
            return 0
        stems = [word, *[word[:length] + "*" for length in self._lengths if length <= len(word)]]
        tags = frozenset([stem for stem in stems if stem in self._known])
        if tags not in self._codes:
            self._tags += [tags, tags | {f"не_{tag}" for tag in tags}]
            self._met.append(self._phrases_with(tags))
            self._codes[tags] = len(self._met) - 1
        return self._codes[tags]


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << number for number, flag in enumerate(flags) if flag)


def _phrase(row: dict[str, str]) -> Phrase:
    groups = tuple(frozenset(group.split("|")) for group in row["words"].split())
    unless = frozenset(row["unless"].replace("|", " ").split())
    return Phrase(row["label"], row["weight"], groups, unless, int(row["window"] or _WINDOW))


def _deny(words: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([word in ("не", "ни") for word in words], bool)


_DENY = Table(_deny, SPELLED)


def _places(phrase: Phrase, tags: Sequence[tuple[int, Group]]) -> tuple[int, ...]:
    """The words that make the phrase at its first place; empty if a word is missing or a forbidden one is near."""
    if len(phrase.groups) == 1 and not phrase.unless:
        return next(((place,) for place, stems in tags if not phrase.groups[0].isdisjoint(stems)), ())
    for place, stems in tags:
        if not phrase.groups[0].isdisjoint(stems):
            near = [(at, there) for at, there in tags if abs(at - place) <= phrase.window]
            if phrase.unless and any(not phrase.unless.isdisjoint(there) for _, there in near):
                continue
            places = _completed(phrase, place, near)
            if places:
                return places
    return ()


def _completed(phrase: Phrase, place: int, near: Sequence[tuple[int, Group]]) -> tuple[int, ...]:
    """`place` and the nearest word of every other group; empty if one has none."""
    chosen = {place}
    for group in phrase.groups[1:]:
        fitting = [at for at, there in near if at not in chosen and not group.isdisjoint(there)]
        if not fitting:
            return ()
        chosen.add(min(fitting, key=lambda at: abs(at - place)))
    return tuple(sorted(chosen))
