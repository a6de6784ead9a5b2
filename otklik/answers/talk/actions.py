"""Writes of the talk with the author: a question is asked, an answer or silence ends it, messages wait for senders."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from otklik.answers.models import Asking, AskText, Dispatch, WaitingRule
from otklik.answers.talk import rules
from otklik.answers.talk.queries import Plan
from otklik.appeals.models import Addition, Appeal, Question
from otklik.appeals.states import Desk
from otklik.deadlines import clocks
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.models import OfficeHours

SEED = Path(__file__).parents[1] / "seed"
HOLD = timedelta(minutes=1)
"""A message waits so long before a sender may take it: what is sent can't be undone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the author on its way: where its question stood, and by when an answer is waited for."""

    question: Question
    text: str
    stood_at: str
    stood_for: str
    plan: Plan


def seed() -> None:
    """Load what to ask and how long to wait, where no rows are yet; safe to repeat."""
    if not AskText.objects.exists():
        AskText.objects.bulk_create(AskText(**row) for row in _rows("ask_texts"))
    hours = {row.code: row for row in OfficeHours.objects.all()}
    for row in _rows("waiting_rules"):
        key = {"legal_kind": row.pop("legal_kind"), "channel": row.pop("channel")}
        values = {**row, "hours": hours.get(row["hours"])}
        WaitingRule.objects.get_or_create(**key, defaults=values)


def ask(asked: Iterable[Asked], *, by: Person, at: datetime) -> None:
    """Start the terms, lay the messages for the senders, let the clocks stand; inside the transaction of the act."""
    rows = list(asked)
    for one in rows:
        wait, rule = one.plan.wait, one.plan.rule
        kept = Asking.objects.create(
            question=one.question, by=by, text=one.text, asked_at=at, due_at=wait.due_at, remind_at=wait.remind_at,
            at_end=rules.end_of(rule), result=rule.result, stood_at=one.stood_at, stood_for=one.stood_for,
        )  # fmt: skip
        _lay(kept, Dispatch.Kind.ASK, f"{one.text}\n\n{_how_to_answer(one.question)}", at=at, send_after=at + HOLD)
    clocks.pause([one.question.pk for one in rows], why="Спросили автора", at=at)


def end(question_ids: Iterable[int], ending: str, *, at: datetime, answer: Addition | None = None) -> list[Asking]:
    """Nothing is waited for any more: end the terms, call back what was not sent yet, let the clocks run again."""
    found = list(Asking.objects.filter(question__in=list(question_ids), ended_at=None))
    for one in found:
        one.ended_at, one.ending, one.answer = at, ending, answer
        one.save(update_fields=["ended_at", "ending", "answer"])
    _cancel(Dispatch.objects.filter(asking__in=found))
    clocks.resume([one.question_id for one in found], why=Asking.Ending(ending).label, by=None, at=at)
    return found


def withdraw(question_ids: Iterable[int], asked_at: datetime) -> None:
    """A question to the author was undone: it has not been asked, and its message does not leave."""
    found = Asking.objects.filter(question__in=list(question_ids), asked_at=asked_at)
    _cancel(Dispatch.objects.filter(asking__in=found))
    Dispatch.objects.filter(asking__in=found).update(asking=None)
    found.delete()


def wait_again(addition: Addition) -> None:
    """An answer was undone: the author is waited for as before."""
    Asking.objects.filter(answer=addition).update(ended_at=None, ending="", answer=None)


def take_up_again(question_ids: Sequence[int], dropped_at: datetime) -> None:
    """What people went on with at that moment was undone: the author is waited for as before."""
    dropped = Asking.objects.filter(question__in=question_ids, ending=Asking.Ending.DROPPED, ended_at=dropped_at)
    called_back = Dispatch.objects.filter(asking__in=dropped, state=Dispatch.State.CANCELLED)
    called_back.update(state=Dispatch.State.WAITING)
    dropped.update(ended_at=None, ending="")


def due(at: datetime, limit: int) -> list[Asking]:
    """Terms that ended by `at`, the earliest first, of questions that still wait."""
    return list(_open().filter(due_at__lte=at).select_related("question__appeal").order_by("due_at", "pk")[:limit])


