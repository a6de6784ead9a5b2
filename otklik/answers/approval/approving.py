"""Rounds of approval as rows: asked, said, ended, dropped, put back; inside the transaction of the act."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max

from otklik.answers.approval import approval_rules, approval_terms
from otklik.answers.approval.approval_rules import Say, Step
from otklik.answers.models import Answer, Approval, Draft, ReturnReason
from otklik.appeals.models import Event, Question
from otklik.offices.models import Person

SUBMITTED, APPROVED, RETURNED, RECALLED, DROPPED = "submitted", "approved", "returned", "recalled", "answer_dropped"
KINDS = (SUBMITTED, APPROVED, RETURNED, RECALLED)
IN_HAND = (Answer.State.DRAFT, Answer.State.RETURNED, Answer.State.APPROVAL, Answer.State.APPROVED)
_TIMES = ("submitted_at", "approved_at", "rework_due_at")


@dataclass(frozen=True, slots=True)
class Asked:
    """A step with the people any of whom may speak for it; nobody: an administrator does."""

    step: Step
    people: tuple[int, ...]
    # Why others are asked than the rule names (Russian); empty where it is as the rule says.
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """An answer put aside because its question went away: whose it was and how it stood."""

    answer_id: int
    question_id: int
    by_id: int
    stood: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stood:
    """How an answer stood before an act, so that the act can be undone."""

    state: str
    version: int
    returns: int
    submitted_at: str
    approved_at: str
    rework_due_at: str

    @classmethod
    def of(cls, answer: Answer) -> "Stood":
        moments = {name: (kept.isoformat() if (kept := getattr(answer, name)) else "") for name in _TIMES}
        return cls(state=answer.state, version=answer.version, returns=answer.returns, **moments)

    def written(self) -> dict[str, Any]:
        return asdict(self)


def locked(answer_id: int) -> Answer:
    """The answer as it stands now, locked."""
    return Answer.objects.select_for_update().get(pk=answer_id)


def says(answer: Answer) -> list[Approval]:
    """The rows of the latest round, in order."""
    related = answer.approvals.select_related("person", "said_by", "reason")
    rows = list(related.order_by("round", "ordinal", "step", "pk"))
    return [row for row in rows if row.round == rows[-1].round]


def round_of(answer: Answer) -> int:
    """The number of the latest round; 0 where it was never sent."""
    return answer.approvals.aggregate(last=Max("round"))["last"] or 0


def start(answer: Answer, asked: Sequence[Asked], *, excuses: Mapping[str, str], at: datetime) -> int:
    """A round begins; returns its number. Without steps the answer is approved."""
    number = round_of(answer) + 1
    Approval.objects.bulk_create(
        _row(answer, number, one.step, order, person)
        for order, one in enumerate(asked)
        for person in one.people or (None,)
    )
    answer.state = Answer.State.APPROVAL if asked else Answer.State.APPROVED
    answer.submitted_at, answer.approved_at, answer.rework_due_at = at, None if asked else at, None
    answer.excuses, answer.lease_by, answer.lease_until = dict(excuses), None, None
    changed = ["state", "submitted_at", "approved_at", "rework_due_at", "excuses", "score", "flaws"]
    answer.save(update_fields=[*changed, "lease_by", "lease_until"])
    return number


def next_turn(answer: Answer) -> list[Approval]:
    """The rows whose turn it is and who were not asked yet; none: all is said, or those of the turn are asked."""
    rows = says(answer)
    ordinal = _turn(rows)
    return [row for row in rows if row.ordinal == ordinal and row.asked_at is None and not row.said]


def ask(rows: Sequence[Approval], question: Question, *, at: datetime) -> None:
    """Their turn came: each is asked, with the term of its step."""
    for row in rows:
        row.asked_at = at
        row.due_at = approval_terms.due(question, at, amount=row.amount, unit=row.unit, hours_id=row.hours_id)
        row.save(update_fields=["asked_at", "due_at"])


def is_through(answer: Answer) -> bool:
    """Whether every step of the latest round has a say for it."""
    return _turn(says(answer)) is None


def renew(answer: Answer, rows: Sequence[Approval], people: Sequence[int]) -> list[Approval]:
    """Others are asked for a step nobody has spoken for: the rows of `rows` that stay, and the new ones."""
    first, known = rows[0], {row.person_id for row in rows}
    wanted: list[int | None] = [*people] or [None]
    Approval.objects.filter(pk__in=[row.pk for row in rows if row.person_id not in wanted]).delete()
    step = Step(first.ordinal, first.role, None, first.amount, first.unit, first.hours_id)
    fresh = [_row(answer, first.round, step, first.step, person) for person in wanted if person not in known]
    for row in fresh:
        row.asked_at, row.due_at = first.asked_at, first.due_at
        row.save()
    return [row for row in rows if row.person_id in wanted] + fresh


def approve(row: Approval, answer: Answer, *, words: str, by: Person, at: datetime) -> None:
    """One say for; the others of the same step need not speak."""
    _say(row, Approval.Said.APPROVED, answer.version, by, at, words=words)
    Approval.objects.filter(answer=answer, round=row.round, step=row.step, said="").update(
        said=Approval.Said.NEEDLESS, said_at=at
    )


def correct(answer: Answer, text: str, *, by: Person, at: datetime) -> None:
    """The approver mends the text: a version under their name; earlier says stay with the version they spoke of."""
    last = Draft.objects.filter(answer=answer).aggregate(last=Max("number"))["last"] or 0
    answer.version, answer.text = max(last, answer.version) + 1, text
    Draft.objects.create(answer=answer, number=answer.version, text=text, filled=answer.filled, at=at, by=by)
    answer.save(update_fields=["version", "text"])


def finish(answer: Answer, *, at: datetime) -> None:
    """All is said: the answer may be published."""
    answer.state, answer.approved_at = Answer.State.APPROVED, at
    answer.save(update_fields=["state", "approved_at"])


def send_back(
    row: Approval, answer: Answer, *, reason: ReturnReason, words: str, due_at: datetime | None, by: Person,
    at: datetime,
) -> None:  # fmt: skip
    """One say against: the round ends, the answer goes back for rework by a term."""
    _say(row, Approval.Said.RETURNED, answer.version, by, at, words=words, reason=reason)
    end_round(answer, at=at)
    answer.state, answer.returns, answer.rework_due_at = Answer.State.RETURNED, answer.returns + 1, due_at
    answer.save(update_fields=["state", "returns", "rework_due_at"])


def recall(answer: Answer, state: str, *, at: datetime) -> None:
    """The round ends without a verdict; the answer is a draft again, or returned where its question changed."""
    end_round(answer, at=at)
    answer.state = state
    answer.save(update_fields=["state"])


def end_round(answer: Answer, *, at: datetime) -> None:
    """Who has not spoken need not any more."""
    answer.approvals.filter(said="").update(said=Approval.Said.NEEDLESS, said_at=at)


def noted(answer: Answer, stood: Stood, number: int) -> dict[str, Any]:
    """What an event keeps of an act on a round, so that the act can be undone: after the act."""
    return {"answer": answer.pk, "version": answer.version, "round": number, "stood": stood.written()}


def drop(question_ids: Collection[int], *, at: datetime) -> tuple[Dropped, ...]:
    """Put aside answers in hand of questions that went away: the text stays to be read, nobody need approve it."""
    if not question_ids:
        return ()
    found = Answer.objects.select_for_update().filter(question__in=list(question_ids), state__in=IN_HAND)
    dropped = []
    for answer in found.order_by("pk"):
        stood = Stood.of(answer).written()
        end_round(answer, at=at)
        answer.state, answer.lease_by, answer.lease_until = Answer.State.DROPPED, None, None
        answer.save(update_fields=["state", "lease_by", "lease_until"])
        dropped.append(Dropped(answer.pk, answer.question_id, answer.by_id, stood))
    return tuple(dropped)


def why_final(events: Iterable[Event]) -> str:
    """Why an act of approval can't be undone (Russian); empty where it can."""
    told = {event.what["answer"]: event for event in events if event.kind in KINDS and "stood" in event.what}
    if not told:
        return ""
    rows = Answer.objects.filter(pk__in=told).values_list("pk", "state", "version")
    for number, state, version in rows:
        if state == Answer.State.PUBLISHED:
            return "Ответ уже опубликован: пока он не отправлен, отзовите публикацию на его странице."
        if state == Answer.State.DROPPED:
            return "Вопрос за это время ушёл: ответ отложен, отменять нечего."
        if version != told[number].what["version"]:
            return "Текст ответа с тех пор правили: отменить уже нельзя."
    return ""


