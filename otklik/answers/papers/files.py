"""Files of answers and of authors: taken after a check of their content, kept once, told of in a row."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from otklik.answers.models import Answer, Attachment, Contribution, LetterTemplate
from otklik.answers.papers import store
from otklik.answers.papers.file_kinds import Limits, check_size, judged
from otklik.answers.papers.file_photos import Shot
from otklik.answers.papers.file_refusal import FileRefused
from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.intake.models import HeldFile
from otklik.offices.models import Person

ADDED, REMOVED = "file_added", "file_removed"
_HELD_FOR = timedelta(days=30)
_EARLIEST_YEAR = 2005


class Upload(Protocol):
    """What is asked of an uploaded file; Django's own is one."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Laid:
    """A checked file on the disk that no question has yet; made of plain values, so that a letter may carry it."""

    name: str
    content_type: str
    size_bytes: int
    digest: str
    # ISO 8601 with a zone; empty where the photo does not tell.
    taken_at: str = ""
    latitude: float | None = None
    longitude: float | None = None

    def told(self) -> dict[str, Any]:
        """Plain values for JSON; `Laid(**told)` gives it back."""
        return asdict(self)


def limits() -> Limits:
    """How large files may be now."""
    return Limits(settings.OTKLIK_PHOTO_MB, settings.OTKLIK_FILE_MB)


def keep(
    upload: Upload, *, question: Question, side: str, answer: Answer | None = None,
    contribution: Contribution | None = None, by: Person | None, at: datetime,
) -> Attachment:  # fmt: skip
    """Check a file, lay it on the disk and tell of it in a row; the same file sent twice is one row.

    Raises FileRefused (Russian): too large, not of a kind that is taken, broken, dangerous, too many.
    """
    check_room(question)
    laid = lay(upload, at=at, is_held=False)
    return attach(laid, question=question, side=side, answer=answer, contribution=contribution, by=by, at=at)


def lay(upload: Upload, *, at: datetime, is_held: bool = True) -> Laid:
    """Check a file and lay it on the disk before there is a question; held, it waits for one a month.

    Raises FileRefused. A file is refused for its size before it is read.
    """
    name, most = upload.name or "", limits()
    check_size(name, upload.size or 0, most)
    taken = judged(name, upload.read(), most, timezone.get_default_timezone())
    digest = store.put(taken.content, thumb=taken.thumb)
    if is_held:
        store.hold(digest, until=at + _HELD_FOR)
    moment = _moment(taken.shot, at)
    return Laid(
        name=taken.name, content_type=taken.kind.content_type, size_bytes=len(taken.content), digest=digest,
        taken_at=moment.isoformat() if moment else "", latitude=taken.shot.latitude, longitude=taken.shot.longitude,
    )  # fmt: skip


@transaction.atomic
def attach(
    laid: Laid, *, question: Question, side: str, answer: Answer | None = None,
    contribution: Contribution | None = None, by: Person | None, at: datetime,
) -> Attachment:  # fmt: skip
    """The row of a file that lies on the disk; the same file attached twice to the same is one row."""
    Question.objects.select_for_update().get(pk=question.pk)
    place = {"question": question, "answer": answer, "contribution": contribution, "side": side}
    known = _present(question).filter(**place, digest=laid.digest).first()
    if known is not None:
        return known
    check_room(question)
    row = Attachment.objects.create(
        **place, name=laid.name, content_type=laid.content_type, size_bytes=laid.size_bytes, digest=laid.digest,
        taken_at=datetime.fromisoformat(laid.taken_at) if laid.taken_at else None,
        latitude=laid.latitude, longitude=laid.longitude, by=by, at=at,
    )  # fmt: skip
    _tell(row, ADDED, by, at)
    return row


@transaction.atomic
def remove(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Take a file away from where it was; the content goes from the disk later. Again changes nothing."""
    changed = Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at)
    if changed:
        attachment.removed_at = at
        _tell(attachment, REMOVED, by, at)


def opened(attachment: Attachment, *, is_small: bool = False) -> BinaryIO:
    """The content, to be closed by the caller. Raises store.FileLost where the disk does not have it."""
    return store.opened(attachment.digest, shelf=_shelf(attachment.is_personal), is_small=is_small)


def of_question(question_id: int) -> Sequence[Attachment]:
    """Files that people may see with a question, oldest first; never those of letters. One query."""
    return list(_visible().filter(question=question_id).order_by("pk"))


def of_answer(answer_id: int) -> Sequence[Attachment]:
    """Files of an answer, oldest first. One query."""
    return list(_visible().filter(answer=answer_id).order_by("pk"))


def visible(attachment_id: int) -> Attachment | None:
    """A file that is there and is no letter's."""
    return _visible().filter(pk=attachment_id).first()


def lost(*, newest: int) -> int:
    """How many of the newest files the disk does not have: a sign that a folder was not brought back from a copy."""
    rows = Attachment.objects.filter(removed_at=None).order_by("-pk").values_list("digest", "is_personal")[:newest]
    return sum(not store.has(digest, shelf=_shelf(is_personal)) for digest, is_personal in rows)


def check_room(question: Question) -> None:
    """Raises FileRefused where a question has as many files as it may have."""
    if _present(question).count() >= settings.OTKLIK_FILES_A_QUESTION:
        raise FileRefused(
            f"У вопроса № {question.pk} уже {settings.OTKLIK_FILES_A_QUESTION} файлов: уберите ненужные или соедините."
        )


def sweep(at: datetime) -> int:
    """Delete from the disk what no row names any more, older than a day; how many went. Safe to be killed."""
    return sum(store.sweep(_named, at=at, shelf=shelf) for shelf in (store.FILES, store.LETTERS))


def _shelf(is_personal: bool) -> str:
    return store.LETTERS if is_personal else store.FILES


def _named(digests: Collection[str]) -> set[str]:
    of_files = Attachment.objects.filter(digest__in=list(digests), removed_at=None).values_list("digest", flat=True)
    of_forms = LetterTemplate.objects.filter(digest__in=list(digests)).values_list("digest", flat=True)
    # A letter that waits in quarantine keeps its files as long as it lies there.
    of_letters = HeldFile.objects.filter(file__digest__in=list(digests)).values_list("file__digest", flat=True)
    return {*of_files, *of_forms, *of_letters}


def _visible() -> Any:
    return Attachment.objects.filter(removed_at=None, is_personal=False).select_related("answer")


def _present(question: Question) -> Any:
    return _visible().filter(question=question)


def _tell(row: Attachment, kind: str, by: Person | None, at: datetime) -> None:
    # The name is what a person called it and may hold somebody's: the kind alone is told.
    what = {"text": _KINDS.get(row.content_type.split(";")[0], "файл"), "file": row.pk}
    appeals.tell([Event(appeal_id=row.question.appeal_id, question=row.question, kind=kind, at=at, by=by, what=what)])


_KINDS = {"image/jpeg": "фото", "application/pdf": "PDF", "text/plain": "текст"}


def _moment(shot: Shot, at: datetime) -> datetime | None:
    """When a photo was taken; what can't be is not told: a camera with its clock unset writes 1980 or 2001."""
    moment = shot.taken_at
    is_likely = moment is not None and moment.year >= _EARLIEST_YEAR and moment <= at + timedelta(days=1)
    return moment if is_likely else None
