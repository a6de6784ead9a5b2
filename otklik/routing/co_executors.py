"""Bodies that answer together with the lead: asked by a rule or by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from otklik.appeals.bulk import Numbers
from otklik.appeals.models import Question
from otklik.offices.models import Body, Person
from otklik.routing.models import CoExecutor


@dataclass(frozen=True, slots=True)
class Together:
    """A co-executor as the card shows it; `asked_by` is empty where a rule asked."""

    code: str
    name: str
    asked_by: str
    at: datetime
    why: str


def add(questions: Sequence[Question], body: Body, *, by: Person, at: datetime, why: str) -> None:
    """Ask a body to answer together with the lead; inside the transaction of the act."""
    rows = (CoExecutor(question=question, body=body, by=by, at=at, why=why.strip()[:300]) for question in questions)
    CoExecutor.objects.bulk_create(rows, ignore_conflicts=True)


def of(question_id: int) -> tuple[Together, ...]:
    """The co-executors of a question, in the order they were asked. One query."""
    found = CoExecutor.objects.filter(question=question_id).select_related("body", "by").order_by("at", "pk")
    return tuple(
        Together(row.body.code, str(row.body), str(row.by) if row.by else "", row.at, row.why) for row in found
    )


def shared(question_ids: Numbers) -> set[int]:
    """Those of the questions that somebody answers together with the lead. One query."""
    return set(CoExecutor.objects.filter(question__in=question_ids).values_list("question", flat=True))
