"""A table as a source of letters: its rows, its columns, and which column means what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from otklik.intake import rows, sheets
from otklik.intake.channel import Channel
from otklik.intake.csvs import CsvTable, Row, codec_of
from otklik.intake.labels import spelling
from otklik.intake.sheets import SheetTable

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class TableError(ValueError):
    """A table that can't be read as letters; the message says why and what to do (Russian)."""


class Table(Protocol):
    """What a reader of tables gives."""

    @property
    def position(self) -> int:
        """Bytes of the file taken so far."""

    def rows(self) -> Iterator[Row]:
        """Each row in order."""

    def close(self) -> None:
        """Let the file go."""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table in order, and the number of the row where they stand."""

    columns: tuple[str, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A row of a table as the bytes of a delivery; `remark` is a flaw that does not stop it (Russian)."""

    number: int
    raw: bytes
    remark: str = ""


def open_table(path: Path) -> Table:
    """A reader of the file by what it is, not by its name.

    Raises TableError for an empty file, a file that is no table, a workbook too large.
    """
    if not path.exists():
        raise TableError(f"Файла «{path.name}» нет: проверьте путь или загрузите его снова.")
    if path.stat().st_size == 0:
        raise TableError("Файл пуст: выгрузите таблицу снова.")
    with path.open("rb") as file:
        is_workbook = file.read(4) in _WORKBOOKS
    if is_workbook:
        try:
            return SheetTable(path)
        except sheets.SheetError as error:
            raise TableError(str(error)) from error
    codec = codec_of(path)
    if codec is None:
        raise TableError("Это не таблица: нужен CSV (UTF-8, Windows-1251) или книга Excel (xlsx, xls, ods).")
    return CsvTable(path, codec)


def header(table_rows: Iterator[Row]) -> Header:
    """The first row that is not blank, as column names; a column without a name gets its number.

    Raises TableError where there is none.
    """
    for row in table_rows:
        if any(cell.strip() for cell in row.cells):
            cells = _trimmed(row.cells)
            names = (" ".join(cell.replace("\0", "").split())[:200] for cell in cells)
            return Header(tuple(name or f"Колонка {place}" for place, name in enumerate(names, start=1)), row.number)
    raise TableError("В таблице нет ни одной строки: выгрузите её снова.")


def guess_columns(columns: Sequence[str], channel: Channel) -> dict[str, str]:
    """Which column most likely holds which field: by its usual names, then by how they begin; each serves once."""
    by_spelling = {spelling(name): name for name in reversed(columns)}
    guessed: dict[str, str] = {}
    for field in channel.fields:
        usual = [spelling(name) for name in field.names]
        if found := next((by_spelling[name] for name in usual if name in by_spelling), None):
            guessed[field.code] = found
    for field in channel.fields:
        free = [name for name in columns if name not in guessed.values()]
        begin = tuple(spelling(name) + " " for name in field.names if len(name) > 4)
        if field.code not in guessed and (found := next((n for n in free if spelling(n).startswith(begin)), None)):
            guessed[field.code] = found
    return guessed


def check_columns(columns: Sequence[str], chosen: Mapping[str, str], channel: Channel) -> list[str]:
    """Columns that no field takes (kept with the letters all the same).

    Raises TableError for a needed field without a column, a chosen column that is missing or stands twice, an unknown
    field.
    """
    titles = {field.code: field.title for field in channel.fields}
    if odd := [code for code in chosen if code not in titles]:
        raise TableError(f"Поля «{odd[0]}» у канала нет; есть: {', '.join(titles)}.")
    there = ", ".join(f"«{name}»" for name in columns)[:300]
    for field in channel.fields:
        if field.is_needed and field.code not in chosen:
            raise TableError(
                f"Не найдена колонка для поля «{field.title}»; в таблице есть: {there}. "
                f"Укажите её в сопоставлении колонок или назовите «{field.names[0]}»."
            )
    for code, name in chosen.items():
        if columns.count(name) > 1:
            places = " и ".join(str(place) for place, column in enumerate(columns, start=1) if column == name)
            raise TableError(f"Колонка «{name}» встречается дважды (места {places}): оставьте или переименуйте одну.")
        if name not in columns:
            raise TableError(f"Колонки «{name}» (поле «{titles[code]}») нет; в таблице есть: {there}.")
    return [name for name in columns if name not in chosen.values()]


def packed(table_rows: Iterator[Row], columns: Sequence[str], chosen: Mapping[str, str]) -> Iterator[Packed]:
    """Each row that is not blank as a delivery; a row with more or fewer cells than columns is packed as broken."""
    fields = [(code, columns.index(name)) for code, name in chosen.items()]
    taken = {place for _, place in fields}
    rest = [(name, place) for place, name in enumerate(columns) if place not in taken]
    for row in table_rows:
        cells = row.cells if len(row.cells) == len(columns) else _trimmed(row.cells, len(columns))
        if row.broken or len(cells) != len(columns):
            if any(cell.strip() for cell in cells):
                why = row.broken or f"ячеек {len(cells)}, а колонок {len(columns)}: проверьте разделители и кавычки"
                yield Packed(row.number, rows.pack_broken(cells, f"Строка {row.number}: {why}."))
        elif any(cells):
            others = {name: cells[place] for name, place in rest if cells[place]}
            yield Packed(row.number, rows.pack({code: cells[place] for code, place in fields}, others), row.remark)


def _trimmed(cells: list[str], least: int = 1) -> list[str]:
    """The cells without blank ones after the last; a delimiter too many at the end of a row is no flaw."""
    end = len(cells)
    while end > least and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
