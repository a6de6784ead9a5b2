"""What other rooms may know of authors and originals."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from otklik.citizens.models import Citizen, Original, Unmasking
from otklik.citizens.rules import call_name, initials


@dataclass(frozen=True, slots=True)
class Applicant:
    """An author as a page shows them before unmasking: no name, and which details there are to ask for."""

    key: uuid.UUID
    kind: str
    kind_title: str
    shown: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One look at personal data."""

    person_id: int
    reason: str
    at: datetime


_TITLES = {
    "full_name": "имя", "pseudonym": "псевдоним", "phone": "телефон", "email": "эл. почта", "address": "адрес",
}  # fmt: skip


def who(author_key: uuid.UUID | None) -> Applicant | None:
    """An author without personal data, or None where the letter has no author."""
    person = Citizen.objects.filter(key=author_key).first() if author_key else None
    if person is None:
        return None
    details = tuple(title for name, title in _TITLES.items() if getattr(person, name))
    shown = initials(person.full_name, person.pseudonym)
    return Applicant(person.key, person.kind, person.get_kind_display(), shown, details)


def raws(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    """What came, byte for byte, by key of the original: for the reading of letters, never for a page."""
    found = Original.objects.filter(key__in=list(keys)).values_list("key", "raw")
    return {key: bytes(raw) for key, raw in found}


def looks(subject_key: uuid.UUID) -> list[Look]:
    """Who looked at this author or letter, newest first."""
    found = Unmasking.objects.filter(subject_key=subject_key).order_by("-at", "-pk")
    return [Look(row.by_id, row.reason, row.at) for row in found]


@dataclass(frozen=True, slots=True)
class Given:
    """Which of the data that the law asks for an author gave; never the data themselves."""

    has_surname: bool = False
    has_address: bool = False
    has_email: bool = False
    is_entity: bool = False


def given(author_key: uuid.UUID | None) -> Given:
    """What an author gave of themselves; of a letter without an author nothing is."""
    person = Citizen.objects.filter(key=author_key).first() if author_key else None
    if person is None:
        return Given()
    return Given(
        has_surname=any(len(word.strip(".")) > 1 for word in person.full_name.split()),
        has_address=bool(person.address.strip()),
        has_email="@" in person.email,
        is_entity=person.kind == Citizen.Kind.ENTITY,
    )


def address_for_sending(author_key: uuid.UUID | None) -> str:
    """The author's e-mail, for senders alone: it goes into the envelope and nowhere else; empty where there is none."""
    found = Citizen.objects.filter(key=author_key).values_list("email", flat=True).first() if author_key else None
    return (found or "").strip()


def name_for_greeting(author_key: uuid.UUID | None) -> str:
    """Name and patronymic of the author, for what leaves to them alone; empty where they are not known."""
    kept = Citizen.objects.filter(key=author_key).exclude(kind=Citizen.Kind.ENTITY) if author_key else None
    found = kept.values_list("full_name", flat=True).first() if kept is not None else None
    return call_name(found or "")


def with_phone(keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these authors left a phone: the only thing about it that a plan of calls may know."""
    wanted = list(keys)
    found: set[uuid.UUID] = set()
    for start in range(0, len(wanted), 5000):
        some = Citizen.objects.filter(key__in=wanted[start : start + 5000]).exclude(phone="")
        found.update(some.values_list("key", flat=True))
    return found
