"""Files that came with letters: attached to the question that the line made of each."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from otklik.answers.models import Attachment
from otklik.answers.papers import files
from otklik.answers.papers.file_refusal import FileRefused
from otklik.answers.papers.files import Laid
from otklik.appeals.models import Question
from otklik.intake.models import HeldFile

BATCH = 200


def keep(letter_id: int, laid: Sequence[Laid], at: datetime) -> None:
    """Put the files of a letter aside until it is read; inside the transaction that accepts it."""
    HeldFile.objects.bulk_create(HeldFile(letter_id=letter_id, file=one.told(), at=at) for one in laid)


def attach(at: datetime) -> int:
    """Attach what waits to the first question of its letter; how many. Safe to repeat: a file is attached once."""
    waiting = HeldFile.objects.filter(letter__appeal__isnull=False).order_by("pk")
    rows = list(waiting.values_list("pk", "letter__appeal", "file")[:BATCH])
    for number, appeal, told in rows:
        with transaction.atomic():
            question = Question.objects.filter(appeal=appeal).order_by("ordinal", "pk").first()
            if question is not None and HeldFile.objects.filter(pk=number).delete()[0]:
                _attach(question, Laid(**told), at)
    return len(rows)


def _attach(question: Question, laid: Laid, at: datetime) -> None:
    try:
        files.attach(laid, question=question, side=Attachment.Side.AUTHOR, by=None, at=at)
    except FileRefused:
        # The question is full of files already, which a letter alone can't make it: one more adds nothing.
        return
