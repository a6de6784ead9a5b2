"""Whole tables taken in: started, read in batches, resumed after a kill."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings

from otklik.intake import tables
from otklik.intake.catalogue import named
from otklik.intake.models import Import
from otklik.intake.models import Mapping as SavedMapping
from otklik.intake.runs import Progress, walk
from otklik.intake.tables import TableError
from otklik.offices.models import Person


@dataclass(frozen=True, slots=True)
class Preview:
    """A table before its import: columns, which column was guessed for which field, and the first rows."""

    columns: tuple[str, ...]
    guessed: dict[str, str]
    rows: tuple[tuple[str, ...], ...]


def keep_upload(pieces: Iterable[bytes], name: str) -> Path:
    """Lay an uploaded table on the disk, piece by piece, under a name nobody else uses."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    ending = "".join(letter for letter in Path(name).suffix.lower() if letter.isascii() and letter.isalnum())[:8]
    path = folder / f"{uuid.uuid4().hex}.{ending or 'csv'}"
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
    return path


def preview(path: Path, channel: str, rows: int = 5) -> Preview:
    """The columns and first rows of a table.

    Raises TableError as tables.open_table does.
    """
    with closing(tables.open_table(path)) as table:
        found = table.rows()
        head = tables.header(found)
        first = tuple(tuple(row.cells) for row in islice(found, rows))
    return Preview(head.columns, tables.guess_columns(head.columns, named(channel)), first)


def save_mapping(*, name: str, channel: str, columns: Mapping[str, str]) -> SavedMapping:
    """Keep columns under a name; the same name is overwritten."""
    values = {"channel": channel, "columns": dict(columns)}
    return SavedMapping.objects.update_or_create(name=name.strip()[:80], defaults=values)[0]


def start(
    *, path: Path, channel: str, columns: Mapping[str, str] | None = None, mapping: str = "", labels: str = "take",
    dry_run: bool = False, file_name: str = "", by: Person | None, at: datetime,
) -> Import:  # fmt: skip
    """Queue an import of a table; columns not given are taken from the saved `mapping`, or guessed.

    Raises TableError where the table or its columns can't be read, LookupError for an unknown channel.
    """
    if mapping and columns is None:
        columns = _saved(mapping, channel)
    seen = preview(path, channel, rows=0)
    chosen = dict(columns) if columns is not None else seen.guessed
    tables.check_columns(seen.columns, chosen, named(channel))
    return Import.objects.create(
        by=by, channel=channel, file_name=(file_name or path.name)[:255], path=str(path.resolve()),
        total_bytes=path.stat().st_size, columns=chosen, labels=labels, is_dry_run=dry_run, state=Import.State.QUEUED,
        created_at=at,
    )  # fmt: skip


def stop(import_id: int, at: datetime) -> None:
    """Stop an import after the batch in hand; what is accepted stays accepted."""
    live = Import.objects.filter(pk=import_id, state__in=(Import.State.QUEUED, Import.State.RUNNING))
    live.update(state=Import.State.STOPPED, finished_at=at)


def run(import_id: int, at: datetime, on_progress: Callable[[Progress], None] | None = None) -> Import:
    """Read the table from the last row accepted to its end; safe to call again after a kill.

    A batch of rows and the place in the file are kept by one transaction, so that nothing is lost or doubled; a second
    runner of the same import gives up at its first batch. A failure of the table is kept in `failure` (Russian).
    """
    fresh = Import.objects.filter(pk=import_id, state=Import.State.QUEUED)
    fresh.update(state=Import.State.RUNNING)
    row = Import.objects.get(pk=import_id)
    if row.state != Import.State.RUNNING:
        return row
    try:
        walk(row, at, on_progress)
    except TableError as error:
        Import.objects.filter(pk=import_id).update(state=Import.State.FAILED, failure=str(error)[:500], finished_at=at)
    row.refresh_from_db()
    return row


def _saved(name: str, channel: str) -> dict[str, str]:
    found = SavedMapping.objects.filter(name=name, channel=channel).first()
    if found is None:
        names = SavedMapping.objects.filter(channel=channel).values_list("name", flat=True)
        there = ", ".join(f"«{one}»" for one in names) or "ни одного"
        raise TableError(f"Сопоставления «{name}» для этого канала нет; есть: {there}.")
    return dict(found.columns)
