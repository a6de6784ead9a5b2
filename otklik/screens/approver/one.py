"""One answer that waits for approval: the question beside it, what the checks say, what changed, who says what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.answers.approval import approval_queries, approval_settings
from otklik.answers.approval.approval_queries import Round, Sent
from otklik.answers.models import Answer, Approval, Dispatch
from otklik.answers.papers import files
from otklik.answers.promised import promise_reading
from otklik.answers.promised.promise_reading import Shown
from otklik.answers.writing import contributions, differing
from otklik.answers.writing.contributions import Part
from otklik.appeals.models import Event, Question
from otklik.deadlines import queries as deadlines
from otklik.facts import queries as facts
from otklik.flow.answering import approvers
from otklik.flow.timeline import TimelineLine, told
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.approver import marking, queue
from otklik.screens.approver.marking import Piece, Span
from otklik.screens.executor import margin
from otklik.screens.executor.margin import Margin, Remark
from otklik.screens.operator import names
from otklik.screens.parts import attachments, tell
from otklik.screens.parts.attachments import FileLine

_RELATED = (
    "person", "answer__by", "answer__body", "answer__question__appeal", "answer__question__topic",
    "answer__question__territory", "answer__question__body",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Excused:
    """What a check says, with the reason why it may go out so; empty where none was asked for."""

    remark: Remark
    reason: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since a version: word by word; how many words came and went."""

    title: str
    pieces: tuple[differing.Piece, ...]
    came: int
    went: int


@dataclass(frozen=True, slots=True)
class Typed:
    """What a refused form held, and why it was refused."""

    verb: str
    problem: str
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ApprovalScreen:
    """All of the page."""

    row: Approval
    answer: Answer
    question: Question
    source: str
    due_at: datetime | None
    is_late: bool
    pieces: tuple[Piece, ...]
    margin: Margin
    remarks: tuple[Excused, ...]
    promises: tuple[Shown, ...]
    files: tuple[FileLine, ...]
    author_files: tuple[FileLine, ...]
    parts: tuple[Part, ...]
    changed: Changed | None
    rounds: tuple[Round, ...]
    why: str
    timeline: tuple[TimelineLine, ...]
    may_speak: bool
    instead: str
    is_last: bool
    # Code and words of each reason, with its usual term.
    reasons: tuple[tuple[str, str], ...]
    before: int | None
    after: int | None
    tomorrow: date
    sent: Sent | None
    may_recall: bool
    typed: Typed | None


@needs(Verb.READ)
def show(request: ScopedRequest, approval_id: int) -> HttpResponse:
    """The page of one say."""
    return shown(request, approval_id, None, status=200)


def shown(request: ScopedRequest, approval_id: int, typed: Typed | None, *, status: int) -> HttpResponse:
    """The page, with a refused form as it was typed; 404 where the scope does not reach the question."""
    screen = _screen(request, found(request, approval_id), typed, timezone.now())
    return render(request, "screens/approver/one.html", {"one": screen}, status=status)


def found(request: ScopedRequest, approval_id: int) -> Approval:
    """The say, inside the scope."""
    row = Approval.objects.select_related(*_RELATED).filter(pk=approval_id).first()
    if row is None or facts.one(request.scope, row.answer.question_id) is None:
        raise Http404
    return row


def _screen(request: ScopedRequest, row: Approval, typed: Typed | None, now: datetime) -> ApprovalScreen:
    answer, question = row.answer, row.answer.question
    said = margin.of(answer, now)
    promises = promise_reading.shown(answer, at=now) if answer.text else ()
    kept, events = list(files.of_question(question.pk)), _events(question)
    before, after = queue.beside(request, row.pk, now)
    clocks = deadlines.clocks(question.pk)
    may_speak = _may_speak(request, row, answer, now)
    sent = _sent(answer)
    return ApprovalScreen(
        row=row, answer=answer, question=question,
        source=question.appeal.source_name or names.channel_title(question.appeal.channel),
        due_at=next((clock.due_at for clock in clocks if clock.done_at is None and clock.kind == "answer"), None),
        is_late=row.due_at is not None and row.due_at < now,
        pieces=marking.pieces(answer.text, _spans(said, promises)), margin=said,
        remarks=tuple(Excused(one, answer.excuses.get(one.code, "")) for one in said.remarks), promises=promises,
        files=attachments.lines([one for one in kept if one.answer_id == answer.pk or one.contribution_id], question),
        author_files=attachments.lines([one for one in kept if one.side == "author"], question),
        parts=contributions.of(question.pk), changed=_changed(answer, row), rounds=approval_queries.rounds(answer),
        why=next((str(one.what.get("rule", "")) for one in reversed(events) if one.kind == "submitted"), ""),
        timeline=told(events), may_speak=may_speak,
        instead=str(row.person) if may_speak and row.person and row.person_id != request.user.pk else "",
        is_last=_is_last(answer, row), reasons=_reasons() if may_speak else (),
        before=before, after=after, tomorrow=timezone.localdate(now) + timedelta(days=1), sent=sent,
        may_recall=sent is not None and sent.state == "waiting" and answer.state == Answer.State.PUBLISHED,
        typed=typed,
    )  # fmt: skip


def _may_speak(request: ScopedRequest, row: Approval, answer: Answer, now: datetime) -> bool:
    if row.said or row.asked_at is None or answer.state != Answer.State.APPROVAL:
        return False
    names_of = approvers.spoken_for(request.user, now)
    return approvers.may_speak(row, request.user, approvers.authors_of(answer), names_of)


def _is_last(answer: Answer, row: Approval) -> bool:
    """Whether a yes would publish the answer."""
    open_steps = answer.approvals.filter(round=row.round, said="").exclude(step=row.step)
    return not open_steps.exists()


def _spans(said: Margin, promises: tuple[Shown, ...]) -> list[Span]:
    flaws = [Span(one.begins, one.ends, one.tone or "hint", one.title) for one in said.remarks]
    return flaws + [Span(one.begins, one.ends, "promise", "обещание") for one in promises if not one.is_dropped]


def _changed(answer: Answer, row: Approval) -> Changed | None:
    """Since the approver's correction in this round, else since the round before."""
    mended = approval_queries.corrected(answer) if answer.submitted_at else None
    earlier = mended or approval_queries.text_before(answer, row)
    if earlier is None:
        return None
    number, text = earlier
    pieces = differing.pieces(text, answer.text)
    title = f"Исправлено согласующим: версия {number} → {answer.version}"
    if mended is None:
        title = f"Изменено после возврата: версия {number} → {answer.version}"
    return Changed(title, pieces, *differing.counted(pieces))


def _reasons() -> tuple[tuple[str, str], ...]:
    return tuple((row.code, f"{row.title} — {tell.term(row.amount, row.unit)}") for row in approval_settings.reasons())


def _events(question: Question) -> list[Event]:
    return list(Event.objects.filter(appeal=question.appeal_id, question=question).order_by("pk"))


def _sent(answer: Answer) -> Sent | None:
    row = Dispatch.objects.filter(answer=answer).order_by("-pk").first()
    return approval_queries.sent_as(row) if row else None
