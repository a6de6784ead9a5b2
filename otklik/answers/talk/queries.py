"""What higher rooms may ask of the talk with the author."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from otklik.answers.models import Asking, AskText, Dispatch, WaitingRule
from otklik.answers.talk import rules
from otklik.answers.talk.rules import AskTexts, Wait, Waiting
from otklik.appeals.models import Question
from otklik.reference import queries as reference
from otklik.reference.rules import YearNotLoaded, read_hours


class AskError(ValueError):
    """A question to the author that can't be asked; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class AskingCard:
    """What the author was asked and how it stands: `sent` is the state of the message in words."""

    text: str
    who_id: int
    asked_at: datetime
    due_at: datetime
    closes: bool
    sent: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The term that a question to the author would have, and the rule it comes from."""

    wait: Wait
    rule: Waiting


def ask_texts() -> AskTexts:
    """What to ask, by (code of a topic, what is missing). One query."""
    return {(row.topic_code, row.asks): row.text for row in AskText.objects.all()}


def waiting_rules() -> tuple[Waiting, ...]:
    """The rules of waiting. One query."""
    rows = WaitingRule.objects.select_related("hours").order_by("legal_kind", "channel")
    return tuple(waiting(row) for row in rows)


def waiting(row: WaitingRule) -> Waiting:
    """A row as a value."""
    hours = row.hours
    return Waiting(
        row.legal_kind, row.channel, row.amount, row.unit,
        read_hours(hours.code, hours.week, hours.short_day_cut_min) if hours else None,
        row.remind_before, row.at_end, row.result, row.source,
    )  # fmt: skip


def plan(question: Question, at: datetime) -> Plan:
    """Until when an answer to a question asked now would be waited for. Raises AskError."""
    appeal = question.appeal
    rule = rules.choose(waiting_rules(), legal_kind=appeal.legal_kind, channel=appeal.channel)
    if rule is None:
        raise AskError(f"Нет правила ожидания автора для вида «{appeal.get_legal_kind_display()}»: добавьте его.")
    place = reference.places([question.territory_id]).get(question.territory_id) if question.territory_id else None
    zone = place.zone if place else timezone.get_default_timezone()
    try:
        calendar = reference.calendar(place.code if place else "")
        return Plan(rules.wait(rule, at, calendar=calendar, zone=zone), rule)
    except YearNotLoaded as error:
        raise AskError(str(error)) from error


def asking(question_id: int) -> AskingCard | None:
    """What the author of a question is asked now, or None where nothing is waited for."""
    row = Asking.objects.filter(question=question_id, ended_at=None).first()
    if row is None:
        return None
    sent = Dispatch.objects.filter(asking=row, kind=Dispatch.Kind.ASK).first()
    return AskingCard(
        row.text,
        row.by_id,
        row.asked_at,
        row.due_at,
        row.at_end == rules.CLOSE,
        sent.get_state_display() if sent else "",
    )


def is_gone(question_ids: Sequence[int], asked_at: datetime) -> bool:
    """Whether a question asked then has left for its author, or may have."""
    sent = Dispatch.objects.filter(question__in=question_ids, asking__asked_at=asked_at, state__in=Dispatch.LEFT)
    return sent.exists()
