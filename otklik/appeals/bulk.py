"""Many rows into one table by one prepared statement: several times less CPU than `bulk_create`, on both engines."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Field, Model

BATCH = 2000


def insert(rows: Iterable[Model], *, skip_known: bool = False) -> None:
    """Insert unsaved rows of one model; inside a transaction. Their keys are not read back.

    `skip_known`: a row that breaks a unique constraint is passed over instead of raising IntegrityError.
    """
    _run(rows, lambda names: " ON CONFLICT DO NOTHING" if skip_known else "")


def upsert(rows: Iterable[Model], *, key: str) -> None:
    """Insert rows of one model, or replace all fields of those whose column `key` is known; inside a transaction."""
    quoted = connection.ops.quote_name(key)

    def ending(names: list[str]) -> str:
        others = ", ".join(f"{name} = excluded.{name}" for name in names if name != quoted)
        return f" ON CONFLICT ({quoted}) DO UPDATE SET {others}"

    _run(rows, ending)


def _run(rows: Iterable[Model], ending: Callable[[list[str]], str]) -> None:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        fields = _fields(batch[0])
        statement = _statement(batch[0], fields, ending)
        with connection.cursor() as cursor:
            cursor.executemany(statement, [_values(row, fields) for row in batch])


def _fields(row: Model) -> list[Field]:
    """All columns, but a key that the database gives."""
    return [field for field in row._meta.concrete_fields if not (field.primary_key and row.pk is None)]


def _statement(row: Model, fields: list[Field], ending: Callable[[list[str]], str]) -> str:
    quote = connection.ops.quote_name
    names = [quote(str(field.column)) for field in fields]
    return (
        f"INSERT INTO {quote(row._meta.db_table)} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"
        + ending(names)
    )


def _values(row: Model, fields: list[Field]) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
