"""Many rows into one table by one prepared statement: several times less CPU than `bulk_create`, on both engines."""

from collections.abc import Iterable
from itertools import islice

from django.db import connection
from django.db.models import Field, Model

BATCH = 2000


def insert(rows: Iterable[Model], *, skip_known: bool = False) -> None:
    """Insert unsaved rows of one model; inside a transaction. Their keys are not read back.

    `skip_known`: a row that breaks a unique constraint is passed over instead of raising IntegrityError.
    """
    _run(rows, " ON CONFLICT DO NOTHING" if skip_known else "")


def upsert(rows: Iterable[Model], *, key: str) -> None:
    """Insert rows of one model, or replace all fields of those whose column `key` is known; inside a transaction."""
    _run(rows, None, key)


def _run(rows: Iterable[Model], ending: str | None, key: str = "") -> None:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        fields = _fields(batch[0])
        statement = _statement(batch[0], fields, ending, key)
        with connection.cursor() as cursor:
            cursor.executemany(statement, [_values(row, fields) for row in batch])


def _fields(row: Model) -> list[Field]:
    """All columns, but a key that the database gives."""
    return [field for field in row._meta.concrete_fields if not (field.primary_key and row.pk is None)]


def _statement(row: Model, fields: list[Field], ending: str | None, key: str) -> str:
    quote = connection.ops.quote_name
    names = [quote(field.column) for field in fields]
    head = f"INSERT INTO {quote(row._meta.db_table)} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
    if ending is not None:
        return head + ending
    others = ", ".join(f"{name} = excluded.{name}" for name in names if name != quote(key))
    return f"{head} ON CONFLICT ({quote(key)}) DO UPDATE SET {others}"


def _values(row: Model, fields: list[Field]) -> list[object]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
