"""What pages ask of outgoing letters; never who they went to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from otklik.answers.models import Answer, LetterTemplate, OutgoingLetter

READY = (Answer.State.APPROVED, Answer.State.PUBLISHED)
"""Of what answers a letter is made."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the registry is narrowed; empty means any. `within` are the questions that a person may see (None: all)."""

    body_id: int | None = None
    since: date | None = None
    until: date | None = None
    number: str = ""
    within: QuerySet | None = None


def listed(wanted: Wanted, *, after: int | None = None, limit: int = 50) -> Sequence[OutgoingLetter]:
    """Letters, newest first, below the one with id `after`."""
    found = _narrowed(wanted)
    return list((found if after is None else found.filter(pk__lt=after)).order_by("-pk")[:limit])


def every(wanted: Wanted, *, at_most: int) -> Iterator[OutgoingLetter]:
    """All letters of a filter, in order of making."""
    return _narrowed(wanted).order_by("pk")[:at_most].iterator(chunk_size=500)


def count(wanted: Wanted) -> int:
    """How many letters a filter keeps."""
    return _narrowed(wanted).count()


def one(letter_id: int) -> OutgoingLetter | None:
    """A letter with all that its page tells."""
    return _with_names(OutgoingLetter.objects.all()).filter(pk=letter_id).first()


def of_question(question_id: int) -> Sequence[OutgoingLetter]:
    """The letters of a question, newest first."""
    return list(_with_names(OutgoingLetter.objects.filter(question=question_id)).order_by("-pk"))


def answer_for(question_id: int) -> Answer | None:
    """The latest answer of a question that a letter may be made of."""
    found = Answer.objects.filter(question=question_id, state__in=READY).select_related("body", "question", "by")
    return found.order_by("-pk").first()


def forms() -> Sequence[LetterTemplate]:
    """Every form, those of the product first."""
    return list(LetterTemplate.objects.select_related("body").order_by("digest", "title"))


def _narrowed(wanted: Wanted) -> QuerySet[OutgoingLetter]:
    found = _with_names(OutgoingLetter.objects.all())
    if wanted.within is not None:
        found = found.filter(question__in=wanted.within)
    if wanted.body_id is not None:
        found = found.filter(body=wanted.body_id)
    if wanted.since is not None:
        found = found.filter(on__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(on__lte=wanted.until)
    asked = wanted.number.strip().removeprefix("№").strip()
    return found.filter(number__icontains=asked) if asked else found


def _with_names(found: QuerySet[OutgoingLetter]) -> QuerySet[OutgoingLetter]:
    return found.select_related("body", "question__topic", "question__appeal", "template", "by")
