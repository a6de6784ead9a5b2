"""What the model weighs: each word as hashed pieces of itself, each pair of neighbours as one more; no word is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from otklik.appeals.cutting import Cuts, Ints, Rows
from otklik.appeals.text import canonical, lemma

Hashes = NDArray[np.uint32]

KIND_BITS = 22
"""Room for hashes of one kind: 4 million, so that of the 130 thousand kept about one in thirty shares its place."""

SPELLING, MEANING, NAME = 0, 1, 2
"""Kinds of a feature: a run of 2-5 letters of the word; a dictionary form or a pair of them; a form with a capital."""

CAPITAL = "^"
"""Stands before a word written with a capital letter: a name of a place or a body more often than not."""

LONGEST_WORD = 24
MOST_WORDS = 3_000
"""Words of one text that are weighed: the longest of 18,047 public messages has fewer than a thousand."""

_SHORTEST_RUN, _LONGEST_RUN = 2, 5
_FIRST, _SECOND, _THIRD = np.uint32(0x7FEB352D), np.uint32(0x846CA68B), np.uint32(0x01000193)


@dataclass(frozen=True)
class Pieces:
    """Feature `ids` of words; `owner` is the index of the word each belongs to, `lemma_hash` has one value a word."""

    ids: Hashes
    owner: Ints
    lemma_hash: Hashes


def weighed(word: str) -> str:
    """The spelling in which a word is weighed: canonical, after CAPITAL if it has one; a mark stays as it is."""
    if word[0] == "[":
        return word
    return CAPITAL + canonical(word) if word[0].isupper() else canonical(word)


def words_of(texts: Sequence[str]) -> Rows:
    """The first words and marks of each text that are weighed, as numbers of the vocabulary; signs are left out."""
    return Cuts.of(texts).words.first(MOST_WORDS)


def pieces_of(words: Sequence[str]) -> Pieces:
    """All features of each word as weighed() spells it: runs of letters, its form, its form again with a capital."""
    names = np.flatnonzero([word[0] == CAPITAL for word in words])
    words = [word.removeprefix(CAPITAL) for word in words]
    lemmas = [word if word[0] == "[" else lemma(word) for word in words]
    lemma_hash = _hash_whole(lemmas)
    run_ids, run_owner = _runs(words)
    ids = np.concatenate([_placed(run_ids, SPELLING), _placed(lemma_hash, MEANING), _placed(lemma_hash[names], NAME)])
    owner = np.concatenate([run_owner, np.arange(len(words), dtype=np.int64), names])
    return Pieces(ids, owner, lemma_hash)


class Ranks:
    """The place of each feature among sorted `ids`: a bit a feature and a count a word of bits, so nothing is sought.

    After G. Jacobson, "Space-efficient Static Trees and Graphs" (1989), rank over a bit vector.
    """

    def __init__(self, ids: Hashes) -> None:
        bits = np.zeros(1 << (KIND_BITS + 2), bool)
        bits[ids] = True
        self._words = np.packbits(bits, bitorder="little").view("<u8").astype(np.uint64)
        counts = np.bitwise_count(self._words).astype(np.int64)
        self._before = np.cumsum(counts) - counts

    def of(self, ids: Hashes) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The place of each id, and whether it is there at all; of an absent one the place means nothing."""
        word = ids >> np.uint32(6)
        bit = np.uint64(1) << (ids & np.uint32(63)).astype(np.uint64)
        held = self._words[word]
        known = (held & bit) != 0
        return self._before[word] + np.bitwise_count(held & (bit - np.uint64(1))), known


def pair_ids(left: Hashes, right: Hashes) -> Hashes:
    """Features of pairs of neighbours from the hashes of their dictionary forms."""
    return _placed(_mixed(left * _THIRD + right), MEANING)


def kind_of(ids: Hashes) -> Hashes:
    """SPELLING, MEANING or NAME for each feature."""
    return ids >> np.uint32(KIND_BITS)


def _placed(hashes: Hashes, kind: int) -> Hashes:
    return (hashes & np.uint32((1 << KIND_BITS) - 1)) | np.uint32(kind << KIND_BITS)


def _mixed(hashes: Hashes) -> Hashes:
    """Bits spread evenly. Source: C. Wellons, "Prospecting for hash functions", lowbias32."""
    mixed = hashes ^ (hashes >> np.uint32(16))
    mixed *= _FIRST
    mixed ^= mixed >> np.uint32(15)
    mixed *= _SECOND
    mixed ^= mixed >> np.uint32(16)
    return mixed


def _letters(words: Sequence[str]) -> tuple[Hashes, Ints]:
    """Code points of all words in a row, each word between spaces, and the index of the word each belongs to."""
    framed = [f" {word[:LONGEST_WORD]} " for word in words]
    codes = np.frombuffer("".join(framed).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter(map(len, framed), dtype=np.int64, count=len(framed))
    return _mixed(codes + np.uint32(1)), np.repeat(np.arange(len(words), dtype=np.int64), lengths)


def _runs(words: Sequence[str]) -> tuple[Hashes, Ints]:
    codes, owner = _letters(words)
    found: list[Hashes] = []
    owners: list[Ints] = []
    rolling = codes
    for length in range(2, _LONGEST_RUN + 1):
        rolling = rolling[:-1] * _THIRD + codes[length - 1 :]
        inside = owner[: len(rolling)] == owner[length - 1 :]
        if length >= _SHORTEST_RUN:
            found.append(_mixed(rolling[inside] + np.uint32(length)))
            owners.append(owner[: len(rolling)][inside])
    return np.concatenate(found), np.concatenate(owners)


def _hash_whole(words: Sequence[str]) -> Hashes:
    codes, owner = _letters(words)
    starts = np.searchsorted(owner, np.arange(len(words)))
    place = (np.arange(len(codes)) - starts[owner]).astype(np.uint32)
    spread = _mixed(codes + place * np.uint32(0x9E3779B1))
    return _mixed(np.add.reduceat(spread, starts).astype(np.uint32)) if len(words) else spread
