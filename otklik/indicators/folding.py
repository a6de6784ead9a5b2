"""Fine groups folded into coarser ones without asking the engine again: what adds up is added up."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from otklik.indicators.cube import OTHERS

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Fine:
    """Groups with figures that add up: `words[d][codes[d][row]]` is the key of a row, `figures[column][row]` a figure.

    Whole numbers stay exact to 2**53.
    """

    words: tuple[tuple[str, ...], ...]
    codes: tuple[np.ndarray, ...]
    figures: np.ndarray

    @classmethod
    def read(cls, got: pa.Table, dimensions: int) -> "Fine":
        """From an engine's `k0`, `k1` … and, after them, its figures."""
        coded = [got.column(f"k{place}").combine_chunks().dictionary_encode() for place in range(dimensions)]
        coded = [one.chunk(0) if isinstance(one, pa.ChunkedArray) else one for one in coded]
        columns = [column.to_numpy().astype(np.float64) for column in got.columns[dimensions:]]
        return cls(
            tuple(tuple(one.dictionary.to_pylist()) for one in coded),
            tuple(one.indices.to_numpy(zero_copy_only=False).astype(np.int64) for one in coded),
            np.array(columns).reshape(len(columns), got.num_rows),
        )

    @property
    def rows(self) -> int:
        """How many groups there are."""
        return int(self.figures.shape[1])

    def kept(self, place: int, top: Sequence[str]) -> "Fine":
        """With all values of one dimension but the top ones made one."""
        words = (*top, OTHERS)
        new = np.array([words.index(word) if word in top else len(top) for word in self.words[place]], np.int64)
        return replace(
            self,
            words=(*self.words[:place], words, *self.words[place + 1 :]),
            codes=(*self.codes[:place], new[self.codes[place]], *self.codes[place + 1 :]),
        )

    def folded(self) -> "Fine":
        """With one row for each group."""
        groups, sums, sizes = self._sums(range(len(self.words)))
        return replace(self, codes=tuple(np.unravel_index(groups, sizes)) if sizes else (), figures=sums)

    def along(self, places: Sequence[int]) -> dict[Keys, list[float]]:
        """The figures of each group by these dimensions alone."""
        groups, sums, sizes = self._sums(places)
        if not sizes:
            return {(): sums[:, 0].tolist()}
        codes = np.unravel_index(groups, sizes)
        told = [[self.words[place][code] for code in one.tolist()] for place, one in zip(places, codes, strict=True)]
        return dict(zip(zip(*told, strict=True), sums.T.tolist(), strict=True))

    def _sums(self, places: Sequence[int]) -> tuple[np.ndarray, np.ndarray, list[int]]:
        """The groups as numbers in a box of `sizes`, their figures, and the sizes."""
        sizes = [len(self.words[place]) for place in places]
        if not sizes:
            return np.zeros(1, np.int64), self.figures.sum(axis=1, keepdims=True), sizes
        if not self.rows:
            return np.zeros(0, np.int64), self.figures, sizes
        flat, box = np.ravel_multi_index([self.codes[place] for place in places], sizes), math.prod(sizes)
        if box <= 4 * self.rows + 10_000:
            groups, which = np.flatnonzero(np.bincount(flat, minlength=box)), flat
            sums = [np.bincount(which, weights=column, minlength=box)[groups] for column in self.figures]
        else:
            groups, which = np.unique(flat, return_inverse=True)
            sums = [np.bincount(which, weights=column, minlength=len(groups)) for column in self.figures]
        return groups, np.array(sums), sizes