def undo(events: Iterable[Event], question_ids: Collection[int]) -> None:
    """Take back what an act did to rounds and answers; inside the transaction that undoes it."""
    for event in events:
        if event.question_id not in question_ids or "stood" not in event.what:
            continue
        answer = Answer.objects.select_for_update().get(pk=event.what["answer"])
        if event.kind == DROPPED and Answer.objects.filter(question=answer.question_id, state__in=IN_HAND).exists():
            # Another answer was begun meanwhile: there may be one in hand.
            continue
        _unsay(answer, event)
        _restore(answer, event.what["stood"])


def followed(act: Any) -> list[Event]:
    """What an act put aside or took out of approval by the way, as the machine told of it."""
    return list(Event.objects.filter(act=act, by=None, kind__in=(DROPPED, RECALLED)))


def _unsay(answer: Answer, event: Event) -> None:
    rows = answer.approvals.filter(round=event.what.get("round", F("round")))
    if event.kind == SUBMITTED:
        rows.delete()
        return
    rows.filter(said_at=event.at).update(said="", said_at=None, said_by=None, version=0, reason=None, words="")
    if event.kind == APPROVED:
        rows.filter(asked_at=event.at, said="").update(asked_at=None, due_at=None, reminded_at=None)


def _restore(answer: Answer, stood: Mapping[str, Any]) -> None:
    for name in _TIMES:
        setattr(answer, name, datetime.fromisoformat(stood[name]) if stood[name] else None)
    answer.state, answer.returns = stood["state"], stood["returns"]
    if answer.version != stood["version"]:
        # A correction of the approver has not been.
        Draft.objects.filter(answer=answer, number__gt=stood["version"]).delete()
        kept = Draft.objects.filter(answer=answer, number=stood["version"]).first()
        answer.version, answer.text = stood["version"], kept.text if kept else answer.text
    answer.save(update_fields=["state", "returns", "version", "text", *_TIMES])


def _turn(rows: Sequence[Approval]) -> int | None:
    return approval_rules.turn([Say(row.ordinal, row.step, row.said) for row in rows])


def _row(answer: Answer, number: int, step: Step, order: int, person: int | None) -> Approval:
    return Approval(
        answer=answer, round=number, ordinal=step.ordinal, step=order, person_id=person, role=step.role,
        amount=step.amount, unit=step.unit, hours_id=step.hours_id,
    )  # fmt: skip


def _say(
    row: Approval, said: str, version: int, by: Person, at: datetime, *, words: str, reason: ReturnReason | None = None
) -> None:
    row.said, row.said_at, row.said_by, row.version, row.words, row.reason = said, at, by, version, words, reason
    row.save(update_fields=["said", "said_at", "said_by", "version", "words", "reason"])
