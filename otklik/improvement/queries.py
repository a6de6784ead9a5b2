"""What pages ask of interdepartmental groups; a person sees those they are in and those about questions they reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.improvement.models import Covered, Group, Member, Note
from otklik.offices.models import Person
from otklik.offices.rules import Scope


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group on a card or in a list."""

    id: int
    title: str
    due_on: date
    is_open: bool
    head: str = ""
    members: str = ""
    questions: int = 0


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One group whole: its questions inside the person's scope, and how many lie outside."""

    group: Group
    bodies: tuple[Member, ...]
    people: tuple[Member, ...]
    questions: tuple[Fact, ...]
    hidden: int
    decisions: tuple[Note, ...]
    changes: tuple[Note, ...]


def of_question(question_id: int) -> tuple[GroupLine, ...]:
    """The groups that work on a question, those open first. One query."""
    found = Group.objects.filter(covered__question=question_id).order_by("-state", "-pk")
    return tuple(GroupLine(one.pk, one.title, one.due_on, one.state == Group.State.OPEN) for one in found)


def groups(person: Person, scope: Scope, *, limit: int = 200) -> tuple[GroupLine, ...]:
    """The groups that the person may see, those open and soonest due first."""
    found = _visible(person, scope).select_related("head").annotate(Count("covered", distinct=True))
    rows = list(found.order_by("-state", "due_on", "pk")[:limit])
    members: dict[int, list[str]] = {}
    for one in Member.objects.filter(group__in=rows).select_related("body", "person"):
        members.setdefault(one.group_id, []).append(str(one.body or one.person))
    return tuple(
        GroupLine(one.pk, one.title, one.due_on, one.state == Group.State.OPEN, str(one.head),
                  ", ".join(members.get(one.pk, ())), one.covered__count)
        for one in rows
    )  # fmt: skip


def page(person: Person, scope: Scope, group_id: int) -> GroupPage | None:
    """One group, or None where the person may not see it."""
    group = _visible(person, scope).select_related("head", "opened_by").filter(pk=group_id).first()
    if group is None:
        return None
    numbers = list(Covered.objects.filter(group=group).values_list("question", flat=True))
    shown = facts.some(scope, numbers)
    members = list(group.members.select_related("body", "person"))
    notes = list(group.notes.select_related("by", "done_by"))
    return GroupPage(
        group=group,
        bodies=tuple(one for one in members if one.body_id),
        people=tuple(one for one in members if one.person_id),
        questions=shown,
        hidden=len(numbers) - len(shown),
        decisions=tuple(one for one in notes if one.kind == Note.Kind.DECISION),
        changes=tuple(one for one in notes if one.kind == Note.Kind.CHANGE),
    )


def questions_of(group_id: int) -> Sequence[int]:
    """The numbers of a group's questions."""
    return list(Covered.objects.filter(group=group_id).values_list("question", flat=True))


def may_lead(person: Person, group: Group) -> bool:
    """Whether the person leads the group or opened it: they change it and close it."""
    return person.pk in (group.head_id, group.opened_by_id)


def _visible(person: Person, scope: Scope) -> QuerySet[Group]:
    within = facts.visible_ids(scope)
    if within is None:
        return Group.objects.all()
    inside = Q(head=person) | Q(opened_by=person) | Q(members__person=person) | Q(covered__question__in=within)
    bodies = scope.bodies() or frozenset()
    return Group.objects.filter(pk__in=Group.objects.filter(inside | Q(members__body__in=bodies)).values("pk"))
