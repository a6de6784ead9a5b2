"""Writes of interdepartmental groups: opened, changed, decided, closed; each leaves a line in the group's log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from otklik.improvement.models import Covered, Group, Member, Note
from otklik.improvement.rules import GroupError, check_term, check_words
from otklik.offices.models import Body, Person


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group as a form gives it: members by codes of bodies and logins of people."""

    title: str
    matter: str
    head: str
    due_on: date | None
    bodies: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@transaction.atomic
def open_group(draft: GroupDraft, *, by: Person, at: datetime) -> Group:
    """Bring bodies and people together for one matter. Raises GroupError (Russian)."""
    group = Group(opened_by=by, opened_at=at)
    _fill(group, draft, at)
    _note(group, Note.Kind.CHANGE, f"Группа создана: {group.title}", by=by, at=at)
    return group


@transaction.atomic
def change_group(group_id: int, draft: GroupDraft, *, by: Person, at: datetime) -> Group:
    """Another matter, head, term or members; the log tells what changed. Raises GroupError (Russian)."""
    group = open_one(group_id)
    before = _told(group)
    _fill(group, draft, at)
    after = _told(group)
    changed = [f"{name}: {before[name]} → {after[name]}" for name in after if before[name] != after[name]]
    if changed:
        _note(group, Note.Kind.CHANGE, "; ".join(changed), by=by, at=at)
    return group


@transaction.atomic
def cover(group_id: int, question_ids: Sequence[int], *, by: Person, at: datetime) -> list[int]:
    """The group works on these questions too; those that were new to it."""
    group = open_one(group_id)
    known = set(group.covered.values_list("question", flat=True))
    fresh = [number for number in dict.fromkeys(question_ids) if number not in known]
    Covered.objects.bulk_create(Covered(group=group, question_id=number, at=at) for number in fresh)
    if fresh:
        _note(group, Note.Kind.CHANGE, f"Вопросы взяты: {_numbers(fresh)}", by=by, at=at)
    return fresh


@transaction.atomic
def uncover(group_id: int, question_id: int, *, by: Person, at: datetime) -> None:
    """The group no longer works on a question."""
    group = open_one(group_id)
    if group.covered.filter(question=question_id).delete()[0]:
        _note(group, Note.Kind.CHANGE, f"Вопросы отданы: {_numbers([question_id])}", by=by, at=at)


@transaction.atomic
def decide(group_id: int, *, text: str, who: str, due_on: date | None, by: Person, at: datetime) -> Note:
    """Write a decision into the log. Raises GroupError for an empty one or a term that is past."""
    group = open_one(group_id)
    told = check_words(text, "Решение пусто")
    due = check_term(due_on, timezone.localdate(at)) if due_on else None
    return _note(group, Note.Kind.DECISION, told, by=by, at=at, who=who.strip()[:200], due_on=due)


@transaction.atomic
def done(group_id: int, note_id: int, *, by: Person, at: datetime) -> None:
    """A decision is carried out."""
    open_one(group_id)
    waiting = Note.objects.filter(pk=note_id, group=group_id, kind=Note.Kind.DECISION, done_at=None)
    if not waiting.update(done_at=at, done_by=by):
        raise GroupError("Такого решения нет или оно уже выполнено: обновите страницу.")


@transaction.atomic
def close_group(group_id: int, *, result: str, by: Person, at: datetime) -> Group:
    """The matter is settled with one result. Raises GroupError for an empty result."""
    group = open_one(group_id)
    group.result = check_words(result, "Результат пуст")[:300]
    group.state, group.closed_at = Group.State.CLOSED, at
    group.save(update_fields=["result", "state", "closed_at"])
    _note(group, Note.Kind.CHANGE, f"Группа завершена: {group.result}", by=by, at=at)
    return group


@transaction.atomic
def reopen_group(group_id: int, *, by: Person, at: datetime) -> None:
    """The matter is not settled after all; closed questions stay closed."""
    if Group.objects.filter(pk=group_id, state=Group.State.CLOSED).update(state=Group.State.OPEN, closed_at=None):
        _note(Group.objects.get(pk=group_id), Note.Kind.CHANGE, "Группа открыта снова", by=by, at=at)


def open_one(group_id: int) -> Group:
    """A group that still works, locked until the end of the transaction. Raises GroupError otherwise."""
    group = Group.objects.select_for_update().filter(pk=group_id).first()
    if group is None or group.state != Group.State.OPEN:
        raise GroupError("Группа завершена или не найдена: откройте её снова, чтобы менять.")
    return group


def _fill(group: Group, draft: GroupDraft, at: datetime) -> None:
    head = Person.objects.filter(login=draft.head, is_active=True).first()
    if head is None:
        raise GroupError("Руководитель не выбран: у группы один руководитель.")
    if not draft.bodies and not draft.people:
        raise GroupError("В группе никого нет: выберите органы или сотрудников.")
    group.title, group.matter = check_words(draft.title, "Название пусто")[:120], draft.matter.strip()[:500]
    # A term already set may stand although it has passed meanwhile.
    is_same = group.pk is not None and draft.due_on == group.due_on
    group.due_on = group.due_on if is_same else check_term(draft.due_on, timezone.localdate(at))
    group.head = head
    group.save()
    _replace(group, Body.objects.filter(code__in=draft.bodies), Person.objects.filter(login__in=draft.people))


def _replace(group: Group, bodies: Iterable[Body], people: Iterable[Person]) -> None:
    group.members.all().delete()
    rows = [*(Member(group=group, body=one) for one in bodies), *(Member(group=group, person=one) for one in people)]
    Member.objects.bulk_create(rows)


def _told(group: Group) -> dict[str, str]:
    members = group.members.select_related("body", "person")
    return {
        "название": group.title, "вопрос": group.matter, "руководитель": str(group.head),
        "срок": f"{group.due_on:%d.%m.%Y}", "состав": ", ".join(sorted(str(one.body or one.person) for one in members)),
    }  # fmt: skip


def _note(
    group: Group, kind: Note.Kind, text: str, *, by: Person, at: datetime, who: str = "", due_on: date | None = None
) -> Note:
    return Note.objects.create(group=group, kind=kind, text=text[:500], by=by, at=at, who=who, due_on=due_on)


def _numbers(question_ids: Sequence[int]) -> str:
    shown = ", ".join(f"№ {number}" for number in question_ids[:10])
    return shown if len(question_ids) <= 10 else f"{shown} и ещё {len(question_ids) - 10}"
