"""What people are told of approval: an answer waits for them, is overdue, came back, was put aside, went out."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from otklik.answers.approval.approving import Dropped
from otklik.answers.models import Approval
from otklik.appeals.models import Question
from otklik.flow.alarms import addressing
from otklik.flow.alarms.outbox import mailed
from otklik.flow.answering.approvers import where_of
from otklik.flow.models import Reminder
from otklik.offices import absences
from otklik.offices.models import Person

_LONGEST = 300


def waits(rows: Sequence[Approval], question: Question, *, at: datetime) -> None:
    """An answer waits for those whose turn it is."""
    away = absences.on(timezone.localdate(at))
    made = []
    for row in rows:
        if row.person_id is None:
            made += _to_administrators(question, f"Ответ на вопрос № {question.pk} согласовать некому: решите вы.", at)
            continue
        until = f" до {timezone.localtime(row.due_at):%d.%m.%Y %H:%M}" if row.due_at else ""
        words = f"Ответ ждёт вашего согласования{until}."
        made.append(_to(row.person_id, question.pk, row.role or "approver", words, at, away))
    _lay(made)


def overdue(rows: Iterable[Approval], at: datetime) -> None:
    """The term of these says is over: each person is reminded, once; by e-mail at once where there is one."""
    away = absences.on(timezone.localdate(at))
    made = []
    for row in rows:
        due = f"{timezone.localtime(row.due_at):%d.%m.%Y %H:%M}" if row.due_at else ""
        words, role = f"Согласование просрочено: ответ ждали до {due}.", row.role or "approver"
        if row.person_id:
            made.append(_to(row.person_id, row.answer.question_id, role, words, at, away, Reminder.Mail.NOW))
    _lay(made)


def came_back(question: Question, to: Iterable[int], words: str, *, by: Person | None, at: datetime) -> None:
    """The executor is told that the answer came back for rework, with the reason."""
    away = absences.on(timezone.localdate(at))
    told = {person for person in to if by is None or person != by.pk}
    _lay([_to(person, question.pk, "executor", words, at, away, Reminder.Mail.NOW) for person in sorted(told)])


def put_aside(dropped: Iterable[Dropped], why: str, *, at: datetime) -> None:
    """Whose answers were put aside are told why: the text is kept and may be read."""
    away, words = absences.on(timezone.localdate(at)), f"Ответ отложен, текст сохранён. {why}"
    _lay([_to(one.by_id, one.question_id, "executor", words, at, away) for one in dropped])


def went_out(question: Question, role: str, *, at: datetime) -> None:
    """Those of a role are told after that an answer went out without approval."""
    people = addressing.people(timezone.localdate(at))
    words = "Ответ опубликован без согласования: посмотрите его."
    _lay([
        Reminder(person_id=one.person_id, question=question, role=one.role, instead_of_id=one.instead_of, words=words,
                 at=at, mail=Reminder.Mail.NOW)
        for one in people.of(role, where_of(question))
    ])  # fmt: skip


def unsay(question_ids: Iterable[int], at: datetime) -> None:
    """An act was undone: what it told of these questions and nobody has read yet is called back."""
    laid = Reminder.objects.filter(question__in=list(question_ids), at=at, clock=None, step=None, digest=None)
    laid.filter(read_at=None).delete()


def _to_administrators(question: Question, words: str, at: datetime) -> list[Reminder]:
    found = addressing.people(timezone.localdate(at)).of("administrator", where_of(question))
    return [
        Reminder(person_id=one.person_id, question=question, role="administrator", instead_of_id=one.instead_of,
                 words=words, at=at, mail=Reminder.Mail.NOW)
        for one in found
    ]  # fmt: skip


def _to(
    person_id: int, question_id: int, role: str, words: str, at: datetime, away: absences.StandIns,
    mail: str = Reminder.Mail.DIGEST,
) -> Reminder:  # fmt: skip
    """To the person, or to whoever stands in for them today."""
    deputy = next((one for one in away.chain(person_id) if not away.is_away(one)), None)
    return Reminder(
        person_id=deputy or person_id, instead_of_id=person_id if deputy else None, question_id=question_id, role=role,
        words=words[:_LONGEST], at=at, mail=mail,
    )  # fmt: skip


def _lay(made: Sequence[Reminder]) -> None:
    if made:
        Reminder.objects.bulk_create(mailed(made), batch_size=200)
