"""Writes of bodies, people, grants and saved views; each leaves a Change."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from otklik.offices.models import Block, Body, Change, Grant, Person, SavedView
from otklik.offices.rules import ROLES


class OfficeError(ValueError):
    """A setting that can't be put in force; the message says why and what to do (Russian)."""


@dataclass(frozen=True)
class BodyDraft:
    """A body as a form gives it."""

    code: str
    name: str
    short_name: str = ""
    kind: str = Body.Kind.REGIONAL
    parent_code: str = ""
    block_code: str = ""
    aliases: tuple[str, ...] = ()
    territory_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GrantDraft:
    """A role in a scope, by codes; empty means all."""

    role: str
    body_code: str = ""
    territory_code: str = ""
    topic_code: str = ""


def record(*, subject: str, key: str, before: Any, after: Any, by: Person | None, at: datetime) -> None:
    """Keep a change of a setting; inside the transaction that makes it."""
    Change.objects.create(at=at, by=by, subject=subject, key=key, before=before, after=after)


@transaction.atomic
def save_block(*, code: str, name: str, position: int, by: Person | None, at: datetime) -> Block:
    """Make or rename a sector block."""
    before = Block.objects.filter(code=code).values("name", "position").first()
    after = {"name": name, "position": position}
    block, _ = Block.objects.update_or_create(code=code, defaults=after)
    record(subject="block", key=code, before=before, after=after, by=by, at=at)
    return block


@transaction.atomic
def save_body(draft: BodyDraft, *, by: Person | None, at: datetime) -> Body:
    """Make or change the body with the draft's code; saving confirms it.

    Raises OfficeError for an empty name, an unknown parent or block, a loop of parents.
    """
    if not draft.name.strip():
        raise OfficeError("Название органа пусто: впишите полное название.")
    body = Body.objects.filter(code=draft.code).first() or Body(code=draft.code)
    before = _told(body) if body.pk else None
    body.name, body.short_name, body.kind = draft.name.strip(), draft.short_name.strip(), draft.kind
    body.parent = _parent(draft, body)
    body.block = _block(draft.block_code)
    body.aliases, body.territory_codes = list(draft.aliases), list(draft.territory_codes)
    body.is_confirmed = True
    body.save()
    record(subject="body", key=body.code, before=before, after=_told(body), by=by, at=at)
    return body


@transaction.atomic
def close_body(body: Body, *, by: Person | None, at: datetime) -> None:
    """From this day the body takes no new questions; the old ones stay with it."""
    if body.closed_on is None:
        body.closed_on = at.date()
        body.save(update_fields=["closed_on"])
        record(
            subject="body", key=body.code, before={"closed_on": None}, after={"closed_on": str(at.date())}, by=by, at=at
        )


@transaction.atomic
def reopen_body(body: Body, *, by: Person | None, at: datetime) -> None:
    """The body takes questions again."""
    if body.closed_on is not None:
        was, body.closed_on = str(body.closed_on), None
        body.save(update_fields=["closed_on"])
        record(subject="body", key=body.code, before={"closed_on": was}, after={"closed_on": None}, by=by, at=at)


@transaction.atomic
def absorb_body(alias: Body, *, into: Body, by: Person | None, at: datetime) -> None:
    """Make the names of `alias` other names of `into`, and close `alias`; its questions stay with it."""
    before, name = {"aliases": list(into.aliases)}, alias.name
    into.aliases = list(dict.fromkeys((*into.aliases, name, *alias.aliases)))
    into.save(update_fields=["aliases"])
    record(subject="body", key=into.code, before=before, after={"aliases": into.aliases}, by=by, at=at)
    # The name itself goes too: a closed body under it would still be found before the alias.
    alias.name = f"{name} (присоединён)"[:300]
    alias.aliases, alias.is_confirmed, alias.closed_on = [], True, at.date()
    alias.save(update_fields=["aliases", "is_confirmed", "closed_on", "name"])
    after = {"merged_into": into.name, "name": alias.name}
    record(subject="body", key=alias.code, before={"name": name}, after=after, by=by, at=at)


@transaction.atomic
def save_person(
    *, login: str, full_name: str, position: str, body_code: str, email: str, is_active: bool, password: str,
    grants: Sequence[GrantDraft], by: Person | None, at: datetime,
) -> Person:  # fmt: skip
    """Make or change a person and their grants; an empty password keeps the old one.

    Raises OfficeError for an unknown role or body; django's ValidationError for a weak password.
    """
    person = Person.objects.filter(login=login).first() or Person(login=login)
    if not person.pk and not password:
        raise OfficeError(f"У нового пользователя «{login}» нет пароля: задайте его.")
    before = _seen(person) if person.pk else None
    person.full_name, person.position, person.email = full_name, position, email
    person.body, person.is_active = _body(body_code), is_active
    if password:
        validate_password(password, person)
        person.set_password(password)
    person.save()
    _replace_grants(person, grants)
    record(subject="person", key=login, before=before, after=_seen(person), by=by, at=at)
    return person


def save_view(*, person: Person, desk: str, name: str, query: str) -> SavedView:
    """Keep a filter under a name; the same name is overwritten."""
    if not name.strip():
        raise OfficeError("Имя вида пусто: назовите его, например «Просроченные дороги».")
    view, _ = SavedView.objects.update_or_create(person=person, desk=desk, name=name.strip(), defaults={"query": query})
    return view


def drop_view(*, person: Person, view_id: int) -> None:
    """Forget one of the person's own filters."""
    SavedView.objects.filter(person=person, pk=view_id).delete()


def _replace_grants(person: Person, grants: Sequence[GrantDraft]) -> None:
    unknown = sorted({grant.role for grant in grants} - set(ROLES))
    if unknown:
        raise OfficeError(f"Роли «{unknown[0]}» нет; есть: {', '.join(ROLES)}.")
    Grant.objects.filter(person=person).delete()
    Grant.objects.bulk_create(
        Grant(person=person, role=grant.role, body=_body(grant.body_code), territory_code=grant.territory_code,
              topic_code=grant.topic_code)
        for grant in dict.fromkeys(grants)
    )  # fmt: skip


def _parent(draft: BodyDraft, body: Body) -> Body | None:
    above = parent = _body(draft.parent_code)
    while above is not None:
        if body.pk and above.pk == body.pk:
            raise OfficeError(f"Орган «{body.name}» не может стоять под самим собой: выберите другой вышестоящий.")
        above = above.parent
    return parent


def _body(code: str) -> Body | None:
    if not code:
        return None
    found = Body.objects.filter(code=code).first()
    if found is None:
        raise OfficeError(f"Органа с кодом «{code}» нет: сначала заведите его.")
    return found


def _block(code: str) -> Block | None:
    if not code:
        return None
    found = Block.objects.filter(code=code).first()
    if found is None:
        raise OfficeError(f"Отраслевого блока «{code}» нет: сначала заведите его.")
    return found


def _told(body: Body) -> dict[str, Any]:
    return {
        "name": body.name, "short_name": body.short_name, "kind": body.kind, "parent": body.parent_id,
        "block": body.block_id, "aliases": body.aliases, "territories": body.territory_codes,
    }  # fmt: skip


def _seen(person: Person) -> dict[str, Any]:
    # Names and e-mails of people who work here stay out of the log of settings: it is shown to all administrators.
    grants = [
        GrantDraft(grant.role, grant.body.code if grant.body else "", grant.territory_code, grant.topic_code)
        for grant in person.grants.select_related("body")
    ]
    return {"is_active": person.is_active, "body": person.body_id, "grants": [asdict(grant) for grant in grants]}
