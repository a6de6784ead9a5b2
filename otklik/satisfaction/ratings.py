"""What is said of an answer, each source by itself: stars, solved or not, reasons, words."""

import csv
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone

from otklik.answers.models import Answer
from otklik.answers.writing import similar
from otklik.appeals.masking import mask
from otklik.appeals.models import Question
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.satisfaction.models import Rating, RatingReason
from otklik.triage.readers import tone

SEED = Path(__file__).parent / "seed" / "rating_reasons.csv"
MOST_STARS, LONGEST = 5, 2000
GOOD_STARS = 4
"""From so many stars an answer counts as a good one."""


class RatingError(ValueError):
    """A rating that can't be kept; the message says why and what to do (Russian)."""


class RatedAlready(RatingError):
    """This source has spoken of this answer before; `rating` is what was said."""

    def __init__(self, rating: Rating) -> None:
        super().__init__(
            f"Этот ответ уже оценён {timezone.localtime(rating.at):%d.%m.%Y в %H:%M}: {words_of(rating)}."
            " Вторая оценка ничего не меняет."
        )
        self.rating = rating


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of an answer: 1..5 stars, solved or not (None: not said), codes of reasons, words."""

    stars: int | None = None
    is_solved: bool | None = None
    reasons: tuple[str, ...] = ()
    comment: str = ""


def seed() -> None:
    """Load the reasons where there are none yet; safe to repeat."""
    if RatingReason.objects.exists():
        return
    with SEED.open(encoding="utf-8", newline="") as table:
        RatingReason.objects.bulk_create(
            RatingReason(code=row["code"], title=row["title"], is_good=row["is_good"] == "1", position=row["position"])
            for row in csv.DictReader(table)
        )


def reasons() -> Sequence[RatingReason]:
    """What may be ticked beside the stars, in order: the bad ones first."""
    return list(RatingReason.objects.filter(is_on=True).order_by("is_good", "position", "pk"))


def rate(
    *, question: Question, answer: Answer | None, source: str, stars: int | None, is_solved: bool | None,
    reasons: Collection[str], comment: str, by: Person | None, at: datetime,
) -> Rating:  # fmt: skip
    """Keep one verdict; the words are masked before they are stored. Inside a transaction that locks the question.

    Raises RatedAlready for a second one of the same source, RatingError for one that says nothing or can't be.
    """
    said = checked(Said(stars, is_solved, tuple(reasons), comment))
    if (known := of_source(question, answer, source)) is not None:
        raise RatedAlready(known)
    row = Rating(
        question=question, answer=answer, source=source, stars=said.stars, is_solved=said.is_solved,
        reasons=list(said.reasons), comment=said.comment, tone=tone_of(said.comment), at=at, by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        known = of_source(question, answer, source)
        if known is None:
            raise
        raise RatedAlready(known) from None
    if answer is not None:
        similar.weigh(answer, worth(answer))
    return row


def worth(answer: Answer) -> float | None:
    """How well an answer was rated by all who said so, 0..1; one «не решено» makes it worth nothing. None: nobody."""
    said = list(Rating.objects.filter(answer=answer).values_list("stars", "is_solved"))
    if any(is_solved is False for _, is_solved in said):
        return 0.0
    told = [stars / MOST_STARS if stars else 1.0 for stars, is_solved in said if stars or is_solved]
    return sum(told) / len(told) if told else None


def checked(said: Said) -> Said:
    """What may be kept of what was said: the words masked and in one piece. Raises RatingError."""
    if said.stars is not None and not 1 <= said.stars <= MOST_STARS:
        raise RatingError(f"Оценка «{said.stars}» не подходит: нужно число от 1 до {MOST_STARS}.")
    if said.stars is None and said.is_solved is None:
        raise RatingError("Не сказано главное: поставьте оценку или отметьте, решён ли вопрос.")
    if len(said.comment) > LONGEST:
        raise RatingError(f"Комментарий длиннее {LONGEST} знаков: сократите. Сейчас {len(said.comment)}.")
    known = set(RatingReason.objects.filter(code__in=said.reasons).values_list("code", flat=True))
    if missing := [code for code in said.reasons if code not in known]:
        raise RatingError(f"Причины «{missing[0]}» нет в списке: обновите страницу и выберите снова.")
    return Said(said.stars, said.is_solved, tuple(dict.fromkeys(said.reasons)), mask(said.comment.strip()).text)


def of_source(question: Question, answer: Answer | None, source: str) -> Rating | None:
    """What this source has said of this answer."""
    return Rating.objects.filter(question=question, answer=answer, source=source).order_by("pk").first()


def heard(question: Question, answer: Answer, text: str, *, at: datetime) -> Rating:
    """What the author wrote after the answer, by its tone alone: the words stand in the letter."""
    return Rating.objects.create(
        question=question, answer=answer, source=Rating.Source.COMMENT, tone=tone_of(text), at=at
    )


def tone_of(text: str) -> str:
    """One of the tones that the reader knows; empty where nothing was said."""
    return tone.READER.read([text])[0].tone if text.strip() else ""


def is_good(stars: int | None, is_solved: bool | None) -> bool:
    """Whether the answer did what it was to do: solved, or rated well and not said to be unsolved."""
    if is_solved is not None:
        return is_solved
    return stars is not None and stars >= GOOD_STARS


def words_of(rating: Rating) -> str:
    """«2 из 5, не решено»: what was said, in short (Russian)."""
    parts = [f"{rating.stars} из {MOST_STARS}"] if rating.stars is not None else []
    if rating.is_solved is not None:
        parts.append("решено" if rating.is_solved else "не решено")
    return ", ".join(parts) or "без оценки"


@transaction.atomic
def save_reason(*, code: str, title: str, is_good: bool, is_on: bool, position: int, by: Person, at: datetime) -> None:
    """Make or change a reason; kept in the history of settings. Raises RatingError for an empty title."""
    if not title.strip():
        raise RatingError("Причина пуста: напишите её в нескольких словах.")
    row = RatingReason.objects.filter(code=code).first()
    before = _written(row) if row else None
    row = row or RatingReason(code=code)
    row.title, row.is_good, row.is_on, row.position = title.strip(), is_good, is_on, position
    row.save()
    if before != _written(row):
        offices.record(subject="rating_reason", key=code, before=before, after=_written(row), by=by, at=at)


def _written(row: RatingReason) -> dict[str, object]:
    return {"title": row.title, "is_good": row.is_good, "is_on": row.is_on, "position": row.position}
