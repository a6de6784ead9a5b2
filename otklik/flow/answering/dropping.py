"""Answers in hand whose question went away or changed: put aside with their text, or taken out of approval."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from otklik.answers.approval import approving
from otklik.answers.models import Answer
from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.states import Desk, State
from otklik.flow.answering import approval_news
from otklik.flow.desks.snapshot import Snapshot

GONE = {State.CLOSED: "Вопрос закрыт.", State.REJECTED: "Вопрос не рассматривается."}
CHANGED = "Вопрос изменён, пока ответ согласовывали: проверьте ответ и отправьте снова."


def follow(questions: Sequence[Question], before: Mapping[int, Snapshot], act: UUID | None, at: datetime) -> None:
    """After an act changed questions: their answers follow; inside its transaction."""
    drop({one.pk: why for one in questions if (why := why_gone(one, before[one.pk].body_id))}, at=at, act=act)
    unsettled = [one for one in questions if before[one.pk].waits_for == Desk.APPROVAL != one.waits_for]
    take_out(unsettled, at=at, act=act)


def why_gone(question: Question, body_id: int | None) -> str:
    """Why an answer begun at that body is no longer asked for (Russian); empty where it is."""
    if question.state in GONE:
        return GONE[State(question.state)]
    # A question on its way back to a coordinator keeps its body: the answer waits to see where it goes.
    if body_id is not None and question.body_id != body_id:
        return f"Вопрос передан: теперь отвечает {question.body}."
    return ""


def drop(gone: Mapping[int, str], *, at: datetime, act: UUID | None = None) -> int:
    """Put aside answers in hand of these questions (question -> why), tell whose they were; how many."""
    dropped = approving.drop(gone, at=at)
    appeals_of = _appeals([one.question_id for one in dropped])
    for one in dropped:
        what = {"answer": one.answer_id, "stood": dict(one.stood)}
        event = Event(
            appeal_id=appeals_of[one.question_id], question_id=one.question_id, kind=approving.DROPPED, at=at, act=act,
            what=what, why=gone[one.question_id],
        )  # fmt: skip
        appeals.tell([event])
        approval_news.put_aside([one], gone[one.question_id], at=at)
    return len(dropped)


def take_out(questions: Iterable[Question], *, at: datetime, act: UUID | None = None) -> int:
    """End the approval of answers whose questions no longer wait for it: they come back to be looked at; how many."""
    numbers = {question.pk: question for question in questions}
    if not numbers:
        return 0
    found = Answer.objects.select_for_update().filter(question__in=list(numbers), state=Answer.State.APPROVAL)
    rows = list(found.order_by("pk"))
    for answer in rows:
        question, stood = numbers[answer.question_id], approving.Stood.of(answer)
        approving.recall(answer, Answer.State.RETURNED, at=at)
        what = approving.noted(answer, stood, approving.round_of(answer))
        appeals.tell([
            Event(appeal_id=question.appeal_id, question_id=question.pk, kind=approving.RECALLED, at=at, act=act,
                  what={**what, "text": "с согласования"}, why=CHANGED)
        ])  # fmt: skip
        approval_news.came_back(question, {answer.by_id}, CHANGED, by=None, at=at)
    return len(rows)


def _appeals(question_ids: Sequence[int]) -> dict[int, int]:
    return dict(Question.objects.filter(pk__in=question_ids).values_list("pk", "appeal_id"))
