"""What comes of a question to the author: an answer, silence, or the act undone. The machine's part of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from otklik.answers.approval import approving
from otklik.answers.lawful import extensions, law
from otklik.answers.models import Asking
from otklik.answers.promised import promises
from otklik.answers.talk import actions as answers
from otklik.answers.talk import notices
from otklik.answers.talk import queries as asked
from otklik.answers.talk.rules import CLOSE, NO_INFORMATION
from otklik.answers.writing import contributions
from otklik.appeals import actions as appeals
from otklik.appeals import additions, registry
from otklik.appeals.models import Addition, Event, Question
from otklik.appeals.states import Desk, Stage, State
from otklik.deadlines import phases
from otklik.flow.answering import afterwords, approval_news
from otklik.flow.desks import closing
from otklik.flow.desks.closing import Ending
from otklik.flow.timeline import VERDICTS

BATCH = 500
ASKED, ANSWERED = "asked", "author_answered"
EXTENDED, PROMISED = "extended", "promised"
PART_ASKED, PART_WITHDRAWN = "contribution_asked", "contribution_dropped"
REGISTERED, KIND_CHANGED, LAW = "registered", "kind_changed", "law"


@dataclass(frozen=True, slots=True)
class Waited:
    """What a look at the waiting terms did: reminders laid, questions closed and returned."""

    reminded: int
    closed: int
    returned: int


def routed_by_people(question_ids: Sequence[int]) -> set[int]:
    """Questions whose latest route a person chose, or an arbiter is to: the machine does not overrule people."""
    routed = Event.objects.filter(question_id__in=question_ids, kind__in=("routed", "undone")).order_by("pk")
    latest = dict(routed.values_list("question_id", "by_id"))
    kinds = dict(routed.values_list("question_id", "kind"))
    disputed = Question.objects.filter(pk__in=question_ids, waits_for=Desk.ARBITER).values_list("pk", flat=True)
    chosen = {number for number, person in latest.items() if person is not None and kinds[number] == "routed"}
    return chosen | set(disputed)


def go_on(question: Question, *, is_routed_by_person: bool) -> None:
    """The author told more: the line reads the question anew, unless somebody works on it; the caller saves it."""
    question.waits_for = question.wait_reason = ""
    if question.state == State.NEW or (question.state == State.SENT and not is_routed_by_person):
        question.stage = Stage.TRIAGE


def take_answers(at: datetime) -> list[int]:
    """Go on with the questions whose authors answered by a channel; returns their numbers."""
    moved: list[int] = []
    for addition in additions.fresh(BATCH):
        with transaction.atomic():
            question = Question.objects.select_for_update().get(pk=addition.question_id)
            if Addition.objects.filter(pk=addition.pk, is_taken=False).update(is_taken=True):
                _take(addition, question, at)
                moved.append(question.pk)
    return moved


def end_terms(at: datetime) -> Waited:
    """Remind those whose term nears its end, then close or return those whose term ended; safe to repeat."""
    with transaction.atomic():
        answers.drop_overtaken(at)
        reminded = answers.remind(at, BATCH)
    endings = [_end(asking, at) for asking in answers.due(at, BATCH)]
    return Waited(reminded, endings.count(Asking.Ending.CLOSED), endings.count(Asking.Ending.RETURNED))


def is_past_recall(events: Sequence[Event]) -> bool:
    """Whether an act told an author something and the message has left."""
    gone = {ASKED: asked.is_gone, EXTENDED: extensions.is_gone}
    return any(
        event.kind in gone and event.question_id and gone[event.kind]([event.question_id], event.at) for event in events
    )


def drop(questions: Sequence[Question], at: datetime) -> None:
    """People went on with questions without an answer of the author: nothing is waited for any more."""
    answers.end([question.pk for question in questions], Asking.Ending.DROPPED, at=at)


def why_final(events: Sequence[Event]) -> str:
    """Why an act can't be undone whatever came after it (Russian), empty where it can."""
    if any(event.kind == KIND_CHANGED for event in events):
        return "Вид письма меняют обратно новым решением с основанием: так остаётся видно, почему."
    told = [event for event in events if event.kind == LAW and event.question_id]
    if any(notices.is_gone(event.question_id or 0, event.at) for event in told):
        return "Уведомление уже отправлено автору: отозвать его нельзя."
    if any(event.kind == PART_ASKED and contributions.is_given(event.question_id, event.at) for event in events):
        return "Соисполнитель уже дал свою часть: просьбу отменить нельзя."
    return approving.why_final(events)


