"""Files of messages for upload into other systems: made whole or not at all, each message in one file."""

import csv
import io
import os
import tempfile
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from otklik.answers.models import Dispatch, Manifest
from otklik.answers.sending import parcels, posting
from otklik.answers.sending.sender import Sender
from otklik.answers.sending.sender_catalogue import SENDERS, title
from otklik.offices.models import Person

MOST_ROWS = 5000
_CELL = 32_767
"""Characters that a cell of xlsx holds."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
State, Held = Dispatch.State, Dispatch.Held


class ManifestError(ValueError):
    """A file that can't be made or marked; the message says why and what to do (Russian)."""


def gather(sender_code: str, question_ids: Collection[int], *, by: Person, at: datetime) -> Manifest:
    """Put what waits for a file of this sender into one, the earliest first, of these questions.

    Rows are taken in one transaction, then the file is written; killed between, `finish` writes it.
    """
    sender = SENDERS.get(sender_code)
    if sender is None or not sender.columns:
        raise ManifestError(f"Отправитель «{sender_code}» файлов не делает.")
    with transaction.atomic():
        waiting = Dispatch.objects.select_for_update().filter(state=State.WAITING, held=Held.FILE, sender=sender_code)
        numbers = list(
            waiting.filter(question__in=question_ids).order_by("pk").values_list("pk", flat=True)[:MOST_ROWS]
        )
        if not numbers:
            raise ManifestError(f"Для файла «{sender.title}» сейчас ничего не ждёт.")
        made = Manifest.objects.create(sender=sender_code, rows=len(numbers), at=at, by=by)
        made.name = f"{sender_code}-{timezone.localtime(at):%Y-%m-%d-%H%M}-{made.pk}"
        made.save(update_fields=["name"])
        Dispatch.objects.filter(pk__in=numbers).update(
            state=State.SENDING, manifest=made, taken_at=at, tries=F("tries") + 1, held="", failure=""
        )
    _write(made)
    return made


def finish() -> int:
    """Write the files that a dead worker left unwritten: from the same rows the same file; how many."""
    left = list(Manifest.objects.filter(state=Manifest.State.MAKING))
    for manifest in left:
        _write(manifest)
    return len(left)


@transaction.atomic
def settle(manifest: Manifest, *, is_loaded: bool, by: Person, at: datetime) -> None:
    """A person has loaded the file, or takes it apart: its messages wait for another one. Raises ManifestError."""
    state = Manifest.State.LOADED if is_loaded else Manifest.State.DROPPED
    open_one = Manifest.objects.filter(pk=manifest.pk, state=Manifest.State.READY)
    if not open_one.update(state=state, settled_at=at, settled_by=by):
        raise ManifestError("Этот файл уже отмечен: обновите страницу.")
    inside = Dispatch.objects.filter(manifest=manifest, state=State.SENDING)
    if not is_loaded:
        inside.update(state=State.WAITING, manifest=None, sender="", send_after=at, taken_at=None)
        transaction.on_commit(lambda: _forget(manifest))
        return
    left = list(inside.select_related("question"))
    inside.update(state=State.SENT, sent_at=at)
    answers = [one for one in left if one.kind in posting.ANSWERS]
    posting.tell(answers, "sent", title(manifest.sender), by, at)


def path(manifest: Manifest, form: str) -> Path:
    """Where a file lies: a folder that another program may look into."""
    return Path(settings.OTKLIK_HOME) / "out" / f"{manifest.name}.{form}"


def content(manifest: Manifest, form: str) -> bytes:
    """The file as it lies; made anew from its rows where the disk lost it. Raises ManifestError."""
    sender = SENDERS.get(manifest.sender)
    if sender is None or form not in sender.forms or manifest.state == Manifest.State.DROPPED:
        raise ManifestError(f"Файла вида «{form}» у этой выгрузки нет.")
    try:
        return path(manifest, form).read_bytes()
    except FileNotFoundError:
        return _made(manifest, sender, form)


def _write(manifest: Manifest) -> None:
    sender = SENDERS[manifest.sender]
    for form in sender.forms:
        _replace(path(manifest, form), _made(manifest, sender, form))
    Manifest.objects.filter(pk=manifest.pk, state=Manifest.State.MAKING).update(state=Manifest.State.READY)
    manifest.state = Manifest.State.READY


def _made(manifest: Manifest, sender: Sender, form: str) -> bytes:
    inside = Dispatch.objects.filter(manifest=manifest).order_by("pk")
    found = [parcels.parcel(one) for one in inside.select_related("question__body", "answer__body")]
    rows = [[column.says(parcel)[:_CELL] for column in sender.columns] for parcel in found]
    headings = [column.title for column in sender.columns]
    return _as_xlsx([headings, *rows], manifest.at) if form == "xlsx" else _as_csv([headings, *rows])


def _as_xlsx(rows: Sequence[Sequence[str]], at: datetime) -> bytes:
    file = io.BytesIO()
    # What authors wrote is text, never a formula or a link that runs.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": at.replace(tzinfo=None)})
        sheet, wrapped = book.add_worksheet("Ответы"), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, len(rows[0]), 24, wrapped)
        sheet.freeze_panes(1, 0)
        for at_row, row in enumerate(rows):
            for at_column, written in enumerate(row):
                sheet.write_string(at_row, at_column, written)
    return file.getvalue()


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    # The mark by which Excel knows the encoding.
    return file.getvalue().encode("utf-8-sig")


def _replace(place: Path, written: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    # Another program, of the same group, may fetch it.
    os.chmod(file.name, 0o640)
    os.replace(file.name, place)


def _forget(manifest: Manifest) -> None:
    for form in SENDERS[manifest.sender].forms:
        path(manifest, form).unlink(missing_ok=True)
