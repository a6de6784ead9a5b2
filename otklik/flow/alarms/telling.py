"""Tells the people of a question something that the machine noticed, in the product and by e-mail at once."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from otklik.appeals.models import Question
from otklik.flow.alarms import addressing
from otklik.flow.alarms.addressing import Addressee, Where
from otklik.flow.alarms.outbox import mailed
from otklik.flow.models import Reminder


def tell(
    question: Question, roles: Sequence[str], words: str, *, at: datetime, due_at: datetime | None = None,
    but: int | None = None,
) -> None:  # fmt: skip
    """Tell the nearest people of each role, each person once; inside the transaction of the act.

    `but` is a person who is told only where nobody else can be.
    """
    people = addressing.people(timezone.localdate(at))
    where = Where(
        question.body_id,
        question.territory.code if question.territory else "",
        question.topic.code if question.topic else "",
    )
    told: dict[int, Addressee] = {}
    for role in roles:
        found = people.of(role, where)
        for one in [one for one in found if one.person_id != but] or found:
            told.setdefault(one.person_id, one)
    Reminder.objects.bulk_create(mailed([_reminder(one, question, words, due_at, at) for one in told.values()]))


def _reminder(one: Addressee, question: Question, words: str, due_at: datetime | None, at: datetime) -> Reminder:
    return Reminder(
        person_id=one.person_id, question=question, role=one.role, instead_of_id=one.instead_of, words=words[:300],
        due_at=due_at, due_kind="answer" if due_at else "", at=at, mail=Reminder.Mail.NOW,
    )  # fmt: skip
