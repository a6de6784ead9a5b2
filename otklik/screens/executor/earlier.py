"""The answer that a question had before it was opened again, and what its author said of it."""

from dataclasses import dataclass
from datetime import datetime

from otklik.answers.models import Answer
from otklik.appeals.models import Question
from otklik.satisfaction.models import Rating, RatingReason


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last published answer; `stars` None: none were given; `comment` is masked."""

    text: str
    at: datetime | None
    outcome: str
    stars: int | None
    is_unsolved: bool
    reasons: tuple[str, ...]
    comment: str


def last(question: Question) -> Earlier | None:
    """What was answered before and how it was taken; None where nothing was. At most three queries."""
    found = Answer.objects.filter(question=question, state=Answer.State.PUBLISHED, kind=Answer.Kind.FINAL)
    answer = found.order_by("pk").last()
    if answer is None:
        return None
    said = Rating.objects.filter(question=question).order_by("pk").last()
    titles = RatingReason.objects.filter(code__in=said.reasons).values_list("title", flat=True) if said else ()
    return Earlier(
        answer.text, answer.published_at, answer.get_outcome_display(), said.stars if said else None,
        said is not None and said.is_solved is False, tuple(titles), said.comment if said else "",
    )  # fmt: skip
