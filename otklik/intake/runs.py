"""The walk of one import down its table, batch by batch."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import dropwhile, islice
from pathlib import Path
from sqlite3 import connect

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from otklik.intake import deliveries, lists, tables
from otklik.intake.catalogue import named
from otklik.intake.channel import ParsedLetter, Unreadable
from otklik.intake.deliveries import DUPLICATE, QUARANTINED, STORED, Delivery, From
from otklik.intake.grounding import on_ground
from otklik.intake.labels import Lists
from otklik.intake.models import Flaw, Import
from otklik.intake.tables import Packed, TableError
from otklik.reference.ground import Ground, ground

BATCH = 1000
KEPT_FLAWS = 1000
"""Flaws of one import that are kept row by row; the rest are only counted."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: bytes of the file, and what came of its rows; read = stored + duplicates + quarantined."""

    done_bytes: int
    total_bytes: int
    read: int
    stored: int
    duplicates: int
    quarantined: int
    flaws: int


class _Overtaken(Exception):
    """Somebody stopped this import, or another process runs it."""


class _Seen:
    """Keys met so far in a dry run, on the disk: a table of any length takes no memory."""

    def __init__(self) -> None:
        # An empty name is a private database that spills to a nameless file and goes with the connection.
        self._kept = connect("")
        self._kept.execute("CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID")

    def is_new(self, key: bytes) -> bool:
        """True the first time."""
        return self._kept.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 1

    def close(self) -> None:
        """Forget all."""
        self._kept.close()


@dataclass(slots=True)
class _Walk:
    """What the batches of one walk share."""

    run: Import
    origin: From
    lists: Lists
    ground: Ground
    seen: _Seen
    new_executors: set[str] = field(default_factory=set)


def walk(run: Import, at: datetime, on_progress: Callable[[Progress], None] | None) -> None:
    """Take `run` from its last row to the end of its table; stops at once where another has overtaken it.

    Raises TableError where the table can't be read (any more).
    """
    path = Path(run.path)
    if path.exists() and path.stat().st_size != run.total_bytes:
        raise TableError("Файл изменился после начала загрузки: начните новую, уже принятое не повторится.")
    with closing(tables.open_table(path)) as table, closing(_Seen()) as seen:
        rows = table.rows()
        head = tables.header(rows)
        unknown = tables.check_columns(head.columns, run.columns, named(run.channel))
        if run.is_dry_run or run.last_row == 0:
            _begin(run, head.row, unknown)
        here = _Walk(run, From(run.channel, at, run_id=run.pk, by_id=run.by_id), lists.current(), ground(), seen)
        packed = tables.packed(rows, head.columns, run.columns)
        try:
            for batch in _batches(dropwhile(lambda row: row.number <= run.last_row, packed)):
                _take(here, batch, table.position)
                if on_progress:
                    on_progress(_progress(run))
        except _Overtaken:
            return
    done = Import.objects.filter(pk=run.pk, state=Import.State.RUNNING)
    done.update(state=Import.State.DONE, done_bytes=run.total_bytes, finished_at=timezone.now())


