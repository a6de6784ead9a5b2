"""Search by word forms: an index of lemmas inside the database itself, SQLite's FTS5 or PostgreSQL's GIN."""

import re
from collections.abc import Collection, Sequence

from django.db import connection

from otklik.appeals.cutting import lemmas

CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE facts_search USING fts5(words, detail=none, columnsize=0)",
    "postgresql": "CREATE TABLE facts_search (question_id bigint PRIMARY KEY, words tsvector NOT NULL);"
    " CREATE INDEX facts_search_words ON facts_search USING gin (words)",
}
_ADD = {
    "sqlite": "INSERT INTO facts_search (rowid, words) VALUES (%s, %s)",
    "postgresql": "INSERT INTO facts_search (question_id, words) VALUES (%s, to_tsvector('simple', %s))"
    " ON CONFLICT (question_id) DO UPDATE SET words = excluded.words",
}
_FOUND = {
    "sqlite": "question_id IN (SELECT rowid FROM facts_search WHERE facts_search MATCH %s)",
    "postgresql": "question_id IN (SELECT question_id FROM facts_search WHERE words @@ to_tsquery('simple', %s))",
}
_PIECES = re.compile(r"[\W_]+")
_QUOTES = {"sqlite": '"', "postgresql": "'"}
_AND = {"sqlite": " AND ", "postgresql": " & "}


def add(texts: Sequence[tuple[int, str]]) -> None:
    """Index (question id, masked text) pairs; those indexed before are indexed anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("DELETE FROM facts_search WHERE rowid = %s", [(number,) for number, _ in texts])
        cursor.executemany(_ADD[connection.vendor], [(number, " ".join(lemmas(text))) for number, text in texts])


_REMOVE = {
    "sqlite": "DELETE FROM facts_search WHERE rowid = %s",
    "postgresql": "DELETE FROM facts_search WHERE question_id = %s",
}


def remove(question_ids: Collection[int]) -> None:
    """Forget the texts of these questions."""
    with connection.cursor() as cursor:
        cursor.executemany(_REMOVE[connection.vendor], [(number,) for number in question_ids])


_NEWEST = {
    "sqlite": "SELECT rowid FROM facts_search WHERE facts_search MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT question_id FROM facts_search WHERE words @@ to_tsquery('simple', %s) AND question_id < %s"
    " ORDER BY question_id DESC LIMIT %s",
}


def newest(word: str, *, below: int, at_most: int) -> list[int]:
    """The latest questions under a number whose text has the lemma, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST[connection.vendor], [_together([word]), below, at_most])
        return [number for (number,) in cursor.fetchall()]


def _together(words: Sequence[str]) -> str:
    """A question to the engine: every word stands in the text; «из-за» is two words to both engines.

    Quoted, letters and digits can't be read as operators of either engine.
    """
    quote = _QUOTES[connection.vendor]
    pieces = (piece for word in words for piece in _PIECES.split(word) if piece)
    return _AND[connection.vendor].join(f"{quote}{piece}{quote}" for piece in pieces)


def clear() -> None:
    """Forget every indexed text."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM facts_search")


def condition(words: str) -> tuple[str, str] | None:
    """An SQL condition over `facts_fact` and its parameter, true where every word stands in any form.

    None when `words` hold nothing to search by.
    """
    asked = lemmas(words)
    if not asked:
        return None
    return _FOUND[connection.vendor], _together(asked)
