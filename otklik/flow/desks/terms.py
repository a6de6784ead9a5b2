"""What people do with the term of an answer: extend it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from otklik.answers.lawful import extensions
from otklik.appeals.masking import mask
from otklik.appeals.models import Question
from otklik.appeals.states import Declined, check_open
from otklik.deadlines import clocks
from otklik.deadlines import queries as deadlines
from otklik.deadlines.reasons import reasons
from otklik.deadlines.rules import DeadlineError
from otklik.flow.desks import waiting
from otklik.flow.desks.desk import Act, DeskError, Order, Versions, do
from otklik.offices.models import Person
from otklik.offices.rules import Verb
from otklik.reference.rules import YearNotLoaded

LONGEST = 300


def extend(
    *, question_ids: Sequence[int], days: int, reason: str, words: str, decided_by: str = "", by: Person,
    at: datetime, versions: Versions = None,
) -> Act:  # fmt: skip
    """Extend the term of the answer once, by calendar days; the author is told, with a minute to undo it.

    `reason` is a code of deadlines.reasons, `decided_by` the official who decided (empty: the person themself).
    Raises DeskError for an unknown reason, no words, personal data in them.
    """
    chosen = reasons().get(reason)
    if chosen is None:
        raise DeskError("Причина не выбрана: выберите её из списка.")
    why = checked(words, "Пояснение пусто: напишите в нескольких словах, что мешает ответить в срок.")
    ends: dict[int, datetime] = {}

    def change(question: Question) -> None:
        check_open(question.state)
        ends[question.pk] = or_declined(
            lambda: clocks.extend(question.pk, days=days, why=f"{chosen.title}: {why}", by=by, at=at)
        )

    def keep(questions: Sequence[Question]) -> None:
        for question in questions:
            extensions.tell(question, until=ends[question.pk], why=chosen.told, at=at)

    def what(question: Question) -> dict[str, Any]:
        official = " ".join(decided_by.split())[:200]
        told = f"на {days} дн., до {_day(question, ends[question.pk]):%d.%m.%Y}"
        until = ends[question.pk].isoformat()
        text = f"{told}; решение: {official}" if official else told
        return {"days": days, "reason": reason, "until": until, "decided_by": official, "text": text}

    return do(Order(Verb.EXTEND, waiting.EXTENDED, what, f"{chosen.title}: {why}", change, keep), question_ids, by, at,
              versions)  # fmt: skip


def or_declined(act: Callable[[], Any]) -> Any:
    """The act, its refusal told of by question."""
    try:
        return act()
    except (DeadlineError, YearNotLoaded) as refusal:
        raise Declined(str(refusal)) from refusal


def _day(question: Question, moment: datetime) -> date:
    return timezone.localtime(moment, deadlines.zone_of(question.territory_id)).date()


def checked(words: str, empty: str) -> str:
    """Words for the history of a question: short, and nothing personal in them."""
    text = " ".join(words.split())
    if not text:
        raise DeskError(empty)
    if len(text) > LONGEST:
        raise DeskError(f"Пояснение длиннее {LONGEST} знаков: сократите.")
    if spans := mask(text).spans:
        shown = text[spans[0].start : spans[0].end]
        raise DeskError(f"В пояснении есть личные данные («{shown}»): его видят все, уберите их.")
    return text
