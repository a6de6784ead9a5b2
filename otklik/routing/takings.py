"""Who took an urgent question first, and within how many minutes somebody must."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from otklik.appeals.bulk import Numbers
from otklik.appeals.models import Event, Question
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.routing.models import AlarmRule, Taking

MINUTES = 5
SOURCE = "Заводская настройка: срочное человек видит в первую минуту; сколько минут даётся, чтобы взять, решает регион"


@dataclass(frozen=True, slots=True)
class Taken:
    """Who took a question and when."""

    who_id: int
    at: datetime


def seed() -> None:
    """Load the starting rule of alarms where none is set."""
    if not AlarmRule.objects.exists():
        AlarmRule.objects.create(minutes=MINUTES, source=SOURCE)


def rule() -> AlarmRule:
    """Within how many minutes an urgent question must be taken; the shipped value where nobody set one."""
    return AlarmRule.objects.first() or AlarmRule(minutes=MINUTES, source=SOURCE)


@transaction.atomic
def set_rule(*, minutes: int, source: str, by: Person, at: datetime) -> None:
    """Set the minutes; kept in the history of settings."""
    now = rule()
    before, after = {"minutes": now.minutes, "source": now.source}, {"minutes": minutes, "source": source}
    if before != after:
        AlarmRule.objects.update_or_create(pk=now.pk, defaults=after)
        offices.record(subject="alarm_rule", key="urgent", before=before, after=after, by=by, at=at)


def take(questions: Sequence[Question], *, by: Person, at: datetime) -> None:
    """Somebody took these questions; inside the transaction of the act."""
    Taking.objects.bulk_create(Taking(question=question, by=by, at=at) for question in questions)


def put_back(question_ids: Iterable[int]) -> None:
    """The questions are nobody's again."""
    Taking.objects.filter(question__in=list(question_ids)).delete()


def undo(events: Sequence[Event], question_ids: Iterable[int]) -> None:
    """A taking or a putting back was undone: the questions are in the hands that they were in."""
    back = set(question_ids)
    for event in events:
        number = event.question_id
        if number is None or number not in back:
            continue
        if event.kind == "taken":
            Taking.objects.filter(question=number, by=event.by_id).delete()
        elif event.kind == "put_back" and (was := event.what.get("was")):
            kept = {"by_id": was["by"], "at": datetime.fromisoformat(was["at"])}
            Taking.objects.get_or_create(question_id=number, defaults=kept)


def taken(question_ids: Numbers) -> Mapping[int, Taken]:
    """Who took which of the questions, by id. One query."""
    rows = Taking.objects.filter(question__in=question_ids).values_list("question", "by", "at")
    return {question: Taken(who, at) for question, who, at in rows}