def _batches(rows: Iterator[Packed]) -> Iterator[list[Packed]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _begin(run: Import, header_row: int, unknown: Sequence[str]) -> None:
    """Note the columns no field takes; a dry run always begins anew, for what it has seen is gone with its process."""
    run.last_row = run.read = run.stored = run.duplicates = run.quarantined = run.flaw_count = 0
    why = "не сопоставлена ни с одним полем: сохраняется вместе с письмом"
    with transaction.atomic():
        run.flaws.all().delete()
        Flaw.objects.bulk_create(Flaw(run=run, row=header_row, column=name, message=why) for name in unknown)
        run.flaw_count = len(unknown)
        run.save(update_fields=["last_row", "read", "stored", "duplicates", "quarantined", "flaw_count"])


def _take(here: _Walk, batch: Sequence[Packed], position: int) -> None:
    """Accept a batch and move the import past it, both or neither."""
    weighed = [deliveries.weigh(row.raw, here.origin, row.number) for row in batch]
    flaws = [flaw for row, one in zip(batch, weighed, strict=True) for flaw in _flaws(here, row, one)]
    with transaction.atomic():
        _lock(here.run)
        outcomes = _rehearse(here, weighed) if here.run.is_dry_run else _outcomes(weighed, here.origin)
        _move(here.run, Counter(outcomes), batch[-1].number, position, len(flaws))
        room = max(0, KEPT_FLAWS - here.run.flaw_count)
        Flaw.objects.bulk_create(flaws[:room], 500)
    here.run.flaw_count += len(flaws)


def _outcomes(weighed: Sequence[Delivery], origin: From) -> list[str]:
    return [receipt.outcome for receipt in deliveries.lay(weighed, origin)]


def _rehearse(here: _Walk, weighed: Sequence[Delivery]) -> list[str]:
    """What would become of each delivery; nothing is written."""
    lying = deliveries.known_keys([one.keys.key for one in weighed])
    earlier = [one.keys.earlier for one in weighed if one.keys.earlier]
    lying |= deliveries.known_keys(earlier, here.origin.at)
    return [_would_be(one, lying, here.seen) for one in weighed]


def _would_be(one: Delivery, lying: set[bytes], seen: _Seen) -> str:
    if one.keys.key in lying or one.keys.earlier in lying or not seen.is_new(one.keys.key):
        return DUPLICATE
    return QUARANTINED if isinstance(one.read, Unreadable) else STORED


def _lock(run: Import) -> None:
    """Hold the import's row; raises _Overtaken where it is no longer ours to move."""
    mine = Import.objects.select_for_update().filter(pk=run.pk, state=Import.State.RUNNING, last_row=run.last_row)
    if not mine.exists():
        raise _Overtaken


def _move(run: Import, counted: Counter[str], last_row: int, position: int, flaws: int) -> None:
    run.last_row, run.done_bytes = last_row, min(position, run.total_bytes)
    run.read += counted.total()
    run.stored += counted[STORED]
    run.duplicates += counted[DUPLICATE]
    run.quarantined += counted[QUARANTINED]
    Import.objects.filter(pk=run.pk).update(
        last_row=run.last_row, done_bytes=run.done_bytes, read=run.read, stored=run.stored,
        duplicates=run.duplicates, quarantined=run.quarantined, flaw_count=F("flaw_count") + flaws,
    )  # fmt: skip


def _flaws(here: _Walk, row: Packed, one: Delivery) -> Iterator[Flaw]:
    if row.remark:
        yield Flaw(run=here.run, row=row.number, message=row.remark)
    if not isinstance(one.read, ParsedLetter):
        yield Flaw(run=here.run, row=row.number, message=one.read.reason[:500])
        return
    labels = here.lists.match(one.read)
    for note in (*on_ground(one.read, here.ground).notes, *labels.notes):
        yield Flaw(run=here.run, row=row.number, column=_column(here.run, note.field), message=note.message[:500])
    is_new = labels.new_executor not in {"", *here.new_executors}
    if is_new and here.run.labels == "take":
        here.new_executors.add(labels.new_executor)
        column = str(here.run.columns.get("executor", ""))
        why = f"исполнитель «{labels.new_executor[:100]}» новый: подтвердите его в настройках органов"
        yield Flaw(run=here.run, row=row.number, column=column, message=why)


def _column(run: Import, field_code: str) -> str:
    """The column of a field; of a point that stands in two columns, the first."""
    names = (field_code, "latitude") if field_code == "point" else (field_code,)
    return next((str(run.columns[name]) for name in names if name in run.columns), field_code)


def _progress(run: Import) -> Progress:
    return Progress(
        run.done_bytes, run.total_bytes, run.read, run.stored, run.duplicates, run.quarantined, run.flaw_count
    )
