"""Phrases written by people in a table: words that must stand near one another, and words that must not."""

import csv
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_WINDOW = 5
_LONGEST_STEM = 14
_WORDS_KEPT = 1 << 16

Group = frozenset[str]


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


class PhraseBook:
    """All phrases of one table; a text that lacks a word of every phrase costs a few set operations.

    Threads may share an instance: what it remembers of a word is the same whoever learns it.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = tuple(phrases)
        self._depth = max((len(phrase.groups) for phrase in phrases), default=0)
        self._shorter = [_bits(len(phrase.groups) <= depth for phrase in phrases) for depth in range(self._depth)]
        self._bits = [self._bits_at(depth) for depth in range(self._depth)]
        self._stems = set().union(*self._bits, *(phrase.unless for phrase in phrases))
        self._denied = {stem.removeprefix("не_") for stem in self._stems if stem.startswith("не_")}
        self._tags: dict[str, Group] = {}
        self._masks: dict[str, tuple[int, ...]] = {}
        self._hot: set[str] = set()

    @classmethod
    def load(cls, path: Path, labels: Container[str] | None = None) -> "PhraseBook":
        """Reads label;weight;words;unless;window, only the rows of `labels` if given.

        In `words` a space parts groups, | parts the words of one, * ends a stem; `не_X` is X right after «не» or «ни».
        `window` is how many words from the word of the first group the others may stand (5 if not said).
        """
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter=";")
            return cls([_phrase(row) for row in rows if labels is None or row["label"] in labels])

    def find(self, words: Sequence[str]) -> list[Found]:
        """Every phrase met, once each, at its first place; in the order of the table."""
        found = []
        candidates = self._candidates(words)
        if candidates:
            tags = self._tagged(words)
            while candidates:
                lowest = candidates & -candidates
                candidates ^= lowest
                phrase = self._phrases[lowest.bit_length() - 1]
                places = _places(phrase, tags)
                if places:
                    found.append(Found(phrase, places))
        return found

    def _candidates(self, words: Sequence[str]) -> int:
        """Phrases (a bit each) of whose every group the text has a word somewhere."""
        present = set(words)
        fresh = present.difference(self._masks)
        if fresh:
            self._learn(fresh, present)
        met = [0] * self._depth
        for word in present & self._hot:
            for depth, mask in enumerate(self._masks[word]):
                met[depth] |= mask
        candidates = met[0] if met else 0
        for depth in range(1, self._depth):
            candidates &= met[depth] | self._shorter[depth]
        return candidates

    def _bits_at(self, depth: int) -> dict[str, int]:
        """Stem -> phrases (a bit each) whose group at this depth has the stem."""
        bits: dict[str, int] = {}
        for number, phrase in enumerate(self._phrases):
            for stem in phrase.groups[depth] if depth < len(phrase.groups) else ():
                bits[stem] = bits.get(stem, 0) | 1 << number
        return bits

    def _learn(self, fresh: set[str], present: set[str]) -> None:
        """Which stems each new word has; the memory is bounded."""
        if len(self._masks) > _WORDS_KEPT:
            self._tags, self._masks, self._hot = {}, {}, set()
            fresh = present
        for word in fresh:
            stems = {word, *(word[:length] + "*" for length in range(1, min(len(word), _LONGEST_STEM) + 1))}
            tags = frozenset(stem for stem in stems if stem in self._stems or stem in self._denied)
            masks = self._mask(tags)
            if tags:
                self._tags[word] = tags
            self._masks[word] = masks
            if any(masks):
                self._hot.add(word)

    def _mask(self, tags: Group) -> tuple[int, ...]:
        masks = [0] * self._depth
        for depth, bits in enumerate(self._bits):
            for tag in tags:
                masks[depth] |= bits.get(tag, 0) | bits.get(f"не_{tag}", 0)
        return tuple(masks)

    def _tagged(self, words: Sequence[str]) -> list[tuple[int, Group]]:
        """Numbers and stems of the words that have any; after «не» the denied ones too."""
        tagged = []
        for place, word in enumerate(words):
            tags = self._tags.get(word)
            if tags:
                if place and words[place - 1] in ("не", "ни"):
                    tags |= {f"не_{stem}" for stem in tags}
                tagged.append((place, tags))
        return tagged


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << number for number, flag in enumerate(flags) if flag)


def _phrase(row: dict[str, str]) -> Phrase:
    groups = tuple(frozenset(group.split("|")) for group in row["words"].split())
    unless = frozenset(row["unless"].replace("|", " ").split())
    return Phrase(row["label"], row["weight"], groups, unless, int(row["window"] or _WINDOW))


def _places(phrase: Phrase, tags: Sequence[tuple[int, Group]]) -> tuple[int, ...]:
    """The words that make the phrase at its first place; empty if a word is missing or a forbidden one is near."""
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
