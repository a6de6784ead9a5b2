"""The text of an answer while it is written: its versions, who has it in hand, what two people wrote at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from otklik.answers.models import Answer, Aside, Draft
from otklik.appeals import actions as appeals
from otklik.appeals.models import Event, Question
from otklik.offices import queries as offices
from otklik.offices.models import Person

LEASE = timedelta(minutes=2)
"""So long nobody else may save after the editor was last heard of."""
SITTING = timedelta(minutes=10)
"""Autosaves of one person within it are one version."""
LONGEST = 20_000
EDITABLE = (Answer.State.DRAFT, Answer.State.RETURNED)
IN_HAND = (*EDITABLE, Answer.State.APPROVAL, Answer.State.APPROVED)
DRAFTED = "drafted"
_GONE = {
    Answer.State.APPROVAL: "Ответ уже на согласовании: править его можно, если отозвать или когда вернут.",
    Answer.State.APPROVED: "Ответ утверждён и публикуется: править его уже нельзя.",
    Answer.State.PUBLISHED: "Ответ уже опубликован: этот текст не изменить, можно написать новый ответ.",
    Answer.State.DROPPED: "Ответ отброшен: вопрос за это время ушёл к другому органу или закрыт.",
}


class DraftError(ValueError):
    """A text that was not saved as the next version; it was kept apart in `aside` (None: it says nothing new)."""

    def __init__(self, told: str, aside: Aside | None = None) -> None:
        super().__init__(told)
        self.aside = aside


class Overtaken(DraftError):
    """Somebody saved after the version that this text stands on; `draft` is theirs."""

    def __init__(self, told: str, draft: Draft) -> None:
        super().__init__(told)
        self.draft, self.by = draft, draft.by


class Leased(DraftError):
    """Somebody else has the editor open."""


class Frozen(DraftError):
    """The answer is past writing: on approval, published or dropped."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The version that now stands; `is_new` False: the text was as it is."""

    number: int
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the editor open, since when and until when unless renewed."""

    person_id: int
    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote: the text, the fields of the template, the outcome, the kind; on top of which version."""

    text: str
    version: int
    filled: Mapping[str, str] = field(default_factory=dict)
    outcome: str = ""
    kind: str = Answer.Kind.FINAL
    template_id: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One saved text as a list shows it."""

    number: int
    at: datetime
    who: str
    is_machine: bool
    is_autosave: bool
    words: int


def current(question_id: int) -> Answer | None:
    """The answer of a question that is being prepared, whatever its state; None where nobody began."""
    return Answer.objects.filter(question=question_id, state__in=IN_HAND).first()


@transaction.atomic
def open_for(question: Question, *, kind: str = Answer.Kind.FINAL, by: Person, at: datetime) -> Answer:
    """The answer in hand, begun by `by` where there is none yet."""
    kept = {"body_id": question.body_id, "kind": kind, "by": by, "created_at": at}
    answer, is_new = Answer.objects.get_or_create(question=question, state__in=IN_HAND, defaults=kept)
    if is_new:
        appeals.tell([
            Event(appeal_id=question.appeal_id, question_id=question.pk, kind=DRAFTED, at=at, by=by, what={})
        ])  # fmt: skip
    return answer


def save(
    answer_id: int, *, text: str, filled: Mapping[str, str], outcome: str, kind: str, version: int, by: Person,
    at: datetime, is_autosave: bool = False, template_id: int | None = None,
) -> Saved:  # fmt: skip
    """Keep a text as the next version; the editor is then in the hands of `by` for two minutes.

    Raises Overtaken, Leased or Frozen where it can't be the next one: the text is then kept apart, nothing is lost.
    """
    written = Written(text.replace("\r\n", "\n")[:LONGEST], version, dict(filled), outcome, kind, template_id)
    with transaction.atomic():
        answer = Answer.objects.select_for_update().get(pk=answer_id)
        refusal = _refusal(answer, version, by, at)
        if refusal is None:
            return _save(answer, written, by, at, is_autosave)
        if _is_same(answer, written) and isinstance(refusal, Overtaken):
            return Saved(answer.version, at, False)
        refusal.aside = _put_aside(answer, written, by, at)
    raise refusal


@transaction.atomic
def put_machine(answer_id: int, *, text: str, by: Person, at: datetime) -> Saved:
    """A draft that an outside model wrote becomes the next version, marked as such. Raises Leased or Frozen."""
    answer = Answer.objects.select_for_update().get(pk=answer_id)
    if refusal := _refusal(answer, answer.version, by, at):
        raise refusal
    written = Written(text[:LONGEST], answer.version, answer.filled, answer.outcome, answer.kind)
    _lay(answer, written, by, at, is_machine=True)
    _hold(answer, by, at)
    return Saved(answer.version, at, True)


def is_machines(answer: Answer) -> bool:
    """Whether the text stands as a machine wrote it: nobody has made it theirs by a change."""
    return Draft.objects.filter(answer=answer.pk, number=answer.version, is_machine=True).exists()


@transaction.atomic
def lease(answer_id: int, *, by: Person, at: datetime) -> Holder | None:
    """Take the editor in hand, or keep it; who has it now. None: the answer is past writing."""
    answer = Answer.objects.select_for_update().get(pk=answer_id)
    if answer.state not in EDITABLE:
        return None
    if not _is_held_by_other(answer, by, at):
        _hold(answer, by, at)
    return holder(answer, at)


def release(answer_id: int, *, by: Person) -> None:
    """Let the editor go, where it is in the hands of `by`."""
    Answer.objects.filter(pk=answer_id, lease_by=by).update(lease_by=None, lease_since=None, lease_until=None)


def holder(answer: Answer, at: datetime) -> Holder | None:
    """Who has the editor open; None: it is free."""
    if answer.lease_by_id is None or answer.lease_until is None or answer.lease_until <= at:
        return None
    name = offices.names_of_people({answer.lease_by_id}).get(answer.lease_by_id, "")
    return Holder(answer.lease_by_id, name, answer.lease_since or at, answer.lease_until)


def versions(answer: Answer) -> tuple[Version, ...]:
    """All saved texts, the newest first. Two queries."""
    rows = list(Draft.objects.filter(answer=answer.pk).order_by("-number"))
    names = offices.names_of_people({row.by_id for row in rows})
    return tuple(
        Version(row.number, row.at, names.get(row.by_id, ""), row.is_machine, row.is_autosave, len(row.text.split()))
        for row in rows
    )


def text_of(answer: Answer, number: int) -> str | None:
    """The text of a version; None where there is no such one."""
    return Draft.objects.filter(answer=answer.pk, number=number).values_list("text", flat=True).first()


def asides(answer: Answer, person: Person) -> list[Aside]:
    """Texts of a person that wait for their word, the newest last."""
    return list(Aside.objects.filter(answer=answer.pk, by=person, settled_at=None))


def settle(aside_id: int, *, by: Person, at: datetime) -> None:
    """The author of a text kept apart needs it no more."""
    Aside.objects.filter(pk=aside_id, by=by, settled_at=None).update(settled_at=at)


def _refusal(answer: Answer, version: int, by: Person, at: datetime) -> DraftError | None:
    if answer.state not in EDITABLE:
        return Frozen(_GONE[Answer.State(answer.state)])
    if _is_held_by_other(answer, by, at):
        held = holder(answer, at)
        name = held.name if held else "Другой сотрудник"
        return Leased(f"Сейчас ответ правит {name}: ваш текст сохранён отдельно.")
    if version == answer.version:
        return None
    draft = Draft.objects.filter(answer=answer).select_related("by").order_by("-number").first()
    if draft is None:
        return None
    return Overtaken(
        f"{draft.by} уже сохранил(а) другой текст: ваш сохранён отдельно, выберите, какой оставить.", draft
    )


def _save(answer: Answer, written: Written, by: Person, at: datetime, is_autosave: bool) -> Saved:
    _hold(answer, by, at)
    if _is_same(answer, written):
        return Saved(answer.version, at, False)
    if written.text == answer.text and answer.version and is_machines(answer):
        # Only the outcome or the kind was chosen: the words are still a machine's.
        _set(answer, written)
        return Saved(answer.version, at, False)
    if is_autosave and (kept := _of_this_sitting(answer, by, at)):
        kept.delete()
    _lay(answer, written, by, at, is_autosave=is_autosave)
    return Saved(answer.version, at, True)


def _of_this_sitting(answer: Answer, by: Person, at: datetime) -> Draft | None:
    """The latest version, where it is an autosave of the same person and nobody was shown it for approval."""
    last = Draft.objects.filter(answer=answer, number=answer.version, by=by, is_autosave=True, is_machine=False).first()
    is_shown = last is not None and answer.submitted_at is not None and last.at <= answer.submitted_at
    return last if last and not is_shown and at - last.at < SITTING else None


def _lay(
    answer: Answer, written: Written, by: Person, at: datetime, *, is_autosave: bool = False, is_machine: bool = False
) -> None:
    last = Draft.objects.filter(answer=answer).aggregate(last=Max("number"))["last"] or 0
    answer.version = max(last, answer.version) + 1
    Draft.objects.create(
        answer=answer, number=answer.version, text=written.text, filled=dict(written.filled), at=at, by=by,
        is_autosave=is_autosave, is_machine=is_machine,
    )  # fmt: skip
    answer.by = by
    _set(answer, written)


def _set(answer: Answer, written: Written) -> None:
    answer.text, answer.filled = written.text, dict(written.filled)
    answer.outcome, answer.kind = written.outcome, written.kind
    if written.template_id is not None:
        answer.template_id = written.template_id
    answer.save(update_fields=["text", "filled", "outcome", "kind", "template", "version", "by"])


def _is_same(answer: Answer, written: Written) -> bool:
    return (written.text, dict(written.filled), written.outcome, written.kind) == (
        answer.text, answer.filled, answer.outcome, answer.kind,
    )  # fmt: skip


def _put_aside(answer: Answer, written: Written, by: Person, at: datetime) -> Aside | None:
    """Keep a text that could not be saved; autosaves on top of one version are one text."""
    if not written.text.strip() or written.text == answer.text:
        return None
    aside = Aside.objects.filter(answer=answer, by=by, over=written.version, settled_at=None).first()
    aside = aside or Aside(answer=answer, by=by, over=written.version)
    aside.text, aside.at = written.text, at
    aside.save()
    return aside


def _is_held_by_other(answer: Answer, by: Person, at: datetime) -> bool:
    return answer.lease_by_id not in (None, by.pk) and answer.lease_until is not None and answer.lease_until > at


def _hold(answer: Answer, by: Person, at: datetime) -> None:
    is_kept = answer.lease_by_id == by.pk and answer.lease_until is not None and answer.lease_until > at
    answer.lease_since = answer.lease_since if is_kept and answer.lease_since else at
    answer.lease_by, answer.lease_until = by, at + LEASE
    answer.save(update_fields=["lease_by", "lease_since", "lease_until"])
