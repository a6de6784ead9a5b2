"""What a list may be narrowed by, in what order it runs, and how a place in it is remembered."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime


class FilterError(ValueError):
    """A filter that can't be read; the message says what is wrong (Russian)."""


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """How a feed is narrowed; empty means any. Codes of topics and territories take in all below them."""

    waits_for: str = ""
    state: str = ""
    topic: str = ""
    territory: str = ""
    body: str = ""
    block: str = ""
    channel: str = ""
    # "late", "today", "tomorrow", "week": by the nearest term still owed.
    term: str = ""
    # "source", "machine", "person": who decided the topic.
    decided_by: str = ""
    words: str = ""

    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a feed: the time and number of the last row seen."""

    received_at: datetime
    question_id: int

    def __str__(self) -> str:
        return f"{self.received_at.timestamp():.6f}-{self.question_id}"


def cursor(written: str) -> Cursor | None:
    """Read a cursor from an address; empty is the beginning.

    Raises FilterError for one edited by hand into nonsense.
    """
    if not written:
        return None
    stamp, _, number = written.rpartition("-")
    try:
        return Cursor(datetime.fromtimestamp(float(stamp), UTC), int(number))
    except (ValueError, OverflowError, OSError):
        raise FilterError(f"Место в ленте «{written}» не прочитано: откройте ленту сначала.") from None


def question_number(words: str) -> int | None:
    """The number of a question if that is all that was typed: «№ 1024», «1024»."""
    typed = words.strip().lstrip("№#").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
