"""What the answers and the verdicts on them leave in the facts of their questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from otklik.answers.models import Answer, Promise
from otklik.facts.models import Fact
from otklik.satisfaction.models import Rating, Reopening

_OWN = (Rating.Source.PAGE, Rating.Source.CHANNEL)
"""What the author said unasked; talks by phone are counted apart: sources are not mixed."""


@dataclass(slots=True)
class Told:
    """The answers of one question, oldest first, and what was said of the last one that was published."""

    answers: list[Answer] = field(default_factory=list)
    rating: Rating | None = None

    @property
    def final(self) -> Answer | None:
        """The last published final answer."""
        published = [one for one in self.answers if one.state == Answer.State.PUBLISHED]
        return next((one for one in reversed(published) if one.kind == Answer.Kind.FINAL), None)


@dataclass(frozen=True)
class Replies:
    """Of a batch of questions, by number."""

    told: Mapping[int, Told]
    promises: Mapping[tuple[int, str], int]
    reopened: Mapping[int, int]

    def write(self, fact: Fact) -> None:
        """Set all fields of `fact` that speak of answers."""
        told = self.told.get(fact.question_id)
        fact.reopened = self.reopened.get(fact.question_id, 0)
        fact.promises_kept = self.promises.get((fact.question_id, Promise.Verdict.KEPT), 0)
        fact.promises_broken = self.promises.get((fact.question_id, Promise.Verdict.BROKEN), 0)
        if told is None:
            return
        interims = [one for one in told.answers if one.kind == Answer.Kind.INTERIM and one.published_at]
        fact.answer_state = told.answers[-1].state
        fact.returns, fact.interims = sum(one.returns for one in told.answers), len(interims)
        if (final := told.final) is not None:
            fact.replied_at, fact.outcome, fact.answer_score = final.published_at, final.outcome, final.score
        if told.rating is not None:
            fact.stars, fact.is_solved = told.rating.stars, told.rating.is_solved


def load(question_ids: Sequence[int]) -> Replies:
    """Of these questions. Four queries."""
    told: dict[int, Told] = {}
    kept = Answer.objects.filter(question__in=question_ids).exclude(state=Answer.State.DROPPED)
    columns = ("question_id", "state", "kind", "outcome", "published_at", "returns", "score")
    for answer in kept.only(*columns).order_by("pk"):
        told.setdefault(answer.question_id, Told()).answers.append(answer)
    for rating in Rating.objects.filter(question__in=list(told), source__in=_OWN).order_by("pk"):
        final = told[rating.question_id].final
        # Of an answer that was given anew, the old verdict says nothing.
        if final is not None and rating.answer_id in (final.pk, None):
            told[rating.question_id].rating = rating
    promises = Promise.objects.filter(question__in=question_ids).exclude(verdict="").order_by()
    counted = promises.values_list("question", "verdict").annotate(times=Count("pk"))
    opened = Reopening.objects.filter(question__in=question_ids).order_by().values_list("question")
    return Replies(
        told, {(question, verdict): times for question, verdict, times in counted},
        dict(opened.annotate(times=Count("pk"))),
    )  # fmt: skip