def why_kept(question_ids: Iterable[int]) -> dict[int, str]:
    """Why an act on these questions can't be undone: somebody acted after it, or the author has spoken."""
    numbers = sorted(question_ids)
    judged = Event.objects.filter(question_id__in=numbers, kind__in=VERDICTS).values_list("question_id", flat=True)
    said = set(judged) if numbers else set()
    later = "После этого действия вопрос изменён: отмените позднее действие."
    return {number: "Автор уже оценил ответ: отменить нельзя." if number in said else later for number in numbers}


def undo(events: Sequence[Event], questions: Sequence[Question], at: datetime) -> None:
    """Take back what an act said to authors or put into their letters; before the questions are restored."""
    by_id = {question.pk: question for question in questions}
    approving.undo([*events, *approving.followed(events[0].act)], list(by_id))
    approval_news.unsay(by_id, events[0].at)
    mine = [event for event in events if event.question_id in by_id]
    promises.undo(
        given=[event.what["clock"] for event in mine if event.kind == PROMISED],
        ended=[event.what["promise"] for event in mine if "promise" in event.what],
    )
    for event in events:
        question = by_id.get(event.question_id or 0)
        if question is None:
            continue
        notices.withdraw(question.pk, event.at)
        answers.take_up_again([question.pk], event.at)
        contributions.undo(question.pk, event.at)
        if event.kind == REGISTERED:
            registry.annul(question.appeal_id, at=at)
        elif event.kind == LAW:
            law.forget(question.pk, event.at)
        elif event.kind == EXTENDED:
            extensions.recall([question.pk], event.at)
        elif event.kind == ASKED:
            answers.withdraw([question.pk], event.at)
        elif event.kind == ANSWERED and (added := Addition.objects.filter(question=question, at=event.at).first()):
            answers.wait_again(added)
            additions.take_out(added, question)


def _take(addition: Addition, question: Question, at: datetime) -> None:
    ended, before = [], phases.standings([question])
    if question.waits_for == Desk.AUTHOR:
        ended = answers.end([question.pk], Asking.Ending.ANSWERED, at=addition.at, answer=addition)
        go_on(question, is_routed_by_person=question.pk in routed_by_people([question.pk]))
        appeals.save([question])
        phases.keep([question], before, by_id=None, at=at)
    what = span(ended[0], addition.at) if ended else {}
    appeals.tell([_event(question, ANSWERED, what, at)])
    afterwords.hear(addition, question, at)


def span(asking: Asking, until: datetime) -> dict[str, str]:
    """From when until when the author was waited for: a clock may leave it out."""
    return {"from": asking.asked_at.isoformat(), "until": until.isoformat()}


def _end(asking: Asking, at: datetime) -> str:
    with transaction.atomic():
        question = Question.objects.select_for_update().select_related("appeal").get(pk=asking.question_id)
        if question.waits_for != Desk.AUTHOR:
            return ""
        closes = asking.at_end == CLOSE
        ending = Asking.Ending.CLOSED if closes else Asking.Ending.RETURNED
        if not answers.end([question.pk], ending, at=at):
            return ""
        why = f"Автор не ответил до {asking.due_at:%d.%m.%Y}"
        appeals.tell([_event(question, "author_silent", {**span(asking, at), "end": asking.at_end}, at, why)])
        if closes:
            closing.close([Ending(question, asking.result or NO_INFORMATION, None, at)])
            answers.tell_of_silence(asking, at=at)
        else:
            before = phases.standings([question])
            question.waits_for = asking.stood_at
            question.wait_reason = f"{why}: решите без ответа. {asking.stood_for}"[:500] if asking.stood_at else ""
            appeals.save([question])
            phases.keep([question], before, by_id=None, at=at)
        return ending


def _event(question: Question, kind: str, what: dict[str, str], at: datetime, why: str = "") -> Event:
    return Event(appeal_id=question.appeal_id, question_id=question.pk, kind=kind, at=at, what=what, why=why)
