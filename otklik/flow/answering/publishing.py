"""An approved answer is published: laid for a sender once, the question moves, promises come under control."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from otklik.answers.models import Answer, Dispatch
from otklik.answers.promised import promises
from otklik.answers.review import checking, dossiers
from otklik.answers.talk.actions import HOLD, envelope
from otklik.answers.writing import similar
from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.states import OPEN, Desk, State
from otklik.deadlines import clocks, milestones, phases
from otklik.deadlines.models import Clock
from otklik.facts import queries as facts
from otklik.flow import line, run
from otklik.flow.answering import dropping
from otklik.flow.desks import waiting
from otklik.flow.desks.desk import DeskError
from otklik.flow.desks.snapshot import Snapshot, restore, take
from otklik.offices import queries as offices
from otklik.offices.models import Person
from otklik.offices.rules import Verb
from otklik.satisfaction.models import Rating

PUBLISHED, INTERIM, RECALLED = "published", "published_interim", "recalled"
_KINDS = {Answer.Kind.FINAL: (PUBLISHED, Dispatch.Kind.ANSWER), Answer.Kind.INTERIM: (INTERIM, Dispatch.Kind.INTERIM)}
TAKEN_AWAY = "Вопрос за это время ушёл к другому органу или закрыт: ответ не отправлен, текст сохранён."


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a try to publish: whether it was laid for the sender, and why not (Russian)."""

    is_laid: bool
    reason: str = ""


def publish_approved(at: datetime, limit: int = 200) -> int:
    """Publish answers that are approved and were left so by a killed process; returns how many were laid."""
    waiting = Answer.objects.filter(state=Answer.State.APPROVED).order_by("pk").values_list("pk", flat=True)
    return sum(publish_now(answer_id, at).is_laid for answer_id in list(waiting[:limit]))


def publish_now(answer_id: int, at: datetime) -> Published:
    """Lay one approved answer for the sender and move its question; safe to repeat: a second call changes nothing.

    An answer whose question was taken away meanwhile is put aside with its text, and nothing is laid.
    """
    with transaction.atomic():
        question = Question.objects.select_for_update().get(pk=Answer.objects.get(pk=answer_id).question_id)
        answer = Answer.objects.select_for_update().select_related("question__appeal").get(pk=answer_id)
        if answer.state != Answer.State.APPROVED:
            return Published(False, "Ответ уже опубликован или снят с публикации.")
        if question.state not in OPEN or question.body_id != answer.body_id:
            dropping.drop({question.pk: TAKEN_AWAY}, at=at)
            changed = [question.pk]
        else:
            _rate(answer)
            changed = _publish([answer, *_copies(answer, at)], question, at)
    run.walk_now(changed, at)
    return Published(answer.state == Answer.State.PUBLISHED, "" if answer.published_at else TAKEN_AWAY)


def recall(*, answer_id: int, by: Person, at: datetime) -> None:
    """Call a published answer back while no sender has taken it: the question stands as before, the answer is a draft.

    Raises DeskError where it has left or is leaving, or where the person may not.
    """
    with transaction.atomic():
        answer = Answer.objects.select_for_update().get(pk=answer_id)
        scope = offices.scope(by)
        reached = {*facts.reachable(scope.for_verb(Verb.APPROVE), [answer.question_id])}
        reached |= {*facts.reachable(scope.for_verb(Verb.WORK), [answer.question_id])}
        if not reached:
            raise DeskError("Отозвать ответ может исполнитель или согласующий этого вопроса.")
        family = [answer, *Answer.objects.filter(same_as=answer)]
        laid = Dispatch.objects.select_for_update().filter(answer__in=family).exclude(state=Dispatch.State.CANCELLED)
        if answer.state != Answer.State.PUBLISHED or any(one.state in Dispatch.LEFT for one in laid):
            raise DeskError("Ответ уже ушёл автору: отозвать нельзя. Напишите ещё один ответ, если нужно исправить.")
        if Rating.objects.filter(answer__in=family).exists():
            raise DeskError("Автор уже оценил этот ответ: отозвать нельзя. Напишите ещё один ответ.")
        questions = _take_back(family, by, at)
        Dispatch.objects.filter(answer__in=family).update(state=Dispatch.State.CANCELLED)
        similar.forget(answer.pk)
        Answer.objects.filter(same_as=answer).update(state=Answer.State.DROPPED, published_at=None)
        Answer.objects.filter(pk=answer.pk).update(
            state=Answer.State.DRAFT, published_at=None, approved_at=None, submitted_at=None
        )
    run.walk_now([question.pk for question in questions], at)


