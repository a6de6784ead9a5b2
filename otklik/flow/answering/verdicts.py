"""What comes of a verdict on an answer: its question is closed, or opened again for somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from otklik.answers.models import Answer, Dispatch
from otklik.answers.talk import notices
from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.appeals.states import OPEN, State
from otklik.deadlines import phases, reopened
from otklik.flow import line, run
from otklik.flow.alarms import telling
from otklik.flow.desks import closing
from otklik.flow.desks.closing import Ending
from otklik.offices.models import Person
from otklik.routing import takings
from otklik.satisfaction import links, ratings, reopening
from otklik.satisfaction.models import Rating, Reopening
from otklik.satisfaction.ratings import RatedAlready, RatingError, Said
from otklik.satisfaction.reopening import Outcome, Terms, Verdict

RATED, REOPENED = "rated", "reopened"
BATCH = 500
_ENDED = (State.ANSWERED, State.CLOSED)
# Whom a verdict is told of: who is to work again, and who answers for the body.
_EXECUTOR, _CURATOR = "executor", "curator"
# What nobody spoke of for so much longer than the rule says was closed by people, or came from a moved store.
_LOOK_BACK = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a verdict: the row kept, what was done, by when a new answer is due, what to tell (Russian)."""

    rating: Rating
    outcome: Outcome
    due_at: datetime | None
    words: str


def rate_by_link(*, token: str, said: Said, at: datetime) -> Heard:
    """The author's verdict by their link. Raises LinkError, RatedAlready, RatingError."""
    question = links.found(token, at).question
    return hear(question_id=question.pk, source=Rating.Source.PAGE, said=said, by=None, at=at)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A verdict as it came: of which question, from which source, what was said and when; `by` took it down."""

    question_id: int
    source: str
    said: Said
    at: datetime
    by: Person | None = None


def hear(*, question_id: int, source: str, said: Said, by: Person | None, at: datetime) -> Heard:
    """Keep a verdict of any source on the last answer of a question and follow it; one transaction.

    `by` took it down, None is the author. Raises RatedAlready for a second one of the same source, RatingError.
    """
    heard = _hear(Spoken(question_id, source, said, at, by))
    run.walk_now([question_id], at)
    return heard


def hear_all(spoken: Sequence[Spoken], at: datetime) -> list[Heard]:
    """Verdicts one after another, each in a transaction of its own; facts are made anew once. Raises as `hear`."""
    heard = [_hear(one) for one in spoken]
    if heard:
        run.walk_now(sorted({one.question_id for one in spoken}), at)
    return heard


def _hear(one: Spoken) -> Heard:
    with transaction.atomic():
        related = ("appeal", "topic", "territory", "body")
        locked = Question.objects.select_for_update(of=("self",)).select_related(*related)
        question = locked.get(pk=one.question_id)
        answer = answer_of(question)
        answered_at = answer.published_at if answer else question.closed_at
        if known := ratings.of_source(question, answer, one.source):
            raise RatedAlready(known)
        if answered_at is None or question.state not in (*_ENDED, *OPEN):
            raise RatingError("Ответа ещё нет: оценить его можно будет, когда он придёт.")
        said = one.said
        rating = ratings.rate(
            question=question, answer=answer, source=one.source, stars=said.stars, is_solved=said.is_solved,
            reasons=said.reasons, comment=said.comment, by=one.by, at=one.at,
        )  # fmt: skip
        return _follow(question, rating, answered_at)


def answer_of(question: Question) -> Answer | None:
    """The last published final answer of a question: the one that is spoken of."""
    found = Answer.objects.filter(question=question, state=Answer.State.PUBLISHED, kind=Answer.Kind.FINAL)
    return found.order_by("-published_at", "-pk").first()


def close_silent(at: datetime) -> int:
    """Close answered questions of which nobody spoke for the days of the rule; how many. Safe to repeat and be killed.

    A transaction a batch; whoever speaks meanwhile is first or second, never lost.
    """
    terms, closed = reopening.rule(), 0
    before = at - timedelta(days=terms.close_after_days)
    while numbers := _silent(before):
        with transaction.atomic():
            locked = Question.objects.select_for_update().filter(pk__in=numbers, state=State.ANSWERED).order_by("pk")
            questions = list(locked)
            outcomes = {question.pk: answer_of(question) for question in questions}
            endings = [Ending(one, _result(outcomes[one.pk], None), None, at) for one in questions]
            closing.close(endings)
        closed += len(questions)
        if len(numbers) < BATCH:
            break
    return closed


def ask_to_rate(at: datetime) -> int:
    """Ask authors once to rate an answer that refused nothing, where the rule says after how many days; how many."""
    days = reopening.rule().ask_after_days
    if not days:
        return 0
    asked = 0
    spoken = Rating.objects.filter(answer=OuterRef("pk"))
    laid = Dispatch.objects.filter(answer=OuterRef("pk"), kind=Dispatch.Kind.RATE)
    owed = (
        _answered(at - timedelta(days=days))
        .exclude(outcome=Answer.Outcome.REFUSED)
        .filter(~Exists(spoken), ~Exists(laid))
    )
    for answer in owed.select_related("question__appeal").order_by("pk")[:BATCH]:
        with transaction.atomic():
            question = Question.objects.select_for_update().get(pk=answer.question_id)
            is_due = question.state == State.ANSWERED and not Dispatch.objects.filter(
                answer=answer, kind=Dispatch.Kind.RATE
            )
            if is_due:
                asked += notices.tell(question, "verdict.ask", kind=Dispatch.Kind.RATE, answer_id=answer.pk, at=at)
    return asked


def revoke_link(question: Question, *, by: Person, at: datetime) -> None:
    """The author's link opens nothing any more, until a new one is made."""
    with transaction.atomic():
        links.revoke(question, at)
        appeals.tell([_of_link(question, "link_revoked", by, at)])


