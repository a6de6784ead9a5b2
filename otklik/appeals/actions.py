"""Writes of the appeal's own tables: events, the outbox, and the walk of questions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from otklik.appeals import bulk
from otklik.appeals.models import Event, Outbox, Question

_WALK = [
    "state", "stage", "waits_for", "wait_reason", "try_after", "topic_id", "territory_id", "place", "body_id",
    "decided_by", "closed_at", "result", "same_as_id", "assignee_id",
]  # fmt: skip


def tell(events: Iterable[Event]) -> None:
    """Append `events` and put their questions in the outbox, so that facts learn of them; inside a transaction."""
    kept = list(events)
    bulk.insert(kept)
    stale = {event.question_id for event in kept if event.question_id is not None}
    bulk.insert(Outbox(question_id=question) for question in sorted(stale))


def save(questions: Sequence[Question]) -> None:
    """Save what the line or a person changed in `questions`, one version further; inside a transaction."""
    # executemany is thirty times quicker than bulk_update's CASE on a thousand rows.
    table = connection.ops.quote_name(Question._meta.db_table)
    columns = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in _WALK)
    statement = f"UPDATE {table} SET {columns}, version = version + 1 WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_row(question) for question in questions])
    for question in questions:
        question.version += 1


def _row(question: Question) -> list[Any]:
    values = [getattr(question, name) for name in _WALK]
    adapt = connection.ops.adapt_datetimefield_value
    values[_WALK.index("try_after")] = adapt(question.try_after)
    values[_WALK.index("closed_at")] = adapt(question.closed_at)
    return [*values, question.pk]
