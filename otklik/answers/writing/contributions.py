"""Parts of co-executors: what a body is asked for by the lead, by when, and what it gave to the one joined answer."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from otklik.answers.models import Contribution
from otklik.appeals.models import Question
from otklik.offices import queries as offices
from otklik.offices.models import Body, Person

LONGEST = 5000


@dataclass(frozen=True, slots=True)
class Part:
    """One part as pages show it; `given_at` None: it is still waited for."""

    id: int
    body_id: int
    code: str
    body: str
    asked: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    text: str
    given_by: str
    given_at: datetime | None

    @property
    def quoted(self) -> str:
        """The part as it goes into the joined answer: whose it is stays said."""
        return f"По сведениям органа «{self.body}»: {self.text.strip()}"


@dataclass(frozen=True, slots=True)
class Owed:
    """A question of which a body owes its part."""

    question_id: int
    body_id: int
    asked: str
    due_at: datetime | None


def ask(
    questions: Sequence[Question], body: Body, *, asked: str, due_at: datetime | None, by: Person, at: datetime
) -> None:
    """Ask a body for its part; inside the transaction of the act."""
    Contribution.objects.bulk_create(
        Contribution(question=question, body=body, asked=asked, asked_by=by, asked_at=at, due_at=due_at)
        for question in questions
    )


def give(part: Contribution, *, text: str, by: Person, at: datetime) -> None:
    """Keep what a body gave; given anew it takes the place of the former words."""
    part.text, part.given_by, part.given_at = text, by, at
    part.save(update_fields=["text", "given_by", "given_at"])


def withdraw(questions: Iterable[Question], body: Body, *, at: datetime) -> None:
    """The lead needs no part of a body any more; what was given stays."""
    _open(questions).filter(body=body).update(withdrawn_at=at)


def undo(question_id: int, moment: datetime) -> None:
    """What was asked or withdrawn at that moment was undone: nobody was asked, or the part is waited for again."""
    rows = Contribution.objects.filter(question=question_id, given_at=None)
    rows.filter(asked_at=moment).delete()
    rows.filter(withdrawn_at=moment).update(withdrawn_at=None)


def is_given(question_id: int | None, asked_at: datetime) -> bool:
    """Whether what was asked at that moment has been given."""
    return Contribution.objects.filter(question=question_id, asked_at=asked_at, given_at__isnull=False).exists()


def has_open(question_id: int, body_id: int) -> bool:
    """Whether a body is asked and has not given its part yet."""
    return _open([question_id]).filter(body=body_id).exists()


def of(question_id: int) -> tuple[Part, ...]:
    """The parts of a question that were not withdrawn, in the order they were asked for. Two queries."""
    rows = list(
        Contribution.objects.filter(question=question_id, withdrawn_at=None).select_related("body").order_by("pk")
    )
    names = offices.names_of_people({row.asked_by_id for row in rows} | {row.given_by_id or 0 for row in rows})
    return tuple(
        Part(
            row.pk, row.body_id, row.body.code, str(row.body), row.asked, names.get(row.asked_by_id, ""), row.asked_at,
            row.due_at, row.text, names.get(row.given_by_id or 0, ""), row.given_at,
        )
        for row in rows
    )  # fmt: skip


def owed(bodies: Collection[int] | None, *, limit: int) -> tuple[Owed, ...]:
    """What bodies (None: all) owe, by term, those without one last; at most `limit`. One query."""
    rows = Contribution.objects.filter(given_at=None, withdrawn_at=None)
    if bodies is not None:
        rows = rows.filter(body__in=bodies)
    # A term of ever is after any: rows without one stand last on both engines.
    found = sorted(rows.values_list("question_id", "body_id", "asked", "due_at")[:limit], key=_by_term)
    return tuple(Owed(*row) for row in found)


def _by_term(row: tuple[int, int, str, datetime | None]) -> tuple[bool, float, int]:
    return row[3] is None, row[3].timestamp() if row[3] else 0.0, row[0]


def _open(questions: Iterable[Question | int]) -> QuerySet[Contribution]:
    return Contribution.objects.filter(question__in=list(questions), given_at=None, withdrawn_at=None)