def drop_overtaken(at: datetime) -> int:
    """End the terms of questions that people went on with without an answer; returns how many."""
    overtaken = Asking.objects.filter(ended_at=None).exclude(question__waits_for=Desk.AUTHOR)
    return len(end(list(overtaken.values_list("question", flat=True)), Asking.Ending.DROPPED, at=at))


def remind(at: datetime, limit: int) -> int:
    """Lay reminders for authors whose term nears its end, each once; returns how many."""
    near = _open().filter(remind_at__lte=at, due_at__gt=at, remind_at__lt=F("due_at"))
    found = near.select_related("question__appeal")[:limit]
    for one in found:
        until = f"{one.due_at:%d.%m.%Y}"
        words = f"Напоминаем: мы ждём вашего ответа до {until}.\n{one.text}\n\n{_how_to_answer(one.question)}"
        _lay(one, Dispatch.Kind.REMINDER, words, at=at, send_after=at)
        one.remind_at = None
        one.save(update_fields=["remind_at"])
    return len(found)


def tell_of_silence(asking: Asking, *, at: datetime) -> None:
    """Tell the author that their question is closed because nothing is known to go on with."""
    words = (
        f"Вопрос закрыт: {asking.result or rules.NO_INFORMATION}. Мы спрашивали: «{asking.text}» — ответа не пришло."
        " Если вопрос не решён, напишите снова и укажите эти сведения."
    )
    _lay(asking, Dispatch.Kind.SILENCE, words, at=at, send_after=at)


@transaction.atomic
def save_text(*, topic_code: str, asks: str, text: str, by: Person, at: datetime) -> None:
    """Set what to ask where a letter of this topic does not say something; kept in the history of settings."""
    now = AskText.objects.filter(topic_code=topic_code, asks=asks).first()
    if now is not None and now.text == text:
        return
    before = None if now is None else {"text": now.text}
    AskText.objects.update_or_create(topic_code=topic_code, asks=asks, defaults={"text": text})
    offices.record(
        subject="ask_text", key=f"{topic_code or '*'} {asks}", before=before, after={"text": text}, by=by, at=at
    )


@transaction.atomic
def save_rule(row: WaitingRule, *, by: Person, at: datetime) -> None:
    """Put a rule of waiting in force; terms that run already stay as they are."""
    now = WaitingRule.objects.filter(legal_kind=row.legal_kind, channel=row.channel).first()
    before = _told(now) if now else None
    row.pk = now.pk if now else None
    row.save()
    key = f"{row.legal_kind} {row.channel}".strip()
    offices.record(subject="waiting_rule", key=key, before=before, after=_told(row), by=by, at=at)


def envelope(question: Question) -> dict[str, Any]:
    """All that a message to the author of a question needs beside its text: as the letter came."""
    appeal: Appeal = question.appeal
    return {
        "question": question, "channel": appeal.channel, "source_name": appeal.source_name,
        "reply_to": appeal.outside_id, "reply_url": appeal.outside_url, "author_key": appeal.author_key,
        "subject": f"О вашем сообщении № {question.pk}",
    }  # fmt: skip


def _told(row: WaitingRule) -> dict[str, object]:
    names = ("amount", "unit", "remind_before", "at_end", "result", "source")
    return {name: getattr(row, name) for name in names}


def _open() -> QuerySet[Asking]:
    return Asking.objects.filter(ended_at=None, question__waits_for=Desk.AUTHOR)


def _lay(asking: Asking, kind: str, text: str, *, at: datetime, send_after: datetime) -> None:
    kept = {**envelope(asking.question), "text": text, "created_at": at, "send_after": send_after}
    Dispatch.objects.get_or_create(asking=asking, kind=kind, defaults=kept)


def _cancel(dispatches: QuerySet[Dispatch]) -> None:
    dispatches.filter(state=Dispatch.State.WAITING).update(state=Dispatch.State.CANCELLED)


def _how_to_answer(question: Question) -> str:
    return f"Ответьте на это сообщение или напишите снова и укажите номер: № {question.pk}."


def _rows(name: str) -> Sequence[dict[str, str]]:
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
