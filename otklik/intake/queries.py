"""What pages and doors may ask of the inbox."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Q

from otklik.intake.catalogue import CHANNELS
from otklik.intake.models import Flaw, Import, Letter, Mapping, Source

PAGE = 50
SOURCE_CACHE_S = 30
"""How long a process trusts a key that it has seen: a stopped key works no longer than this."""

_sources: dict[str, tuple[float, "SourceCard"]] = {}


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A system that may send letters."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """A letter in quarantine: where it came from and why it is held; no text, for it was never masked."""

    id: int
    channel_title: str
    source_name: str
    import_id: int | None
    file_name: str
    row: int | None
    received_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page of quarantine, newest first; `cursor` asks for the next one, None where this is the last."""

    letters: tuple[Held, ...]
    cursor: int | None


@dataclass(frozen=True, slots=True)
class FlawCard:
    """Something wrong in a row of an import."""

    row: int
    column: str
    message: str

    @property
    def told(self) -> str:
        """The flaw as one sentence, for a terminal."""
        where = f"строка {self.row}, колонка «{self.column}»" if self.column else f"строка {self.row}"
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class ImportCard:
    """An import as its page shows it; `share` is how much of the file is read, 0..1."""

    id: int
    channel: str
    channel_title: str
    file_name: str
    state: str
    state_title: str
    failure: str
    is_dry_run: bool
    is_over: bool
    labels: str
    columns: dict[str, str]
    share: float
    total_bytes: int
    done_bytes: int
    read: int
    stored: int
    duplicates: int
    quarantined: int
    flaw_count: int
    flaws: tuple[FlawCard, ...]
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class MappingCard:
    """Columns of a table kept under a name."""

    id: int
    name: str
    channel: str
    columns: dict[str, str]


def source_by_key(key: str) -> SourceCard | None:
    """The source that sends with this key, or None; asked of the database once in SOURCE_CACHE_S."""
    key_hash = sha256(key.encode("utf-8", "replace")).hexdigest()
    until, card = _sources.get(key_hash, (0.0, None))
    if card is not None and until > time.monotonic():
        return card
    row = Source.objects.filter(key_hash=key_hash, is_active=True).values_list("pk", "code", "name").first()
    if row is None:
        # Wrong keys are not remembered: they would fill the memory of whoever is asked.
        _sources.pop(key_hash, None)
        return None
    card = SourceCard(*row)
    _sources[key_hash] = (time.monotonic() + SOURCE_CACHE_S, card)
    return card


def sources() -> list[Source]:
    """All sources, by name."""
    return list(Source.objects.order_by("name"))


def waiting_count() -> int:
    """Letters that the line has still to read."""
    return Letter.objects.filter(state=Letter.State.WAITING).count()


def quarantine(cursor: int | None = None, *, import_id: int | None = None) -> HeldPage:
    """A page of letters that could not be read, older than `cursor`."""
    found = Letter.objects.filter(state=Letter.State.QUARANTINED).select_related("run", "source").order_by("-pk")
    wanted = (Q(pk__lt=cursor) if cursor else Q()) & (Q(run=import_id) if import_id else Q())
    letters = list(found.filter(wanted)[: PAGE + 1])
    return HeldPage(tuple(map(_held, letters[:PAGE])), letters[PAGE - 1].pk if len(letters) > PAGE else None)


def quarantined_count() -> int:
    """Letters that wait in quarantine."""
    return Letter.objects.filter(state=Letter.State.QUARANTINED).count()


def import_card(import_id: int, *, flaws: int = 200) -> ImportCard | None:
    """An import with its first `flaws` flaws, or None where there is none."""
    run = Import.objects.filter(pk=import_id).first()
    return _import_card(run, tuple(_flaws(import_id, flaws))) if run else None


def imports(limit: int = 20) -> list[ImportCard]:
    """The latest imports, without their flaws."""
    return [_import_card(run, ()) for run in Import.objects.all()[:limit]]


def mappings(channel: str = "") -> list[MappingCard]:
    """Saved mappings of a channel, or of all, by name."""
    found = Mapping.objects.filter(**({"channel": channel} if channel else {})).order_by("name")
    return [MappingCard(one.pk, one.name, one.channel, one.columns) for one in found]


def _flaws(import_id: int, limit: int) -> list[FlawCard]:
    rows = Flaw.objects.filter(run=import_id).values_list("row", "column", "message")[:limit]
    return [FlawCard(*row) for row in rows]


def _held(letter: Letter) -> Held:
    return Held(
        letter.pk, _title(letter.channel), letter.source.name if letter.source else "", letter.run_id,
        letter.run.file_name if letter.run else "", letter.row, letter.received_at, letter.reason,
    )  # fmt: skip


def _title(channel: str) -> str:
    return CHANNELS[channel].title if channel in CHANNELS else channel


def _import_card(run: Import, flaws: tuple[FlawCard, ...]) -> ImportCard:
    is_over = run.state in (Import.State.DONE, Import.State.FAILED, Import.State.STOPPED)
    return ImportCard(
        run.pk, run.channel, _title(run.channel), run.file_name, run.state, run.get_state_display(), run.failure,
        run.is_dry_run, is_over, run.labels, run.columns,
        min(1.0, run.done_bytes / run.total_bytes) if run.total_bytes else 0.0,
        run.total_bytes, run.done_bytes, run.read, run.stored, run.duplicates, run.quarantined, run.flaw_count, flaws,
        run.created_at, run.finished_at,
    )  # fmt: skip


def letter_of(*, source: SourceCard, letter_id: int) -> Letter | None:
    """A letter by its number, for the source that sent it; None for another's."""
    return Letter.objects.filter(pk=letter_id, source_id=source.id).first()


def appeals_of(letter_ids: Sequence[int]) -> list[int]:
    """The appeals that these letters became."""
    return [row for row in Letter.objects.filter(pk__in=letter_ids).values_list("appeal", flat=True) if row]


def unfinished() -> list[int]:
    """Imports that were queued or begun and have not ended."""
    live = Import.objects.filter(state__in=(Import.State.QUEUED, Import.State.RUNNING))
    return list(live.order_by("pk").values_list("pk", flat=True))


def report(run: Import) -> dict[str, object]:
    """An import in figures: read = stored + duplicates + quarantined."""
    return {
        "import": run.pk, "state": run.state, "read": run.read, "stored": run.stored, "duplicates": run.duplicates,
        "quarantined": run.quarantined, "flaws": run.flaw_count, "dry_run": run.is_dry_run, "failure": run.failure,
    }  # fmt: skip
