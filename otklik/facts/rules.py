"""What a list may be narrowed by, and how a place in it is remembered: lists run by number, newest first."""

from dataclasses import dataclass, fields

NONE, ONLY, OPEN = "-", "=", "open"
"""A body, block or territory that is not known; a territory without those below it; any open state."""


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
    # By the nearest term still owed: "late", "today", "tomorrow", "week", "risk"; by promises: "promised",
    # "promised_today"; by answers of the last thirty days: "answered", "missed".
    term: str = ""
    # "source", "machine", "person": who decided the topic.
    decided_by: str = ""
    # "urgent", "alike" (like an earlier one, nobody has said yet), "rude", "thanks", "returned" (a body gave it up and
    # nobody has it), "shared" (several bodies answer together), "rework" (the answer came back), "reopened",
    # "unhappy" (not solved or at most two stars), "happy" (four or five), "broken" (a promise was not kept).
    mark: str = ""
    words: str = ""

    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))


def cursor(written: str) -> int | None:
    """Read a place in a feed from an address: the number of the last question seen; empty is the beginning.

    Raises FilterError for one edited by hand into nonsense.
    """
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 18):
        raise FilterError(f"Место в ленте «{written[:40]}» не прочитано: откройте ленту сначала.")
    return int(written)


def question_number(words: str) -> int | None:
    """The number of a question if that is all that was typed: «№ 1024», «1024»."""
    typed = words.strip().lstrip("№#").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else None