def renew_link(question: Question, *, by: Person, at: datetime) -> str:
    """A new address for the author; every earlier one is void. It is shown and kept nowhere."""
    with transaction.atomic():
        address = links.renew(question, at)
        appeals.tell([_of_link(question, "link_renewed", by, at)])
    return address


def _of_link(question: Question, kind: str, by: Person, at: datetime) -> Event:
    return Event(appeal_id=question.appeal_id, question_id=question.pk, kind=kind, at=at, by=by)


def _silent(before: datetime) -> list[int]:
    found = _answered(before).order_by("published_at").values_list("question", flat=True)
    return list(found[:BATCH])


def _answered(before: datetime) -> QuerySet[Answer]:
    """Final answers published by then that are the last of their question, which is answered and not closed."""
    final = Answer.objects.filter(state=Answer.State.PUBLISHED, kind=Answer.Kind.FINAL)
    later = final.filter(question=OuterRef("question"), published_at__gt=OuterRef("published_at"))
    return final.filter(
        ~Exists(later), published_at__lte=before, published_at__gt=before - _LOOK_BACK,
        question__state=State.ANSWERED,
    )  # fmt: skip


def _follow(question: Question, rating: Rating, answered_at: datetime) -> Heard:
    terms = reopening.rule()
    times = Reopening.objects.filter(question=question.pk).count()
    verdict = Verdict(rating.stars, rating.is_solved, answered_at, rating.at, times)
    outcome = reopening.outcome(terms, verdict) if question.state in _ENDED else Outcome.KEEP
    appeals.tell([_event(question, RATED, rating, {"text": _told(rating), "source": rating.source})])
    due_at = None
    if outcome is Outcome.CLOSE:
        _close(question, rating)
    elif outcome is Outcome.REOPEN:
        due_at = _reopen(question, rating, terms, times + 1)
    elif outcome in (Outcome.TOO_LATE, Outcome.TOO_OFTEN):
        telling.tell(question, (_CURATOR,), f"Автор недоволен ответом: {ratings.words_of(rating)}", at=rating.at)
        notices.tell(question, f"verdict.{outcome}", at=rating.at)
    return Heard(rating, outcome, due_at, _words(outcome, terms, answered_at, due_at))


