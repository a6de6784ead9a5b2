"""An index of words inside the database itself: SQLite's FTS5 or PostgreSQL's GIN, a row a number."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

_CREATE = {
    "sqlite": ("CREATE VIRTUAL TABLE {table} USING fts5(words, detail=none, columnsize=0)",),
    "postgresql": (
        "CREATE TABLE {table} (question_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX {table}_words ON {table} USING gin (words)",
    ),
}
_ADD = {
    "sqlite": "INSERT INTO {table} (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO {table} (question_id, words) VALUES (%s, to_tsvector('simple', %s))"
    " ON CONFLICT (question_id) DO UPDATE SET words = excluded.words",
}
_REMOVE = {
    "sqlite": "DELETE FROM {table} WHERE rowid = %s",
    "postgresql": "DELETE FROM {table} WHERE question_id = %s",
}
_NEWEST = {
    "sqlite": "SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT question_id FROM {table} WHERE words @@ to_tsquery('simple', %s) AND question_id < %s"
    " ORDER BY question_id DESC LIMIT %s",
}
_FOUND = {
    "sqlite": "SELECT rowid FROM {table} WHERE {table} MATCH %s",
    "postgresql": "SELECT question_id FROM {table} WHERE words @@ to_tsquery('simple', %s)",
}
_PIECES = re.compile(r"[\W_]+")
_QUOTES = {"sqlite": '"', "postgresql": "'"}
_AND = {"sqlite": " AND ", "postgresql": " & "}


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Words by the number of a row; `table` is a name of ours, never one that came from outside."""

    table: str

    def statements(self, vendor: str) -> tuple[str, ...]:
        """What makes the table, for its migration."""
        return tuple(self._written(statement) for statement in _CREATE[vendor])

    def add(self, rows: Sequence[tuple[int, str]]) -> None:
        """Index (number, words) pairs; those indexed before are indexed anew."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(self._sql(_REMOVE), [(number,) for number, _ in rows])
            cursor.executemany(self._sql(_ADD), rows)

    def remove(self, numbers: Collection[int]) -> None:
        """Forget the words of these rows."""
        with connection.cursor() as cursor:
            cursor.executemany(self._sql(_REMOVE), [(number,) for number in numbers])

    def newest(self, word: str, *, below: int, at_most: int) -> list[int]:
        """The latest rows under a number that have the word, the newest first."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql(_NEWEST), [together([word]), below, at_most])
            return [number for (number,) in cursor.fetchall()]

    def clear(self) -> None:
        """Forget every row."""
        with connection.cursor() as cursor:
            cursor.execute(self._written("DELETE FROM {table}"))

    def found(self) -> str:
        """A query with one parameter, made by `together`: the numbers of rows that have the words."""
        return self._sql(_FOUND)

    def _sql(self, by_vendor: dict[str, str]) -> str:
        return self._written(by_vendor[connection.vendor])

    def _written(self, statement: str) -> str:
        return statement.format(table=self.table)


def together(words: Sequence[str]) -> str:
    """A question to the engine: every word stands in the row; «из-за» is two words to both engines.

    Quoted, letters and digits can't be read as operators of either engine.
    """
    quote = _QUOTES[connection.vendor]
    pieces = (piece for word in words for piece in _PIECES.split(word) if piece)
    return _AND[connection.vendor].join(f"{quote}{piece}{quote}" for piece in pieces)
