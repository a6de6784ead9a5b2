"""Rows of a csv table, one by one, whatever was done to it: memory stays that of one row."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TextIO

from otklik.intake import encodings

HEAD_BYTES = 1 << 16
LONGEST_LINE = 4_000_000
"""Characters of one line; a longer one comes in pieces, each a broken row."""
LONGEST_ROW_LINES, LONGEST_ROW = 5_000, 4_000_000
"""Lines and characters of one row; more mean a quote that was never closed."""

_SEPARATOR_LINE = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
csv.field_size_limit(LONGEST_ROW + LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as a spreadsheet shows it, its cells, and what is broken in it (Russian)."""

    number: int
    cells: list[str]
    broken: str = ""
    remark: str = ""


class CsvTable:
    """A csv file read once, forward; `position` is how many bytes of it were taken."""

    def __init__(self, path: Path, codec: str) -> None:
        self._file: BinaryIO = path.open("rb")
        # Bytes that the encoding lacks go through, to be mended line by line: a strict reader would stop at the first.
        errors = "surrogateescape" if codec.startswith("utf-8") else "replace"
        self._text: TextIO = io.TextIOWrapper(self._file, encoding=codec, errors=errors, newline="")
        first = self._text.readline(LONGEST_LINE).lstrip("\ufeff")
        said = _SEPARATOR_LINE.match(first)
        self.delimiter = said[1] if said else _delimiter(first)
        self._start = [] if said else [first]
        self._width = 0
        self._pulled: list[str] = []
        self._size = 0
        self._is_mended = False

    @property
    def position(self) -> int:
        """Bytes of the file taken so far."""
        return self._file.tell()

    def close(self) -> None:
        """Let the file go."""
        self._text.close()

    def rows(self) -> Iterator[Row]:
        """Each row in order; where a quote is not closed, its line is given as broken, and reading goes on after it."""
        number = 0
        lines: Iterator[str] = chain(self._start, iter(lambda: self._text.readline(LONGEST_LINE), ""))
        while True:
            try:
                for cells in csv.reader(self._counted(lines), delimiter=self.delimiter):
                    self._width = self._width or len(cells)
                    if len(self._pulled) > 1 and self._has_swallowed(cells):
                        raise _Runaway
                    number += 1
                    yield self._row(number, cells)
                    self._forget()
                return
            except (_Runaway, csv.Error):
                number += 1
                yield Row(number, [self._pulled[0].rstrip("\r\n")], "кавычка не закрыта, проверьте ячейки")
                lines = chain(self._pulled[1:], lines)
                self._forget()

    def _has_swallowed(self, cells: list[str]) -> bool:
        """True where a row of many lines is not as it should be, and one of its lines is a whole row by itself."""
        if len(cells) == self._width and self._strictly(self._pulled) == self._width:
            return False
        return any(self._strictly([line]) == self._width > 1 for line in self._pulled[1:])

    def _strictly(self, lines: list[str]) -> int:
        """How many cells the lines make by the letter of the format, 0 where they break it."""
        try:
            return len(next(csv.reader(lines, delimiter=self.delimiter, strict=True), []))
        except csv.Error:
            return 0

    def _forget(self) -> None:
        self._pulled, self._size, self._is_mended = [], 0, False

    def _row(self, number: int, cells: list[str]) -> Row:
        if self._pulled and len(self._pulled[-1]) >= LONGEST_LINE:
            return Row(number, cells, f"в ней больше {LONGEST_LINE} знаков, проверьте переводы строк")
        remark = "часть знаков испорчена и заменена на «�»: проверьте текст" if self._is_mended else ""
        return Row(number, cells, "", remark)

    def _counted(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            line, is_mended = encodings.mended(line)
            self._is_mended |= is_mended
            self._pulled.append(line)
            self._size += len(line)
            if len(self._pulled) > LONGEST_ROW_LINES or self._size > LONGEST_ROW + LONGEST_LINE:
                raise _Runaway
            yield line
        if self._pulled:
            # The reader wants more of a row when there is no more: its quote was never closed.
            raise _Runaway


class _Runaway(Exception):
    """A row that goes on for longer than any letter does."""


def codec_of(path: Path) -> str | None:
    """The codec of the file by its beginning; None where it is not a text."""
    with path.open("rb") as file:
        return encodings.detect(file.read(HEAD_BYTES))


def _delimiter(first: str) -> str:
    """Of ; , tab and |, the one that cuts the header in the most cells."""
    return max(";,\t|", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
