"""The page of one question for its executor: what was asked beside the editor of the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from otklik.answers.models import Answer, AnswerTemplate, Approval, Aside
from otklik.answers.papers import files
from otklik.answers.talk import queries as answers
from otklik.answers.talk.queries import AskingCard
from otklik.answers.writing import composing, contributions, differing, drafter, drafting, templates
from otklik.answers.writing.contributions import Part
from otklik.answers.writing.differing import Piece
from otklik.answers.writing.drafting import Holder
from otklik.answers.writing.templates import Offered
from otklik.appeals.models import Question
from otklik.deadlines.models import Clock
from otklik.facts import queries as facts
from otklik.flow.answering import assigning
from otklik.flow.answering.assigning import Colleague
from otklik.routing import transfers
from otklik.routing.models import TransferReason
from otklik.screens import files as served
from otklik.screens.access import ScopedRequest
from otklik.screens.executor import earlier, reach
from otklik.screens.executor import margin as margins
from otklik.screens.executor.earlier import Earlier
from otklik.screens.executor.margin import Margin
from otklik.screens.executor.typed import Typed
from otklik.screens.operator.cards import Piece as LetterPiece
from otklik.screens.operator.cards import pieces
from otklik.screens.operator.names import channel_title
from otklik.screens.operator.rows import Mark, due_tone, mark
from otklik.screens.parts import attachments
from otklik.screens.parts.attachments import FileLine


@dataclass(frozen=True, slots=True)
class Task:
    """What was asked: the essentials of the card; the text is masked."""

    number: int
    version: int
    mark: Mark
    pieces: tuple[LetterPiece, ...]
    received_at: datetime
    source: str
    legal_kind: str
    topic: str
    where: str
    body: str
    body_id: int
    due_at: datetime | None
    due_kind: str
    due_tone: str
    wait_reason: str
    reopened: int
    # What was answered before it was opened again.
    earlier: Earlier | None
    asked: AskingCard | None
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A field of the chosen template: what stands in it and what is wrong."""

    name: str
    title: str
    hint: str
    is_required: bool
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class Returned:
    """Why an answer came back, from whom, by when it is due again."""

    reason: str
    words: str
    who: str
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Other:
    """A text of this person that was kept apart, beside the one that stands."""

    id: int
    at: datetime
    text: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose hands it is in, and what the person of the page may do about it."""

    assignee: str
    is_mine: bool
    holder: Holder | None
    is_locked: bool
    may_take: bool
    may_seize: bool
    may_edit: bool
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The answer as the editor shows it."""

    id: int
    state: str
    state_title: str
    kind: str
    outcome: str
    version: int
    text: str
    template_id: int | None
    is_machines: bool
    saved_at: datetime | None
    saved_by: str
    returns: int
    returned: Returned | None
    excuses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    """A check that lets the answer out only with a reason, and the reason as typed."""

    code: str
    title: str
    advice: str
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of the page."""

    task: Task
    paper: Paper
    hands: Hands
    kinds: Sequence[tuple[str, str]]
    outcomes: Sequence[tuple[str, str]]
    templates: tuple[Offered, ...]
    blanks: tuple[Blank, ...]
    margin: Margin
    parts: tuple[Part, ...]
    others: tuple[Other, ...]
    files: tuple[FileLine, ...]
    reasons: tuple[TransferReason, ...]
    may_hand_back: bool
    has_machine: bool
    stops: tuple[Stop, ...]
    problem: str
    # The act of the page that could not be done, and what was typed into its form.
    tried: str
    typed: Mapping[str, str]


def load(
    request: ScopedRequest, question: Question, *, sent: Typed | None = None, stops: tuple[Stop, ...] = (),
    problem: str = "", missing: Sequence[str] = (), tried: str = "", typed: Mapping[str, str] | None = None,
) -> Sheet:  # fmt: skip
    """The page as it stands; `sent`: with what was typed and could not be taken."""
    now, answer = timezone.now(), reach.in_hand(question)
    shown = answer or Answer(question=question, body=question.body, by=request.user)
    if sent is not None:
        shown.text, shown.kind, shown.outcome, shown.filled = sent.text, sent.kind, sent.outcome, dict(sent.filled)
        shown.template_id = sent.template_id or shown.template_id
    attached = files.of_answer(answer.pk) if answer else []
    handed = tuple(transfers.reasons())
    return Sheet(
        task=task(request, question, now),
        paper=_paper(shown),
        hands=_hands(request, question, answer, now),
        kinds=Answer.Kind.choices,
        outcomes=Answer.Outcome.choices,
        templates=templates.offered(question.topic.code if question.topic else ""),
        blanks=blanks(shown.template, shown.filled, missing),
        margin=margins.of(shown, now),
        parts=contributions.of(question.pk),
        others=_others(answer, request),
        files=attachments.lines(attached, question, removable=served.removable(request, attached)),
        reasons=handed,
        may_hand_back=not question.waits_for and question.body_id is not None,
        has_machine=drafter.is_on(),
        stops=stops,
        problem=problem,
        tried=tried,
        typed=typed or {},
    )


def task(request: ScopedRequest, question: Question, now: datetime) -> Task:
    """The essentials of the question."""
    fact, appeal = facts.one(request.scope, question.pk), question.appeal
    if fact is None:
        raise LookupError(f"no fact of the question {question.pk}")
    territory = question.territory.name if question.territory else ""
    authors = [one for one in files.of_question(question.pk) if one.side == "author"]
    return Task(
        number=question.pk, version=question.version, mark=mark(fact), pieces=pieces(question.text, question.place),
        received_at=appeal.received_at, source=appeal.source_name or channel_title(appeal.channel),
        legal_kind=appeal.get_legal_kind_display(), topic=question.topic.name if question.topic else "",
        where=", ".join(part for part in (territory, question.place) if part),
        body=str(question.body) if question.body else "", body_id=question.body_id or 0, due_at=fact.due_at,
        due_kind=Clock.Kind(fact.due_kind).label if fact.due_kind else "", due_tone=due_tone(fact.due_at, now),
        wait_reason=question.wait_reason, reopened=fact.reopened,
        earlier=earlier.last(question) if fact.reopened else None,
        asked=answers.asking(question.pk) if question.waits_for == "author" else None,
        files=attachments.lines(authors, question),
    )  # fmt: skip


def blanks(
    template: AnswerTemplate | None, filled: Mapping[str, str], missing: Sequence[str] = ()
) -> tuple[Blank, ...]:
    """The fields of a template with what stands in them; `missing` names those that are needed and empty."""
    if template is None:
        return ()
    return tuple(
        Blank(one.name, one.title, one.hint, one.is_required, filled.get(one.name, ""),
              f"Заполните «{one.title}»: без этого ответ не полон." if one.name in missing else "")
        for one in templates.fields(template)
    )  # fmt: skip


def known(question: Question, now: datetime) -> dict[str, str]:
    """What templates may put in by themselves."""
    values = (str(question.pk), question.place, question.body.name if question.body else "",
              f"{timezone.localtime(now):%d.%m.%Y}")  # fmt: skip
    return dict(zip(composing.KNOWN, values, strict=True))


def _paper(answer: Answer) -> Paper:
    last = answer.drafts.select_related("by").last() if answer.pk else None
    back = answer.state == Answer.State.RETURNED
    return Paper(
        id=answer.pk or 0, state=answer.state, state_title=answer.get_state_display(), kind=answer.kind,
        outcome=answer.outcome, version=answer.version, text=answer.text, template_id=answer.template_id,
        is_machines=bool(last and last.is_machine), saved_at=last.at if last else None,
        saved_by=str(last.by) if last else "", returns=answer.returns, returned=_returned(answer) if back else None,
        excuses=answer.excuses,
    )  # fmt: skip


def _returned(answer: Answer) -> Returned | None:
    said = Approval.objects.filter(answer=answer, said=Approval.Said.RETURNED).select_related("reason", "said_by")
    row = said.order_by("said_at").last()
    if row is None or row.said_at is None:
        return None
    reason = row.reason.title if row.reason else ""
    return Returned(reason, row.words, str(row.said_by or ""), row.said_at, answer.rework_due_at)


def _hands(request: ScopedRequest, question: Question, answer: Answer | None, now: datetime) -> Hands:
    holder = drafting.holder(answer, now) if answer else None
    is_mine = question.assignee_id == request.user.pk
    is_locked = holder is not None and holder.person_id != request.user.pk
    is_written = answer is None or answer.state in drafting.EDITABLE
    is_free = question.assignee_id is None
    return Hands(
        assignee=str(question.assignee) if question.assignee else "",
        is_mine=is_mine,
        holder=holder,
        is_locked=is_locked,
        may_take=is_free and not is_locked,
        may_seize=not is_free and not is_mine and not is_locked and is_written,
        may_edit=is_mine and not is_locked and is_written,
        colleagues=tuple(
            one for one in assigning.colleagues(question.body_id, now)
            if one.id not in (question.assignee_id, request.user.pk)
        ),
    )  # fmt: skip


def _others(answer: Answer | None, request: ScopedRequest) -> tuple[Other, ...]:
    kept: Sequence[Aside] = drafting.asides(answer, request.user) if answer else ()
    return tuple(Other(one.pk, one.at, one.text, differing.pieces(answer.text if answer else "", one.text))
                 for one in kept)  # fmt: skip
