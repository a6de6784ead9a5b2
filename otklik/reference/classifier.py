"""Reads a table of topics: a classifier comes in whole or not at all."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

REQUIRED = ("code", "name")
COLUMNS = (*REQUIRED, "level", "source", "parent", "starred")
_MAX_BYTES = 64 << 20
_MAX_NAME = 600
# The official code: section.subject.theme.question and, for some, .detail (edition of 31.10.2025).
_OFFICIAL = re.compile(r"\d{4}(\.\d{4}){3,4}")
# Codes of other classifiers: a word and two or more figures a level, «im.05.03».
_OTHER = re.compile(r"[a-z]{2,10}(\.\d{2,4}){1,5}")
_TRUE = {"1", "true", "да", "★"}


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic of a table; `parent` is the code of the topic above, «» at the top; `row` counts the header as 1."""

    code: str
    name: str
    parent: str
    level: int
    is_starred: bool
    row: int


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in a row of a table, in Russian; row 0 is the file itself."""

    row: int
    text: str

    def __str__(self) -> str:
        return f"Строка {self.row}: {self.text}" if self.row else self.text


@dataclass(frozen=True, slots=True)
class Classifier:
    """What a table says: topics, parents before those below, or the flaws for which it can't be taken."""

    topics: tuple[TopicRow, ...]
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """An edition of a classifier, by code."""

    code: str
    name: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many topics a table added (or took in use again), renamed and closed; with flaws nothing is written."""

    added: int
    renamed: int
    closed: int
    flaws: tuple[Flaw, ...]


def read_classifier(path: Path) -> Classifier:
    """The topics of a CSV (UTF-8 or cp1251, comma or semicolon) with columns `COLUMNS`; any flaw refuses the whole."""
    if path.stat().st_size > _MAX_BYTES:
        return Classifier((), (Flaw(0, f"Файл «{path.name}» больше {_MAX_BYTES >> 20} МБ: это не классификатор."),))
    text = _decoded(path.read_bytes())
    header, rows = _cells(text)
    flaws = list(_header_flaws(header))
    if flaws:
        return Classifier((), tuple(flaws))
    topics = [topic for topic in (_topic(header, cells, row, flaws) for row, cells in rows) if topic is not None]
    flaws += _tree_flaws(topics)
    if not topics and not flaws:
        flaws.append(Flaw(0, f"В файле «{path.name}» нет ни одной темы."))
    if flaws:
        return Classifier((), tuple(sorted(flaws, key=lambda flaw: flaw.row)))
    return Classifier(tuple(sorted(topics, key=lambda topic: (topic.level, topic.code))), ())


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _cells(text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    # Zero bytes come from broken exports; the reader would refuse the file for them.
    reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=delimiter)
    header = [cell.strip().lower() for cell in next(reader, [])]
    return header, ((row, cells) for row, cells in enumerate(reader, 2) if any(cell.strip() for cell in cells))


def _header_flaws(header: Sequence[str]) -> Iterable[Flaw]:
    known = ", ".join(COLUMNS)
    for name in REQUIRED:
        if name not in header:
            yield Flaw(1, f"нет колонки «{name}»; ожидаются {known}.")
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Flaw(1, f"колонка «{name}» указана {header.count(name)} раза; оставьте одну.")
        if name not in COLUMNS:
            yield Flaw(1, f"неизвестная колонка «{name}»; ожидаются {known}.")


def _topic(header: Sequence[str], cells: list[str], row: int, flaws: list[Flaw]) -> TopicRow | None:
    found = list(_row_flaws(header, cells))
    flaws += [Flaw(row, text) for text in found]
    if found:
        return None
    cell = dict(zip(header, (text.strip() for text in cells), strict=True))
    code = cell["code"]
    return TopicRow(code, cell["name"], _parent(code), _level(code), cell.get("starred", "").lower() in _TRUE, row)


def _row_flaws(header: Sequence[str], cells: list[str]) -> Iterable[str]:
    if len(cells) != len(header):
        yield f"ячеек {len(cells)}, а колонок {len(header)}: проверьте кавычки и разделители."
        return
    cell = dict(zip(header, (text.strip() for text in cells), strict=True))
    code, name = cell["code"], cell["name"]
    if not _is_code(code):
        yield f"код «{code}» неверен: нужно 4–5 блоков по 4 цифры («0005.0005.0056.1147») или вид «im.05.03»."
        return
    if not name or len(name) > _MAX_NAME:
        yield f"у темы {code} название пусто или длиннее {_MAX_NAME} знаков."
    if cell.get("level") not in (None, "", str(_level(code))):
        yield f"у темы {code} уровень «{cell['level']}», а по коду {_level(code)}."
    if cell.get("parent") not in (None, "", _parent(code)):
        yield f"у темы {code} вышестоящая «{cell['parent']}», а по коду «{_parent(code)}»."


def _is_code(code: str) -> bool:
    if _OTHER.fullmatch(code):
        return True
    blocks = code.split(".")
    filled = len([block for block in blocks if block != "0000"])
    # A zero block may not stand before a filled one.
    return bool(_OFFICIAL.fullmatch(code)) and filled > 0 and "0000" not in blocks[:filled]


def _level(code: str) -> int:
    blocks = code.split(".")
    return len([block for block in blocks if block != "0000"]) - (0 if blocks[0].isdigit() else 1)


def _parent(code: str) -> str:
    """The code of the topic above: «0005.0005.0056.1147» -> «0005.0005.0056.0000», «im.05.03» -> «im.05»."""
    blocks, level = code.split("."), _level(code)
    if level == 1:
        return ""
    if not blocks[0].isdigit():
        return ".".join(blocks[:-1])
    return ".".join((blocks[: level - 1] + ["0000"] * 4)[: max(4, level - 1)])


def _tree_flaws(topics: Sequence[TopicRow]) -> Iterable[Flaw]:
    first: dict[str, int] = {}
    for topic in topics:
        if first.setdefault(topic.code, topic.row) != topic.row:
            yield Flaw(topic.row, f"код {topic.code} уже был в строке {first[topic.code]}.")
    for topic in topics:
        if topic.parent and topic.parent not in first:
            yield Flaw(topic.row, f"у темы {topic.code} нет вышестоящей {topic.parent}: добавьте её строку.")
