"""Which questions a person may answer, and the answer that is in hand."""

from otklik.answers.models import Answer
from otklik.answers.writing import drafting
from otklik.appeals.models import Question
from otklik.facts import queries as facts
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest

_RELATED = ("appeal", "topic", "territory", "body", "assignee")


def led(request: ScopedRequest, question_id: int) -> Question | None:
    """The question, where the person may work on it as its lead."""
    if not facts.reachable(request.scope.for_verb(Verb.WORK), [question_id]):
        return None
    return Question.objects.select_related(*_RELATED).get(pk=question_id)


def seen(request: ScopedRequest, question_id: int) -> Question | None:
    """The question, where the person may at least read it in a place where they work."""
    if facts.one(request.scope.for_verb(Verb.WORK), question_id) is None:
        return None
    return Question.objects.select_related(*_RELATED).get(pk=question_id)


def in_hand(question: Question) -> Answer | None:
    """The answer that is being prepared, with the question that it is given to."""
    answer = drafting.current(question.pk)
    if answer is not None:
        answer.question = question
    return answer
