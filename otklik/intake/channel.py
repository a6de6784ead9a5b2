"""The contract of a channel: from the bytes of one delivery to one shape of letter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from otklik.appeals.outcomes import Unreadable
from otklik.citizens.rules import AuthorSeen

__all__ = ["AuthorSeen", "Channel", "Field", "Note", "ParsedLetter", "Unreadable"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something of a letter that could not be taken as it stood: which field, and what to do (Russian)."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedLetter:
    """A letter in the one shape that every channel gives; an empty string is "not said".

    `published_at` without a zone is local time of the region. `topic`, `executor` and `territory` are what the source
    itself says: a name or a code. `text` is cleaned of mark-up, not masked. `point` is latitude and longitude in
    degrees, as written: whether it lies in the region is asked where the region is known.
    """

    text: str
    outside_id: str = ""
    outside_url: str = ""
    source_name: str = ""
    published_at: datetime | None = None
    legal_kind: str = "message"
    author: AuthorSeen | None = None
    topic: str = ""
    group: str = ""
    executor: str = ""
    territory: str = ""
    place: str = ""
    point: tuple[float, float] | None = None
    # The source's id of the letter that this one follows, and the subject line: an answer is known by them.
    reply_to: str = ""
    subject: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a table of the channel may have, with the column names under which it is usually met."""

    code: str
    title: str
    names: tuple[str, ...]
    is_needed: bool = False


@dataclass(frozen=True)
class Channel:
    """A way by which letters come; `fields` is empty where it brings no tables.

    `read` is pure: the same bytes give the same letter today and after a fix, so that quarantine can be read again.
    For a table it takes a row as `rows.pack` writes it.
    """

    code: str
    title: str
    read: Callable[[bytes], ParsedLetter | Unreadable]
    content_type: str = "application/json"
    fields: tuple[Field, ...] = ()
