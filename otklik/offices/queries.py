"""What higher rooms may ask of bodies, people and their scopes."""

from collections.abc import Sequence
from dataclasses import dataclass

from otklik.offices.models import Body, Change, Grant, Person, SavedView
from otklik.offices.rules import HEAD, NOTHING, ROLES, Reach, Scope, with_below

Parents = Sequence[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class BodyCard:
    """A body as lists and cards show it."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    block_code: str
    block_name: str
    parent_id: int | None
    is_confirmed: bool
    is_closed: bool

    @property
    def label(self) -> str:
        return self.short_name or self.name


def bodies() -> dict[int, BodyCard]:
    """Every body by id, in order of name."""
    return {body.pk: _card(body) for body in Body.objects.select_related("block").order_by("name")}


def _card(body: Body) -> BodyCard:
    block = body.block
    return BodyCard(
        id=body.pk,
        code=body.code,
        name=body.name,
        short_name=body.short_name,
        kind=body.kind,
        block_code=block.code if block else "",
        block_name=block.name if block else "",
        parent_id=body.parent_id,
        is_confirmed=body.is_confirmed,
        is_closed=body.closed_on is not None,
    )


def scope(person: Person, *, roles: frozenset[str] | None = None) -> Scope:
    """What `person` may see and do now, in all roles or in these; an inactive or unknown person may do nothing."""
    if not person.is_authenticated or not person.is_active:
        return NOTHING
    grants = [one for one in Grant.objects.filter(person_id=person.pk) if roles is None or one.role in roles]
    needs_tree = any(grant.body_id for grant in grants)
    parents: Parents = list(Body.objects.values_list("pk", "parent_id")) if needs_tree else []
    return Scope(tuple(_reach(grant, parents) for grant in grants if grant.role in ROLES))


def is_head(person: Person) -> bool:
    """Whether the person leads: the first page of such is «Главное»."""
    return Grant.objects.filter(person_id=person.pk, role=HEAD).exists()


def _reach(grant: Grant, parents: Parents) -> Reach:
    allowed = None if grant.body_id is None else with_below(grant.body_id, parents)
    return Reach(allowed, grant.territory_code, grant.topic_code, ROLES[grant.role].verbs)


def saved_views(person: Person, desk: str) -> list[SavedView]:
    """The person's own filters of a desk."""
    return list(SavedView.objects.filter(person=person, desk=desk))


def names_of_people(ids: set[int]) -> dict[int, str]:
    """Full names by id."""
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))


def changes(subject: str, key: str = "", limit: int = 50) -> list[Change]:
    """The newest changes of settings of one kind, or of one row of it."""
    found = Change.objects.filter(subject=subject).select_related("by")
    return list((found.filter(key=key) if key else found)[:limit])


def codes_by_name() -> dict[str, str]:
    """Every name of every open body, in lower case (full, short, aliases) -> its code."""
    found = Body.objects.filter(closed_on=None).order_by("-pk")
    return {
        name.casefold(): body.code for body in found for name in (*body.aliases, body.short_name, body.name) if name
    }
