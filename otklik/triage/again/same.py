"""The same again: how two letters are found to be the same text, nearly the same, or about the same matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from otklik.appeals.cutting import LEMMAS, Cuts, Ints, Table

WINDOW_DAYS = 90
"""Letters further apart are not looked at: a pit of last winter is another pit."""

NEAR = 0.6
"""Share of common runs of words from which two texts are nearly the same; chosen on the campaigns of the demo."""

_LEAST_WORDS = 6
_BANDS, _ROWS = 10, 3
_SEED = 20261121
_LEFT = np.uint64(0x9E3779B97F4A7C15)
_NONE = bytes(8)


Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Print:
    """What a text is recognised by: its runs of words, and band hashes, of which nearly the same texts share some."""

    runs: frozenset[int]
    bands: tuple[int, ...]


def prints(texts: Sequence[str]) -> list[Print]:
    """One print a text; a text of fewer than six words has no bands: it is like too many others."""
    hashes, starts = _runs(Cuts.of(texts))
    if not texts:
        return []
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, starts.astype(np.uint64), _BANDS * _ROWS, _SEED)
    bands = _bands(np.array(matrix.to_rows(), np.uint64)).tolist()
    told = hashes.tolist()
    return [
        Print(frozenset(told[start:end]), tuple(own) if end > start else ())
        for start, end, own in zip(starts.tolist(), starts[1:].tolist(), bands, strict=False)
    ]


def runs(text: str) -> frozenset[int]:
    """The runs of words of a text, to compare with a print; of fewer than six words none."""
    return frozenset(_runs(Cuts.of([text]))[0].tolist())


def likeness(first: frozenset[int], second: frozenset[int]) -> float:
    """Share of common runs among all runs of both, 0..1 (Jaccard)."""
    common = len(first & second)
    union = len(first) + len(second) - common
    return common / union if union else 0.0


def _runs(cuts: Cuts) -> tuple[Hashes, Ints]:
    """A hash of each pair of neighbouring words in dictionary form, and where each text's begin, the last end too."""
    hashes = _LEMMA_HASHES.over(cuts.vocabulary)[cuts.rows.flat]
    rows = cuts.rows.kept(hashes != 0)
    words = hashes[hashes != 0]
    told = (rows.row[1:] == rows.row[:-1]) & (rows.lengths >= _LEAST_WORDS)[rows.row[1:]]
    found = _mixed(words[:-1][told] * _LEFT + words[1:][told])
    count = np.bincount(rows.row[1:][told], minlength=len(cuts))
    return found, np.concatenate([[0], np.cumsum(count)])


def _hashes(lemmas: Sequence[str]) -> Hashes:
    """64 bits of each dictionary form, the same in every process; 0 for none."""
    found = [
        blake2b(lemma.encode("utf-8", "surrogatepass"), digest_size=8).digest() if lemma else _NONE for lemma in lemmas
    ]
    return np.frombuffer(b"".join(found), "<u8").astype(np.uint64)


_LEMMA_HASHES = Table(_hashes, LEMMAS)


def _mixed(hashes: Hashes) -> Hashes:
    """Bits spread evenly. Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators"."""
    mixed = hashes ^ (hashes >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _bands(digests: Hashes) -> NDArray[np.int64]:
    """One signed 64-bit number of each band of a text: FNV-1a over its rows, begun with its place."""
    hashed = np.uint64(14695981039346656037) ^ np.arange(_BANDS, dtype=np.uint64)
    rows = digests.reshape(-1, _BANDS, _ROWS)
    for row in range(_ROWS):
        hashed = (hashed ^ rows[:, :, row]) * np.uint64(1099511628211)
    return hashed.astype(np.int64)
