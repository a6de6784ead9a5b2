"""The same again: how two letters are found to be the same text, nearly the same, or about the same matter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rensa import RMinHash

from otklik.appeals.text import lemmas

WINDOW_DAYS = 90
"""Letters further apart are not looked at: a pit of last winter is another pit."""

NEAR = 0.6
"""Share of common runs of words from which two texts are nearly the same; chosen on the campaigns of the demo."""

_LEAST_WORDS = 6
_RUN = 2
_BANDS, _ROWS = 10, 3
_SEED = 20261121


@dataclass(frozen=True, slots=True)
class Print:
    """What a text is recognised by: its runs of words, and band hashes, of which nearly the same texts share some."""

    runs: frozenset[str]
    bands: tuple[int, ...]


def prints(texts: Sequence[str]) -> list[Print]:
    """One print a text; a text of fewer than six words has no bands: it is like too many others."""
    return [_print(lemmas(text)) for text in texts]


def likeness(first: Print, second: Print) -> float:
    """Share of common runs among all runs of both, 0..1 (Jaccard)."""
    union = len(first.runs | second.runs)
    return len(first.runs & second.runs) / union if union else 0.0


def _print(words: Sequence[str]) -> Print:
    if len(words) < _LEAST_WORDS:
        return Print(frozenset(), ())
    runs = frozenset(" ".join(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
    minhash = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    minhash.update(list(runs))
    digest = np.asarray(minhash.digest(), np.uint64).reshape(_BANDS, _ROWS)
    return Print(runs, tuple(_band(number, row) for number, row in enumerate(digest)))


def _band(number: int, row: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> int:
    """One signed 64-bit number of a band: FNV-1a over its rows, begun with its place."""
    hashed = 14695981039346656037 ^ number
    for value in row.tolist():
        hashed = ((hashed ^ value) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return hashed - (1 << 64) if hashed >= 1 << 63 else hashed
