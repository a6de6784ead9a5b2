"""A letter of the public form: accepted with its files by one transaction, walked at once, its author given a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction

from otklik.answers.papers.files import Laid
from otklik.answers.talk import notices
from otklik.appeals.models import Question
from otklik.flow import run
from otklik.flow.desks import held_files
from otklik.intake import actions as intake
from otklik.intake.channels.form import FORM


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of a letter: `question` is None where it is kept and is read later, or waits in quarantine."""

    letter_id: int
    question: Question | None
    is_new: bool


def accept(raw: bytes, laid: Sequence[Laid], *, at: datetime) -> Accepted:
    """Accept a letter for good, then read it; sent twice it is one letter. A busy database puts the reading off."""
    with transaction.atomic():
        receipt = intake.accept_one(channel=FORM.code, raw=raw, source=None, at=at)
        is_new = receipt.outcome == intake.STORED
        if is_new:
            held_files.keep(receipt.letter_id, laid, at)
    try:
        questions = run.read_now([receipt.letter_id], at)
    except OperationalError:
        # It lies on the disk: the line reads it in a minute.
        questions = []
    first = Question.objects.select_related("appeal").filter(pk__in=questions).order_by("ordinal", "pk").first()
    if is_new and first is not None and first.appeal.author_key is not None:
        notices.tell(first, notices.ACCEPTED, at=at)
    return Accepted(receipt.letter_id, first, is_new)