def _close(question: Question, rating: Rating) -> None:
    if question.state == State.ANSWERED:
        result = _result(rating.answer, rating.is_solved)
        closing.close([Ending(question, result, rating.by_id, rating.at)])


def _result(answer: Answer | None, is_solved: bool | None) -> str:
    """«решено»: as the author said, else as the answer did."""
    if is_solved:
        return Answer.Outcome.SOLVED.label.lower()
    return Answer.Outcome(answer.outcome).label.lower() if answer and answer.outcome else "дан ответ"


def _reopen(question: Question, rating: Rating, terms: Terms, number: int) -> datetime:
    """The question goes back to its body, to somebody else there, with a term of its own."""
    at, not_by = rating.at, _who_answered(question, rating.answer)
    before = phases.standings([question])
    line.move(question, State.SENT)
    question.assignee_id, question.closed_at, question.result = None, None, ""
    # Whoever took it when it was urgent answered: it is in nobody's hands now.
    takings.put_back([question.pk])
    question.stage = question.waits_for = question.wait_reason = ""
    appeals.save([question])
    phases.keep([question], before, by_id=rating.by_id, at=at)
    due_at = reopened.reopen(question, amount=terms.amount, unit=terms.unit, at=at)
    Reopening.objects.create(
        question=question, answer=rating.answer, rating=rating, number=number, not_by_id=not_by, due_at=due_at, at=at
    )
    until = f"{timezone.localtime(due_at):%d.%m.%Y}"
    what = {"text": f"новый ответ — до {until}", "number": number, "not_by": not_by, "until": due_at.isoformat()}
    appeals.tell([_event(question, REOPENED, rating, what)])
    words = f"Открыт снова ({ratings.words_of(rating)}): нужен новый ответ другого сотрудника до {until}"
    telling.tell(question, (_EXECUTOR, _CURATOR), words, at=at, due_at=due_at, but=not_by)
    notices.tell(question, "verdict.reopened", phase=phases.Phase.EXECUTION, at=at)
    return due_at


def _who_answered(question: Question, answer: Answer | None) -> int | None:
    """Who wrote the answer, or closed the question without one."""
    if answer is not None:
        return answer.by_id
    closed = Event.objects.filter(question=question.pk, kind="closed").order_by("-pk").first()
    return closed.by_id if closed else None


def _words(outcome: Outcome, terms: Terms, answered_at: datetime, due_at: datetime | None) -> str:
    until = timezone.localtime(due_at or answered_at + timedelta(days=terms.window_days))
    return {
        Outcome.CLOSE: "Спасибо за оценку. Вопрос закрыт.",
        Outcome.KEEP: "Спасибо, оценка сохранена.",
        Outcome.REOPEN: f"Вопрос снова в работе, им займётся другой сотрудник. Новый ответ — до {until:%d.%m.%Y}.",
        Outcome.TOO_LATE: (
            f"Оценка сохранена и передана куратору. Открыть вопрос снова можно было до {until:%d.%m.%Y}:"
            " если он не решён, напишите новое сообщение."
        ),
        Outcome.TOO_OFTEN: (
            "Оценка сохранена и передана куратору. Вопрос уже открывали снова столько раз, сколько можно:"
            " если вы не согласны с ответом, обжалуйте его у руководителя органа или в прокуратуре."
        ),
    }[outcome]


def _told(rating: Rating) -> str:
    return f"{ratings.words_of(rating)} · {rating.get_source_display().lower()}"


def _event(question: Question, kind: str, rating: Rating, what: dict[str, Any]) -> Event:
    return Event(
        appeal_id=question.appeal_id, question_id=question.pk, kind=kind, at=rating.at, by_id=rating.by_id,
        what={**what, "rating": rating.pk},
    )  # fmt: skip
