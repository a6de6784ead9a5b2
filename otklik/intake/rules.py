"""When two deliveries are one letter, and what of an author must not stand in a masked text."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from otklik.appeals.cutting import normalise
from otklik.intake.channel import ParsedLetter

WINDOW_DAYS = 30
"""Days within which the same text by the same author, without id and date, is one letter delivered again."""

_BLOCK_S = WINDOW_DAYS * 86_400
_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Keys:
    """`key` is unique in the inbox; `earlier` is where the same letter lies if it came in the block of days before."""

    key: bytes
    earlier: bytes | None = None


def keys(*, channel: str, source: str, letter: ParsedLetter, received_at: datetime) -> Keys:
    """By what a letter delivered again is recognised.

    With an outside id: channel, source and id, for ever. Without: channel, source, author and text in one spelling;
    with the time of publication it is for ever too, without it for WINDOW_DAYS from the first delivery. Time is cut
    into blocks of WINDOW_DAYS, so that a unique key holds inside a block and one more look covers the block before.
    What the source says of topic and executor is not part: a table sent again with other labels is the same letters.
    """
    if letter.outside_id:
        return Keys(digest("id", channel, source, letter.outside_id))
    content = (channel, source, _author(letter), " ".join(letter.text.casefold().split()))
    if letter.published_at:
        return Keys(digest("dated", *content, letter.published_at.isoformat()))
    block = int(received_at.timestamp() // _BLOCK_S)
    return Keys(digest("text", *content, str(block)), digest("text", *content, str(block - 1)))


def unread_key(channel: str, source: str, raw: bytes) -> bytes:
    """The key of what could not be read: its very bytes."""
    return blake2b(raw, digest_size=_KEY_BYTES, key=f"{channel}|{source}".encode()[:64]).digest()


def edition_key(first: bytes, raw: bytes) -> bytes:
    """The key of a letter delivered again with other content: each edition is kept once."""
    return blake2b(raw, digest_size=_KEY_BYTES, key=first).digest()


def digest(*parts: str) -> bytes:
    """Sixteen bytes for a row of texts; no two rows run together."""
    return blake2b("\x1f".join(parts).encode(), digest_size=_KEY_BYTES).digest()


def fingerprint(text: str) -> int:
    """A hash of the text in one spelling, 64 bits with a sign: exact repeats in any spelling have it in common."""
    return int.from_bytes(blake2b(normalise(text).encode(), digest_size=8).digest(), "big", signed=True)


def hide(text: str, names: tuple[str, ...]) -> str:
    """The text with the author's own name and its words (over three letters) out, where they stand as written."""
    words = {word for name in names for word in (name, *name.split()) if len(word) > 3 and word in text}
    if not words:
        return text
    # The longest first: a whole name leaves one mark, not three.
    found = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{found})(?!\w)", "[ИМЯ]", text)


def _author(letter: ParsedLetter) -> str:
    author = letter.author
    return (author.mark or author.full_name or author.pseudonym) if author else ""
