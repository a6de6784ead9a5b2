"""The columnar copy of facts: a Parquet file a month, written anew when the month changed, replaced at one stroke."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from otklik.appeals import bulk
from otklik.facts.columns import MOMENT, SCHEMA, STORED
from otklik.facts.models import Fact, MonthFile, Touched
from otklik.facts.months import bounds, month_of

CHUNK = 20_000
_MUNICIPALITY = 8
_AT_ONCE = 100_000
_READ_FOR_S = 600
QUICK_S = 1.0
"""A month that takes no longer to write is written whenever it changed."""
_REST = 10
_BLOCK = 1 << 20


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.OTKLIK_HOME) / "facts"


def write_stale(at: datetime, *, is_quick: bool | None = None) -> int:
    """Write the months anew that changed; returns how many. Safe to repeat and to be killed: what is stale stays so.

    `is_quick`: only those that take at most QUICK_S, or only the others; None is all. A month that takes longer rests
    ten times as long as its writing took: a huge one costs a tenth of a core at most.
    """
    rows = list(Touched.objects.order_by("pk").values_list("pk", "month")[:_AT_ONCE])
    known = {row.month: row for row in MonthFile.objects.all()}
    stale = [month for month in sorted({month for _, month in rows}) if _is_due(known.get(month), at, is_quick)]
    for month in stale:
        write(month, at)
        # Only what was seen before the month was read may go: a later change is not in the file.
        Touched.objects.filter(pk__lte=rows[-1][0], month=month).delete()
    return len(stale)


def _is_due(known: MonthFile | None, at: datetime, is_quick: bool | None) -> bool:
    if known is None:
        # How long it takes, nobody knows yet: it may be a million letters of an import.
        return not is_quick
    is_slow = known.took_s > QUICK_S
    if is_quick is not None and is_quick == is_slow:
        return False
    return not is_slow or at >= known.as_of + timedelta(seconds=_REST * known.took_s)


def write(month: date, at: datetime) -> MonthFile:
    """Write one month: beside the old file, then in its place; readers of the old one are not disturbed.

    `at` is before the facts are read. Of two that write a month at once, the file of the later `at` stays. Raises
    OSError where there is no room: the old file stays, and nothing of the new one.
    """
    folder().mkdir(parents=True, exist_ok=True)
    name, began = f"{month:%Y-%m}-{uuid4().hex[:8]}.parquet", monotonic()
    path = folder() / name
    rows = _stream(month, path)
    made = {"name": name, "rows": rows, "size_bytes": path.stat().st_size, "digest": _digest(path), "as_of": at}
    made["took_s"] = monotonic() - began
    with transaction.atomic():
        now = MonthFile.objects.select_for_update().filter(month=month).first()
        if now is not None and now.as_of > at and is_sound(now):
            path.unlink()
            return now
        return MonthFile.objects.update_or_create(month=month, defaults=made)[0]


def heal(at: datetime) -> tuple[date, ...]:
    """Write months anew whose file is not as it was written or has other columns, and those never written; which."""
    known = {row.month: row for row in MonthFile.objects.all()}
    broken = [month for month, row in known.items() if not is_sound(row)]
    broken += [month for month in _months_of_facts() if month not in known]
    for month in sorted(broken):
        write(month, at)
    return tuple(sorted(broken))


def is_whole(row: MonthFile) -> bool:
    """Whether the file of a month lies there in its size: asked for each page of figures."""
    try:
        return (folder() / row.name).stat().st_size == row.size_bytes
    except OSError:
        return False


def is_sound(row: MonthFile) -> bool:
    """Whether the file of a month is to the byte as it was written, with the columns of today; reads all of it."""
    path = folder() / row.name
    try:
        is_same = is_whole(row) and row.digest in ("", _digest(path))
        return is_same and pq.read_schema(path).equals(SCHEMA)
    except (OSError, pa.ArrowInvalid):
        return False


def sweep() -> int:
    """Remove files that no month names and nobody can be reading any more; returns how many."""
    kept, now = set(MonthFile.objects.values_list("name", flat=True)), datetime.now(UTC).timestamp()
    gone = 0
    for path in folder().glob("*.parquet*"):
        if path.name not in kept and now - path.stat().st_mtime > _READ_FOR_S:
            with suppress(FileNotFoundError):
                path.unlink()
                gone += 1
    return gone


def _stream(month: date, to: Path) -> int:
    """Write the facts of a month into a file that appears whole; returns how many."""
    partial, rows = to.with_suffix(".parquet.part"), 0
    try:
        with pq.ParquetWriter(partial, SCHEMA, compression="zstd") as writer:
            for chunk in _chunks(month):
                table = _table(chunk)
                writer.write_table(table)
                rows += table.num_rows
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(to)
    finally:
        # On a full disk what was begun would keep the room that the next try needs.
        partial.unlink(missing_ok=True)
    return rows


def _digest(path: Path) -> str:
    """Of all bytes of a file, in hex."""
    found = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _chunks(month: date) -> Iterator[list[tuple[Any, ...]]]:
    """The facts of a month as the database gives them, raw: the ORM would take five times as long."""
    begins, ends = bounds(month)
    # In the order of the index: sorted by anything else, a month of a million would stand in memory at once.
    found = Fact.objects.filter(received_at__gte=begins, received_at__lt=ends).order_by("received_at", "pk")
    statement, params = bulk.as_kept(found, *STORED)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def _table(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    columns = dict(zip(STORED, zip(*rows, strict=True), strict=True))
    arrays = {name: _array(values, STORED[name]) for name, values in columns.items()}
    return pa.table({**arrays, **_derived(arrays)}, schema=SCHEMA)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if kind == MOMENT:
        return pc.assume_timezone(pa.array(values, pa.string()).cast(pa.timestamp("us")), "UTC")
    if kind == pa.bool_() and any(type(value) is int for value in values):
        # SQLite keeps truths as numbers.
        return pa.array(values, pa.int8()).cast(kind)
    return pa.array(values, kind)


def _derived(arrays: dict[str, pa.Array]) -> dict[str, pa.Array]:
    received = arrays["received_at"]
    local = _local(received)
    answered = pc.coalesce(arrays["replied_at"], arrays["answer_done_at"], arrays["closed_at"])
    return {
        "month": pc.floor_temporal(local, unit="month").cast(pa.date32()),
        "week": pc.floor_temporal(local, unit="week").cast(pa.date32()),
        "day": pc.floor_temporal(local, unit="day").cast(pa.date32()),
        "weekday": pc.day_of_week(local, count_from_zero=False).cast(pa.int16()),
        "hour": pc.hour(local).cast(pa.int16()),
        "municipality_code": pc.utf8_slice_codeunits(arrays["territory_code"], 0, _MUNICIPALITY),
        "answered_at": answered,
        "answered_day": pc.floor_temporal(_local(answered), unit="day").cast(pa.date32()),
        "reaction_hours": _hours(received, arrays["reaction_done_at"]),
        "answer_hours": _hours(received, answered),
        "solution_hours": _hours(received, arrays["solution_done_at"]),
        "late_hours": _hours(arrays["answer_due_at"], arrays["answer_done_at"]),
    }


def _local(moments: pa.Array) -> pa.Array:
    return pc.local_timestamp(moments.cast(pa.timestamp("us", tz=timezone.get_default_timezone_name())))


def _hours(begins: pa.Array, ends: pa.Array) -> pa.Array:
    return pc.divide(pc.subtract(ends, begins).cast(pa.int64()).cast(pa.float64()), 3_600_000_000.0)


def _months_of_facts() -> list[date]:
    """Every month from the first fact to the last that has one."""
    ends = Fact.objects.aggregate(first=Min("received_at"), last=Max("received_at"))
    if ends["first"] is None:
        return []
    month, found = month_of(ends["first"]), []
    while month <= month_of(ends["last"]):
        begins, after = bounds(month)
        if Fact.objects.filter(received_at__gte=begins, received_at__lt=after).exists():
            found.append(month)
        month = after.date()
    return found
