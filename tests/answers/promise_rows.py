"""The labelled sentences of answers, read: where each promises and by which day."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from otklik.answers.promised import promising

TABLE = Path(__file__).parent / "promise_labelled.csv"
ZONE = ZoneInfo("Asia/Yekaterinburg")
AT = datetime(2026, 6, 17, 12, tzinfo=ZONE)
Found = frozenset[tuple[int, int, date]]
_MARK = re.compile(r"[{}]")


@dataclass(frozen=True)
class PromiseRow:
    """One sentence: of which half, its text, where it promises and by which day."""

    part: str
    text: str
    labels: Found


@dataclass(frozen=True)
class Measured:
    """How many promises there are, were found, were found in their place, and by the right day too."""

    due: int
    said: int
    right_place: int
    right: int

    def __str__(self) -> str:
        return f"{self.due} due, {self.said} said, {self.right_place} in place, {self.right} with the day"


def rows(part: str) -> list[PromiseRow]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(
            (line for line in file if not line.startswith("#")), delimiter=";", quoting=csv.QUOTE_NONE
        )
        return [_row(row) for row in table if row["part"] == part]


def read(text: str) -> Found:
    """What the product reads in a text: characters and day."""
    return frozenset((one.begins, one.ends, one.due_at.date()) for one in promising.promises(text, AT, ZONE))


def measured(table: Sequence[PromiseRow]) -> Measured:
    due = said = place = right = 0
    for row in table:
        found = read(row.text)
        due, said = due + len(row.labels), said + len(found)
        place += len({one[:2] for one in found} & {one[:2] for one in row.labels})
        right += len(found & row.labels)
    return Measured(due, said, place, right)


def _row(row: dict[str, str]) -> PromiseRow:
    marked = (row["text"] + ";".join(row.get(None) or ())) if row.get(None) else row["text"]
    days = [date.fromisoformat(day) for day in row["due"].split()]
    spans, text = [], ""
    for piece in re.split(r"(\{[^}]*\})", marked):
        if piece.startswith("{"):
            spans.append((len(text), len(text) + len(piece) - 2))
        text += _MARK.sub("", piece)
    return PromiseRow(row["part"], text, frozenset((*span, day) for span, day in zip(spans, days, strict=True)))
