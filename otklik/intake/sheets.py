"""Rows of the first sheet of a workbook: xlsx, xls, ods."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, load_workbook

from otklik.intake.csvs import Row

LARGEST_BYTES = 200 << 20
LARGEST_UNPACKED_BYTES = 2 << 30
"""A workbook is read whole into memory; a larger one is to be saved as csv, which is read row by row."""


class SheetError(ValueError):
    """A workbook that can't be read; the message says why and what to do (Russian)."""


class SheetTable:
    """The first sheet that has rows; formulas give the results that were saved with them."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.stat().st_size
        if self._bytes > LARGEST_BYTES or _unpacked(path) > LARGEST_UNPACKED_BYTES:
            raise SheetError(
                f"Книга больше {LARGEST_BYTES >> 20} МБ: сохраните лист как CSV (разделитель — точка с запятой), "
                "такой файл читается построчно при любом размере."
            )
        try:
            book = load_workbook(str(path))
            sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
            self._sheet = next((sheet for sheet in sheets if sheet.height), None)
        except (CalamineError, OSError, zipfile.BadZipFile) as error:
            raise SheetError("Книга повреждена или закрыта паролем: пересохраните её и загрузите снова.") from error
        self._done = 0

    @property
    def position(self) -> int:
        """Bytes of the file taken so far, by the share of rows."""
        height = self._sheet.total_height if self._sheet else 0
        return self._bytes * self._done // height if height else self._bytes

    def close(self) -> None:
        """Let the workbook go."""
        self._sheet = None

    def rows(self) -> Iterator[Row]:
        """Each row in order, cells as text."""
        if self._sheet is None:
            return
        for number, cells in enumerate(self._sheet.iter_rows(), start=1):
            self._done = number
            yield Row(number, [_text(cell) for cell in cells])


def _text(cell: int | float | str | bool | time | date | datetime | timedelta) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _unpacked(path: Path) -> int:
    """Bytes that the packed parts come to, 0 where the file is not a zip archive."""
    if not zipfile.is_zipfile(path):
        return 0
    try:
        with zipfile.ZipFile(path) as packed:
            return sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        return 0
