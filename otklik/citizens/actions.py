"""Writes of personal data: authors, originals, and each look at them."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from operator import attrgetter

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction

from otklik.citizens.models import Citizen, Original, Unmasking
from otklik.citizens.rules import AuthorSeen

_DETAILS = ("full_name", "pseudonym", "phone", "email", "address")
_WIDTHS = {"full_name": 300, "pseudonym": 200, "phone": 40, "email": 200, "address": 500}


class UnmaskingError(ValueError):
    """Personal data that can't be shown; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A delivery as it came, to be kept under `key`."""

    key: uuid.UUID
    raw: bytes
    content_type: str


def keep(originals: Iterable[Kept]) -> None:
    """Keep what came, byte for byte; inside the transaction that accepts the letters."""
    rows = [Original(key=one.key, raw=one.raw, content_type=one.content_type, text="") for one in originals]
    Original.objects.bulk_create(rows, batch_size=1000)


def keep_texts(texts: Mapping[uuid.UUID, str]) -> None:
    """Put the text read from each original beside it; inside the transaction that reads the letters."""
    table = connection.ops.quote_name(Original._meta.db_table)
    adapt = Original._meta.get_field("key").get_db_prep_value
    with connection.cursor() as cursor:
        # executemany is many times quicker than bulk_update's CASE on a thousand rows.
        rows = [(text, adapt(key, connection)) for key, text in texts.items()]
        cursor.executemany(f"UPDATE {table} SET text = %s WHERE key = %s", rows)


def remember(authors: Iterable[AuthorSeen]) -> dict[str, uuid.UUID]:
    """The key of each author by mark; new ones are made, and blanks of known ones are filled from what is seen now.

    Inside a transaction; a constant number of queries. Every author must have a mark.
    """
    # In one order everywhere, so that two workers never wait for each other's rows.
    seen = {author.mark: author for author in sorted(authors, key=attrgetter("mark"))}
    if not seen:
        return {}
    known = {person.mark: person for person in Citizen.objects.filter(mark__in=list(seen))}
    _fill(known, seen)
    fresh = [_citizen(author) for mark, author in seen.items() if mark not in known]
    Citizen.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    # Another worker may have made the same author a moment ago: the row that stands is the one to use.
    return dict(Citizen.objects.filter(mark__in=list(seen)).values_list("mark", "key"))


def unmask_author(*, author_key: uuid.UUID, by: AbstractBaseUser, at: datetime, reason: str) -> AuthorSeen:
    """All that is known of an author; the look is written down in the same transaction.

    Raises UnmaskingError without a reason or where there is no such author.
    """
    with transaction.atomic():
        _note(author_key, by, at, reason)
        person = Citizen.objects.filter(key=author_key).first()
        if person is None:
            raise UnmaskingError("Такого автора нет: возможно, его сведения уничтожены по сроку хранения.")
        return AuthorSeen(
            person.kind, person.full_name, person.pseudonym, person.phone, person.email, person.address, person.mark
        )


def unmask_text(*, original_key: uuid.UUID, by: AbstractBaseUser, at: datetime, reason: str) -> str:
    """The text of a letter before masking; the look is written down in the same transaction.

    Raises UnmaskingError without a reason or where there is no such original.
    """
    with transaction.atomic():
        _note(original_key, by, at, reason)
        text = Original.objects.filter(key=original_key).values_list("text", flat=True).first()
        if text is None:
            raise UnmaskingError("Такого письма нет: возможно, оно уничтожено по сроку хранения.")
        return text


def note_look(*, subject_key: uuid.UUID, by: AbstractBaseUser, at: datetime, reason: str) -> None:
    """Write down a look at personal data that lie outside this room: a letter with a name and an address."""
    _note(subject_key, by, at, reason)


def _note(subject_key: uuid.UUID, by: AbstractBaseUser, at: datetime, reason: str) -> None:
    reason = reason.strip()
    if not reason:
        raise UnmaskingError("Причина не указана: напишите, зачем нужны персональные данные.")
    Unmasking.objects.create(at=at, by_id=by.pk, subject_key=subject_key, reason=reason[:300])


def _citizen(author: AuthorSeen) -> Citizen:
    fields = asdict(author)
    return Citizen(**fields | {name: fields[name][: _WIDTHS[name]] for name in _DETAILS})


def _fill(known: Mapping[str, Citizen], seen: Mapping[str, AuthorSeen]) -> None:
    changed = [person for mark, person in known.items() if _completed(person, seen[mark])]
    if changed:
        Citizen.objects.bulk_update(changed, _DETAILS, batch_size=200)


def _completed(person: Citizen, author: AuthorSeen) -> Sequence[str]:
    blanks = [name for name in _DETAILS if not getattr(person, name) and getattr(author, name)]
    for name in blanks:
        setattr(person, name, getattr(author, name)[: _WIDTHS[name]])
    return blanks