def _rate(answer: Answer) -> None:
    said = checking.checked(dossiers.of(answer))
    answer.score, answer.flaws = said.score, said.told


def _copies(answer: Answer, at: datetime) -> list[Answer]:
    """The same answer for the authors of joined questions that are still open; an interim one goes to each as well."""
    joined = Question.objects.select_for_update().filter(same_as=answer.question_id, state__in=OPEN).order_by("pk")
    return [
        Answer.objects.create(
            question=question, same_as=answer, body_id=answer.body_id, kind=answer.kind, outcome=answer.outcome,
            # Published from the first: a question may have a draft of its own in hand, and of those there is one.
            state=Answer.State.PUBLISHED, published_at=at, text=answer.text, version=answer.version,
            by_id=answer.by_id, created_at=at, approved_at=answer.approved_at, score=answer.score, flaws=answer.flaws,
        )
        for question in joined.select_related("appeal")
    ]  # fmt: skip


def _publish(answers: Sequence[Answer], head: Question, at: datetime) -> list[int]:
    questions = [head, *(answer.question for answer in answers[1:])]
    kind, sent_as = _KINDS[Answer.Kind(answers[0].kind)]
    before, stood = take(questions), phases.standings(questions)
    for question in questions:
        _move(question, answers[0])
    _end_terms(questions, answers[0], at)
    appeals.save(questions)
    phases.keep(questions, stood, by_id=answers[0].by_id, at=at)
    waiting.drop([question for question in questions if before[question.pk].waits_for == Desk.AUTHOR], at)
    told = []
    for answer, question in zip(answers, questions, strict=True):
        answer.state, answer.published_at = Answer.State.PUBLISHED, at
        answer.save(update_fields=["state", "published_at", "score", "flaws"])
        Dispatch.objects.create(
            **envelope(question), answer=answer, kind=sent_as, text=answer.text, created_at=at, send_after=at + HOLD
        )
        promises.control(answer, at=at)
        what = {"answer": answer.pk, "text": answer.get_outcome_display(), "before": before[question.pk].written()}
        told.append(_event(question, kind, what, answer.by_id, at))
    similar.index(answers[0])
    appeals.tell(told)
    return [question.pk for question in questions]


def _move(question: Question, answer: Answer) -> None:
    question.stage = question.waits_for = question.wait_reason = ""
    if question.state == State.NEW:
        line.move(question, State.SENT)
    if answer.kind == Answer.Kind.FINAL:
        line.move(question, State.ANSWERED)
    elif question.state == State.SENT:
        line.move(question, State.TAKEN)


def _end_terms(questions: Sequence[Question], answer: Answer, at: datetime) -> None:
    """A final answer ends all that is owed; an interim one is the first reaction.

    Where a later solution is owed too (ответ и окончательный ответ of «Инцидент Менеджмент»), the interim answer is the
    answer, and the final one the solution.
    """
    numbers = [question.pk for question in questions]
    if answer.kind == Answer.Kind.FINAL:
        clocks.stop(dict.fromkeys(numbers, at))
        return
    milestones.done(numbers, Clock.Kind.REACTION, at=at)
    solved_later = Clock.objects.filter(question__in=numbers, kind=Clock.Kind.SOLUTION, done_at=None)
    milestones.done(list(solved_later.values_list("question", flat=True)), Clock.Kind.ANSWER, at=at)


def _take_back(family: Sequence[Answer], by: Person, at: datetime) -> list[Question]:
    numbers = [answer.question_id for answer in family]
    questions = list(Question.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    events = Event.objects.filter(question__in=numbers, kind__in=(PUBLISHED, INTERIM)).order_by("pk")
    before = {event.question_id or 0: Snapshot.read(event.what["before"]) for event in events}
    stood = phases.standings(questions)
    promises.forget([answer.pk for answer in family])
    restore(questions, before, by=by, at=at)
    for question in questions:
        # It is nobody's turn to approve any more: the executor goes on with the draft.
        question.waits_for = question.wait_reason = ""
    appeals.save(questions)
    phases.keep(questions, stood, by_id=by.pk, at=at)
    appeals.tell(_event(question, RECALLED, {}, by.pk, at) for question in questions)
    return questions


def _event(question: Question, kind: str, what: dict[str, Any], by_id: int | None, at: datetime) -> Event:
    return Event(appeal_id=question.appeal_id, question_id=question.pk, kind=kind, at=at, by_id=by_id, what=what)
