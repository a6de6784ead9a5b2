"""What pages may ask of approval: who owes a say, how the rounds of an answer went, the answers of a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet

from otklik.answers.models import Answer, Approval, Dispatch, Draft, Promise
from otklik.offices.rules import ROLES


@dataclass(frozen=True, slots=True)
class SayLine:
    """One asked person of a round: what they said of which version; `instead`: who said it in their place."""

    step: int
    ordinal: int
    who: str
    role: str
    is_author: bool
    said: str
    said_title: str
    said_at: datetime | None
    instead: str
    version: int
    reason: str
    words: str
    asked_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Round:
    """One sending of an answer to approval: its says in order."""

    number: int
    says: tuple[SayLine, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """How a published answer left: its state in words, by which sender, when, where it may be seen."""

    state: str
    title: str
    sender: str
    sent_at: datetime | None
    outside_url: str
    failure: str


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise of a published answer: the words, by when, the verdict in words and whether it is kept or broken."""

    words: str
    due_at: datetime
    verdict: str
    verdict_title: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer as the card of its question tells it."""

    id: int
    state: str
    state_title: str
    kind: str
    outcome: str
    by: str
    text: str
    versions: int
    rounds: int
    returns: int
    rework_due_at: datetime | None
    published_at: datetime | None
    # The say that is waited for, or the last one; 0 where it was never sent. Its page shows all of approval.
    approval_id: int
    # Who is asked now, and by when.
    waits_for: tuple[tuple[str, datetime | None], ...]
    sent: Sent | None
    promises: tuple[Promised, ...]

    @property
    def is_in_hand(self) -> bool:
        return self.state in ("draft", "returned", "approval", "approved")


def owed(names: Iterable[int | None]) -> QuerySet[Approval]:
    """Says that these people owe now (None among them: those that nobody was found for), the nearest term first."""
    wanted = set(names)
    rows = Approval.objects.filter(said="", asked_at__isnull=False, answer__state=Answer.State.APPROVAL)
    mine = Q(person__in=[one for one in wanted if one is not None])
    if None in wanted:
        mine |= Q(person=None)
    # Nulls come last on both engines.
    return rows.filter(mine).order_by(F("due_at").asc(nulls_last=True), "pk")


def terms(names: Iterable[int | None]) -> list[datetime | None]:
    """By when each owed say is due. One query."""
    return list(owed(names).values_list("due_at", flat=True))


def rounds(answer: Answer) -> tuple[Round, ...]:
    """All rounds of an answer, the latest first. One query."""
    rows = answer.approvals.select_related("person", "said_by", "reason").order_by("-round", "ordinal", "step", "pk")
    found: dict[int, list[SayLine]] = {}
    for row in rows:
        found.setdefault(row.round, []).append(_say(row, answer))
    return tuple(Round(number, tuple(says)) for number, says in found.items())


def text_before(answer: Answer, row: Approval) -> tuple[int, str] | None:
    """The version that the approver of `row` may know: what the round before spoke of; None in the first one."""
    earlier = answer.approvals.filter(round__lt=row.round, version__gt=0).aggregate(last=Max("version"))["last"]
    if not earlier or earlier == answer.version:
        return None
    kept = Draft.objects.filter(answer=answer, number=earlier).values_list("text", flat=True).first()
    return None if kept is None else (earlier, kept)


def corrected(answer: Answer) -> tuple[int, str] | None:
    """The version that was sent in the latest round, where an approver mended it since."""
    last = Draft.objects.filter(answer=answer, at__lte=answer.submitted_at).order_by("-number").first()
    return (last.number, last.text) if last and last.number != answer.version else None


def of_question(question_id: int) -> tuple[AnswerLine, ...]:
    """The answers of a question, the newest first. Four queries at most, one where there are none."""
    rows = list(
        Answer.objects.filter(question=question_id).select_related("by").annotate(versions=Count("drafts"))
        .order_by("-pk")
    )  # fmt: skip
    if not rows:
        return ()
    numbers = [row.pk for row in rows]
    said = list(Approval.objects.filter(answer__in=numbers).select_related("person").order_by("pk"))
    sent = {row.answer_id: row for row in Dispatch.objects.filter(answer__in=numbers).order_by("pk")}
    owed_to = list(Promise.objects.filter(answer__in=numbers).order_by("due_at", "pk"))
    return tuple(
        _line(
            row, [one for one in said if one.answer_id == row.pk], sent.get(row.pk),
            [one for one in owed_to if one.answer_id == row.pk],
        )
        for row in rows
    )  # fmt: skip


def _line(row: Answer, said: Sequence[Approval], posted: Dispatch | None, promises: Sequence[Promise]) -> AnswerLine:
    asked = [one for one in said if not one.said and one.asked_at] if row.state == Answer.State.APPROVAL else []
    return AnswerLine(
        id=row.pk, state=row.state, state_title=row.get_state_display(), kind=row.get_kind_display(),
        outcome=row.get_outcome_display() if row.outcome else "", by=str(row.by), text=row.text,
        versions=row.versions,  # type: ignore[attr-defined]
        approval_id=(asked or said)[-1].pk if said else 0, rounds=max((one.round for one in said), default=0),
        returns=row.returns,
        rework_due_at=row.rework_due_at if row.state == Answer.State.RETURNED else None,
        published_at=row.published_at,
        waits_for=tuple((str(one.person) if one.person else "администратор", one.due_at) for one in asked),
        sent=sent_as(posted) if posted else None,
        promises=tuple(
            Promised(one.words, one.due_at, one.verdict, one.get_verdict_display() if one.verdict else "")
            for one in promises
        ),
    )  # fmt: skip


def sent_as(row: Dispatch) -> Sent:
    """How a dispatch left, in words."""
    return Sent(row.state, row.get_state_display(), row.sender, row.sent_at, row.outside_url, row.failure)


def _say(row: Approval, answer: Answer) -> SayLine:
    return SayLine(
        step=row.step, ordinal=row.ordinal, who=str(row.person) if row.person else "администратор",
        role=ROLES[row.role].title if row.role in ROLES else "", is_author=row.person_id == answer.by_id,
        said=row.said, said_title=row.get_said_display() if row.said else "", said_at=row.said_at,
        instead=str(row.said_by) if row.said_by and row.said_by_id != row.person_id else "", version=row.version,
        reason=row.reason.title if row.reason else "", words=row.words, asked_at=row.asked_at, due_at=row.due_at,
    )  # fmt: skip
