"""What waits for a person, as the rail of every page tells it: notices not read, answers to approve. One query."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from otklik.answers.models import Answer, Approval
from otklik.flow.models import Reminder
from otklik.offices.models import Person


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many notices are unread, and how many says the person owes; what a deputy owes is on the page itself."""

    unread: int
    approvals: int


def waiting(person_id: int) -> Waiting:
    """Both counts over the small indexes of what is unread and what is owed."""
    unread = Reminder.objects.filter(person=OuterRef("pk"), read_at=None)
    owed = Approval.objects.filter(
        person=OuterRef("pk"), said="", asked_at__isnull=False, answer__state=Answer.State.APPROVAL
    )
    found = Person.objects.filter(pk=person_id).values_list(_count(unread), _count(owed)).first()
    return Waiting(found[0] or 0, found[1] or 0) if found else Waiting(0, 0)


def _count(rows: QuerySet) -> Subquery:
    return Subquery(rows.order_by().values("person").annotate(number=Count("pk")).values("number"))
