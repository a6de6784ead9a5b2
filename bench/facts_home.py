"""A whole home over invented facts: the demo's region and people, files of facts, their rows in `MonthFile`.

Usage: python -m bench.facts_home HOME ROWS [--database]; see bench/facts_made.py.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PARSER = argparse.ArgumentParser(description=__doc__)
PARSER.add_argument("home", type=Path)
PARSER.add_argument("rows", type=int)
PARSER.add_argument("--database", action="store_true", help="the same rows in the table of facts too")
ASKED = PARSER.parse_args()
# Django has to know its home before it is set up.
os.environ |= {"OTKLIK_HOME": str(ASKED.home.resolve())}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
ASKED.home.mkdir(parents=True, exist_ok=True)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django  # noqa: E402

django.setup()

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import facts_made  # noqa: E402
from otklik.facts import parquet  # noqa: E402
from otklik.facts.columns import STORED  # noqa: E402
from otklik.facts.models import Fact, MonthFile, Touched  # noqa: E402
from otklik.flow import founding  # noqa: E402
from otklik.flow.demo import load  # noqa: E402
from otklik.offices.models import Body  # noqa: E402
from otklik.reference.models import Territory, Topic  # noqa: E402

CHUNK = 50_000


def fill(rows: int, *, database: bool) -> None:
    """Found the home where there is none yet; the facts that it had are replaced."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    now = timezone.now().replace(microsecond=0)
    founding.lay_foundation(at=now)
    if not founding.has_demo():
        with transaction.atomic():
            load.region(at=now)
    written = facts_made.write(parquet.folder(), rows, until=now, ground=ground())
    with transaction.atomic():
        Touched.objects.all().delete()
        MonthFile.objects.all().delete()
        MonthFile.objects.bulk_create(
            MonthFile(month=one.month, name=one.name, rows=one.rows, size_bytes=one.size_bytes, as_of=now)
            for one in written
        )
        if database:
            keep([parquet.folder() / one.name for one in written])
    print(f"{rows} facts lie under {parquet.folder()}")


def ground() -> facts_made.Ground:
    """Topics, bodies and places of the demo's region; its zone."""
    topics = Topic.objects.filter(edition__code="im", level=2).order_by("code").values_list("code", flat=True)
    bodies = Body.objects.select_related("block").order_by("pk")
    places = Territory.objects.exclude(kind=Territory.Kind.REGION).order_by("-population", "code")
    return facts_made.Ground(
        tuple(topics), tuple((body.pk, body.block.code if body.block else "") for body in bodies),
        tuple(places.values_list("code", flat=True)), timezone.get_default_timezone_name(),
    )  # fmt: skip


def keep(files: list[Path]) -> None:
    """Put the rows of these files into the table of facts."""
    fields = Fact._meta.concrete_fields
    listed, marks = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM facts_fact")
        for rows in _rows(files, fields):
            cursor.executemany(f"INSERT INTO facts_fact ({listed}) VALUES ({marks})", rows)
        cursor.execute("ANALYZE")


def _rows(files: list[Path], fields: Any) -> Iterator[list[tuple[Any, ...]]]:
    for path in files:
        for batch in pq.ParquetFile(path).iter_batches(CHUNK, columns=list(STORED)):
            columns = [_values(batch, field) for field in fields]
            yield list(zip(*columns, strict=True))


def _values(batch: pa.RecordBatch, field: Any) -> list[Any]:
    if field.column in STORED:
        found = batch.column(field.column)
        if pa.types.is_timestamp(found.type) and connection.vendor == "sqlite":
            # As Django writes moments of whole seconds.
            return found.cast(pa.timestamp("s")).cast(pa.string()).to_pylist()
        found = found.to_pylist()
        fallback = None if field.null else field.get_default()
        return found if fallback is None else [fallback if value is None else value for value in found]
    return [_unstored(field)] * batch.num_rows


def _unstored(field: models.Field) -> Any:
    usual = {"excerpt": "Яма на дороге у дома, просим починить", "version": 1}
    if field.column in usual:
        return usual[field.column]
    return None if field.null else field.get_default()


if __name__ == "__main__":
    fill(ASKED.rows, database=ASKED.database)
