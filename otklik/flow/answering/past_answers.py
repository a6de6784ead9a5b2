"""Answers that were given before the product knew of them: kept as published, nothing leaves for their authors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from otklik.answers.models import Answer, Dispatch, Draft
from otklik.answers.promised import promises
from otklik.answers.talk.actions import envelope
from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.states import OPEN, State
from otklik.deadlines import clocks, phases
from otklik.flow import line
from otklik.flow.answering.publishing import PUBLISHED

Scored = tuple[float, list[list[str]]]


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """A final answer to one question: its text and outcome, who gave it and when; `promises` False: it holds no day."""

    question_id: int
    text: str
    outcome: str
    by_id: int
    at: datetime
    returns: int = 0
    promises: bool = True


@transaction.atomic
def take_in(given: Sequence[PastAnswer], *, score: Callable[[Question, str, str], Scored]) -> list[Answer]:
    """Keep past answers, move their open questions on, put their promises under control; returns those kept.

    `score` says of question, text and outcome what the checks would. A question that is no longer open, or whose
    answer is being written, is left alone. The caller refreshes facts.
    """
    by_question = {one.question_id: one for one in given}
    busy = set(
        Answer.objects.filter(question__in=by_question, state__in=("draft", "approval", "returned", "approved"))
        .values_list("question", flat=True)
    )  # fmt: skip
    found = Question.objects.select_for_update(of=("self",)).filter(pk__in=set(by_question) - busy, state__in=OPEN)
    questions = list(found.select_related("appeal", "topic").order_by("pk"))
    before = phases.standings(questions)
    for question in questions:
        _move(question, by_question[question.pk])
    clocks.stop({question.pk: by_question[question.pk].at for question in questions})
    appeals.save(questions)
    _keep_phases(questions, by_question, before)
    kept = Answer.objects.bulk_create(_answer(question, by_question[question.pk], score) for question in questions)
    Draft.objects.bulk_create(
        Draft(answer=answer, number=1, text=answer.text, at=answer.created_at, by_id=answer.by_id) for answer in kept
    )
    Dispatch.objects.bulk_create(_sent(answer) for answer in kept)
    for answer in (answer for answer in kept if by_question[answer.question_id].promises):
        promises.control(answer, at=answer.created_at)
    appeals.tell(_event(answer) for answer in kept)
    return kept


def _move(question: Question, given: PastAnswer) -> None:
    if question.state == State.NEW:
        line.move(question, State.SENT)
    line.move(question, State.ANSWERED)
    question.stage = question.waits_for = question.wait_reason = ""
    question.assignee_id = given.by_id


def _keep_phases(
    questions: Sequence[Question], given: dict[int, PastAnswer], before: dict[int, phases.Standing]
) -> None:
    ordered = sorted(questions, key=lambda question: (given[question.pk].at, given[question.pk].by_id))
    for (at, by_id), some in groupby(ordered, key=lambda question: (given[question.pk].at, given[question.pk].by_id)):
        phases.keep(list(some), before, by_id=by_id, at=at)


def _answer(question: Question, given: PastAnswer, score: Callable[[Question, str, str], Scored]) -> Answer:
    worth, flaws = score(question, given.text, given.outcome)
    return Answer(
        question=question, body_id=question.body_id, kind=Answer.Kind.FINAL, outcome=given.outcome,
        state=Answer.State.PUBLISHED, text=given.text, version=1, by_id=given.by_id, created_at=given.at,
        submitted_at=given.at, approved_at=given.at, published_at=given.at, returns=given.returns, score=worth,
        flaws=flaws,
    )  # fmt: skip


def _sent(answer: Answer) -> Dispatch:
    return Dispatch(
        **envelope(answer.question), answer=answer, kind=Dispatch.Kind.ANSWER, text=answer.text,
        created_at=answer.created_at, send_after=answer.created_at, state=Dispatch.State.SENT, sender="page",
        taken_at=answer.created_at, sent_at=answer.created_at,
    )  # fmt: skip


def _event(answer: Answer) -> Event:
    question = answer.question
    return Event(
        appeal_id=question.appeal_id, question_id=question.pk, kind=PUBLISHED, at=answer.created_at, by_id=answer.by_id,
        what={"answer": answer.pk, "text": answer.get_outcome_display()},
    )  # fmt: skip
