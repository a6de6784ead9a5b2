"""From the bytes of a CSV or GeoJSON to rows of named cells; what is wrong is told by row, never raised."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from otklik.reference.places.kinds import Column, Kind

LARGEST = 32 << 20
"""Bytes; a larger file is not a gazetteer of one region but an unfiltered dump."""
MOST_ROWS = 300_000

_BOOK, _OLD_BOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong (Russian) in a row of a table or an object of a GeoJSON, counted as people do; 0 is the file."""

    row: int
    text: str

    def __str__(self) -> str:
        return f"Строка {self.row}: {self.text}" if self.row else self.text


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One row as it is written: field -> cell, and the geometry of a GeoJSON object."""

    number: int
    cells: Mapping[str, str]
    geometry: Any = None

    def cell(self, name: str) -> str:
        """The cell of a field in one line, empty where there is none."""
        return " ".join(self.cells.get(name, "").split())


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """The rows of a file, or the flaws of the whole file."""

    rows: tuple[PlaceRow, ...]
    flaws: tuple[Flaw, ...] = ()
    columns: frozenset[str] = field(default_factory=frozenset)


class _Unreadable(ValueError):
    """The file as a whole; the message says why and the way out (Russian)."""


def read_places(content: bytes, kind: Kind) -> PlaceTable:
    """The rows of a file of places, by its content and not by its name."""
    flaws: list[Flaw] = []
    try:
        rows, columns = _rows(content, kind, flaws)
    except _Unreadable as why:
        return PlaceTable((), (Flaw(0, str(why)),))
    return PlaceTable(tuple(rows), tuple(flaws), columns)


def _rows(content: bytes, kind: Kind, flaws: list[Flaw]) -> tuple[list[PlaceRow], frozenset[str]]:
    if not content.strip():
        raise _Unreadable("Файл пуст: выгрузите его снова.")
    if len(content) > LARGEST:
        raise _Unreadable(f"Файл больше {LARGEST >> 20} МБ: разделите его или упростите границы.")
    if content.startswith((_BOOK, _OLD_BOOK)):
        raise _Unreadable("Это книга Excel или архив: сохраните лист как CSV.")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return _objects(start, kind)
    if kind.is_drawn:
        raise _Unreadable(f"«{kind.title}» загружаются из GeoJSON, а это таблица.")
    return _table(content, kind, flaws)


def _objects(content: bytes, kind: Kind) -> tuple[list[PlaceRow], frozenset[str]]:
    try:
        written = json.loads(content)
    except UnicodeDecodeError:
        raise _Unreadable("GeoJSON не в кодировке UTF-8: сохраните его в UTF-8.") from None
    except json.JSONDecodeError as error:
        raise _Unreadable(f"Не GeoJSON: ошибка в строке {error.lineno}, знак {error.colno}.") from None
    except (ValueError, RecursionError):
        raise _Unreadable("Не GeoJSON: слишком глубокая вложенность или слишком длинное число.") from None
    found = written.get("features") if isinstance(written, dict) else None
    if not isinstance(found, list) or not found:
        raise _Unreadable("В GeoJSON нет объектов: нужна FeatureCollection с непустым features.")
    _not_too_many(len(found))
    rows = [_object(number, one, kind) for number, one in enumerate(found, 1)]
    columns = frozenset(name for row in rows for name in row.cells)
    if "name" not in columns and "code" not in columns:
        there = ", ".join(f"«{name}»" for name in _properties(found[0]))[:200] or "нет ни одного"
        raise _Unreadable(f"У объектов нет свойства с названием: ждём {_names(kind, 'name')}; есть {there}.")
    return rows, columns


def _object(number: int, written: Any, kind: Kind) -> PlaceRow:
    told = {"id": written["id"]} if isinstance(written, dict) and "id" in written else {}
    told |= _properties(written)
    fields = _fields(list(told), kind.columns)
    cells = {name: _text(told[key]) for name, key in fields.items()}
    return PlaceRow(number, cells, written.get("geometry") if isinstance(written, dict) else None)


def _properties(written: Any) -> dict[str, Any]:
    told = written.get("properties") if isinstance(written, dict) else None
    return told if isinstance(told, dict) else {}


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None or isinstance(value, dict) else str(value)


def _table(content: bytes, kind: Kind, flaws: list[Flaw]) -> tuple[list[PlaceRow], frozenset[str]]:
    text, is_sure = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise _Unreadable("Таблица не прочитана: проверьте кавычки и переводы строк внутри ячеек.") from None
    _not_too_many(len(lines))
    header = [cell.strip() for cell in lines[0]]
    fields = _fields(header, kind.columns)
    if missing := [column for column in kind.columns if column.is_needed and column.field not in fields]:
        raise _Unreadable(_missing(missing[0], header, kind, is_sure))
    places = {name: header.index(title) for name, title in fields.items()}
    return list(_cells(lines[1:], places, len(header), flaws)), frozenset(fields)


def _cells(
    lines: Sequence[Sequence[str]], places: Mapping[str, int], width: int, flaws: list[Flaw]
) -> Iterator[PlaceRow]:
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if (len(cells) != width and any(cell.strip() for cell in cells[width:])) or len(cells) < width:
            flaws.append(Flaw(number, f"ячеек {len(cells)}, а колонок {width}: проверьте разделители и кавычки."))
            continue
        yield PlaceRow(number, {name: cells[place] for name, place in places.items()})


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding is sure."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4000]:
        raise _Unreadable("Файл в кодировке UTF-16 или двоичный: сохраните его как CSV UTF-8.")
    try:
        return content.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace"), False


def _fields(titles: Sequence[str], columns: Sequence[Column]) -> dict[str, str]:
    """Which of the written titles holds which field; a title serves once, an earlier name of a column is better."""
    by_spelling = {_spelling(title): title for title in reversed(titles)}
    found: dict[str, str] = {}
    for column in columns:
        for name in (column.title, *column.names):
            title = by_spelling.get(_spelling(name))
            if title is not None and title not in found.values():
                found[column.field] = title
                break
    return found


def _spelling(title: str) -> str:
    return " ".join(title.casefold().replace("ё", "е").replace("_", " ").split())


def _names(kind: Kind, field_name: str) -> str:
    column = next(column for column in kind.columns if column.field == field_name)
    return ", ".join(f"«{name}»" for name in (column.title, *column.names))


def _missing(column: Column, header: Sequence[str], kind: Kind, is_sure: bool) -> str:
    if not is_sure and not _fields(header, kind.columns):
        return "Кодировка не распознана: сохраните таблицу в UTF-8 или Windows-1251."
    there = ", ".join(f"«{name}»" for name in header if name)[:300] or "нет ни одной"
    return f"Нет колонки {_names(kind, column.field)}; в таблице есть: {there}."


def _not_too_many(amount: int) -> None:
    if amount > MOST_ROWS:
        raise _Unreadable(f"В файле {amount} строк, это больше {MOST_ROWS}: разделите его по муниципалитетам.")
