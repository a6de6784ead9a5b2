"""Answered questions for tests of verdicts, published without the desks that lie before."""

from datetime import datetime, timedelta

from otklik.answers.models import Answer
from otklik.appeals import actions as appeals
from otklik.appeals.models import Question
from otklik.appeals.states import State
from otklik.deadlines import clocks, phases
from otklik.facts import actions as facts
from otklik.offices.models import Person
from tests.region import AT

ANSWERED_AT = AT + timedelta(days=2)


def answer(
    question: Question, by: Person, *, at: datetime = ANSWERED_AT, outcome: str = Answer.Outcome.SOLVED,
    text: str = "Яму на улице Лесной заделали 17 ноября.",
) -> Answer:  # fmt: skip
    """A final answer, published; its question is answered and owes nothing."""
    question = Question.objects.get(pk=question.pk)
    before = phases.standings([question])
    made = Answer.objects.create(
        question=question, body_id=question.body_id, outcome=outcome, state=Answer.State.PUBLISHED, text=text, by=by,
        created_at=at, published_at=at,
    )  # fmt: skip
    question.state, question.assignee = State.ANSWERED, by
    appeals.save([question])
    clocks.stop({question.pk: at})
    phases.keep([question], before, by_id=by.pk, at=at)
    facts.refresh_now([question.pk])
    return made
