"""Search by word forms: an index of lemmas inside the database itself, SQLite's FTS5 or PostgreSQL's GIN."""

from collections.abc import Sequence

from django.db import connection

from otklik.appeals.text import lemmas

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
_AND = {"sqlite": " AND ", "postgresql": " & "}


def add(texts: Sequence[tuple[int, str]]) -> None:
    """Index (question id, masked text) pairs; those indexed before are indexed anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("DELETE FROM facts_search WHERE rowid = %s", [(number,) for number, _ in texts])
        cursor.executemany(_ADD[connection.vendor], [(number, " ".join(lemmas(text))) for number, text in texts])


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
    # Lemmas hold letters, digits, hyphens only; quoted, they can't be read as operators of either engine.
    quote = {"sqlite": '"', "postgresql": "'"}[connection.vendor]
    return _FOUND[connection.vendor], _AND[connection.vendor].join(f"{quote}{word}{quote}" for word in asked)
