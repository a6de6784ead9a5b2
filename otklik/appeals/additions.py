"""What an author tells later becomes part of the appeal's text, where its question stands; it can be taken out."""

from dataclasses import dataclass
from datetime import datetime

from otklik.appeals.bulk import Numbers
from otklik.appeals.models import Addition, Appeal, Question
from otklik.offices.models import Person

HEAD = "\n\nДополнение автора: "


@dataclass(frozen=True, slots=True)
class Told:
    """A masked text that answers a question; `by` is who typed it in, None where a channel brought it."""

    question: Question
    text: str
    by: Person | None = None


def add(told: Told, *, at: datetime, is_taken: bool) -> Addition:
    """Put the text after that of its question; inside a transaction. `told.question` sees it at once."""
    question = told.question
    appeal = Appeal.objects.select_for_update().get(pk=question.appeal_id)
    begins = len(appeal.text) if question.ends is None else question.ends
    piece = f"{HEAD}{told.text}"
    _rewrite(appeal, appeal.text[:begins] + piece + appeal.text[begins:])
    _shift(question, begins, len(piece))
    question.appeal.text = appeal.text
    return Addition.objects.create(
        question=question, at=at, by=told.by, begins=begins, ends=begins + len(piece), is_taken=is_taken
    )


def take_out(addition: Addition, question: Question) -> None:
    """Remove what was added last, where the text stands as it was put; inside a transaction."""
    appeal = Appeal.objects.select_for_update().get(pk=question.appeal_id)
    length = addition.ends - addition.begins
    if appeal.text[addition.begins :].startswith(HEAD):
        _rewrite(appeal, appeal.text[: addition.begins] + appeal.text[addition.ends :])
        _shift(question, addition.ends, -length)
    addition.delete()


def fresh(limit: int) -> list[Addition]:
    """Answers that the line has not gone on with, the oldest first."""
    found = Addition.objects.filter(is_taken=False).select_related("question__appeal").order_by("pk")
    return list(found[:limit])


def appeals_with_additions(appeal_ids: Numbers) -> set[int]:
    """Which of the appeals had something added."""
    return set(Addition.objects.filter(question__appeal__in=appeal_ids).values_list("question__appeal", flat=True))


def _rewrite(appeal: Appeal, text: str) -> None:
    appeal.text = text
    appeal.save(update_fields=["text"])


def _shift(question: Question, at: int, by: int) -> None:
    """Move the parts of the letter that stand behind; the question's own part takes the piece in or lets it go."""
    later = Addition.objects.filter(question__appeal=question.appeal_id, begins__gte=at)
    for one in later:
        one.begins, one.ends = one.begins + by, one.ends + by
        one.save(update_fields=["begins", "ends"])
    if question.ends is not None:
        question.ends += by
        Question.objects.filter(pk=question.pk).update(ends=question.ends)
    others = Question.objects.filter(appeal=question.appeal_id, begins__isnull=False).exclude(pk=question.pk)
    for other in others.filter(begins__gte=at):
        Question.objects.filter(pk=other.pk).update(begins=(other.begins or 0) + by, ends=(other.ends or 0) + by)
