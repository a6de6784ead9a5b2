"""Personal data in a text put out of sight: numbers and links, names, flats, birth dates; illness is flagged."""

import re
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from otklik.appeals.masks import homes, illness, names, numbers
from otklik.appeals.masks.spans import Span, overlaps
from otklik.appeals.masks.words import UNREAD, Read, codes
from otklik.appeals.text import UNSEEN

__all__ = ["KINDS", "Masked", "Span", "mask"]


@dataclass(frozen=True, slots=True)
class Masked:
    """The text with marks in place of personal data, and where in the original they stood, in order.

    `flags` are places that say something private yet stay in the text, as it is what the letter is about: `diagnosis`.
    """

    text: str
    spans: tuple[Span, ...]
    flags: tuple[Span, ...] = ()


def mask(text: str) -> Masked:
    """Phones, e-mails, cards, СНИЛС, ИНН, passports, links, plates, names, flats and birth dates become marks.

    A number with check digits counts only if they agree; where two kinds overlap, the first of KINDS has it.
    Streets and houses stay, and so do those whose names they bear; a name alone, with nothing beside it
    to say that it is a person's, stays too. A text already masked stays as it is. Signs that are not seen hide nothing.
    """
    return _masked(text) if text.isprintable() or not UNSEEN.search(text) else _masked_through(text)


def _masked_through(text: str) -> Masked:
    """Looked at without its unseen signs, masked with them."""
    places = [at for at, sign in enumerate(text) if not UNSEEN.match(sign)]
    plain = _masked("".join(map(text.__getitem__, places)))
    spans, flags = (
        tuple(Span(one.kind, places[one.start], places[one.end - 1] + 1) for one in ones)
        for ones in (plain.spans, plain.flags)
    )
    return Masked(_put(text, spans), spans, flags)


def _masked(text: str) -> Masked:
    letters = codes(text)
    may_name, may_ail = names.is_suspected(letters), illness.is_suspected(letters)
    read = Read.of(text) if may_name or may_ail else UNREAD
    spans = _spans(text, read if may_name else UNREAD)
    flags = tuple(illness.spans(read)) if may_ail else ()
    return Masked(_put(text, spans), tuple(spans), flags)


def _put(text: str, spans: Sequence[Span]) -> str:
    """The text with marks in place of the spans."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    kept = [text[start:end] for start, end in list(pairwise(edges))[::2]]
    marks = [_MARKS[span.kind] for span in spans] + [""]
    return "".join(piece + mark for piece, mark in zip(kept, marks, strict=True)) if spans else text


def _spans(text: str, read: Read) -> list[Span]:
    found: list[Span] = []
    for span in _looked_for(text, read):
        if not overlaps(span, found):
            insort(found, span, key=_start)
    return found


def _looked_for(text: str, read: Read) -> Iterator[Span]:
    """Every place of every kind that may be in the text: most texts have few, and are not searched again."""
    if "@" in text:
        yield from numbers.EMAIL.spans(text)
    if "/" in text or "[" in text or "@" in text:
        yield from numbers.profiles(text)
    named = list(names.spans(text, read)) if read.words else []
    if _DIGIT.search(text):
        yield from homes.spans(text, named)
        yield from _numbered(text)
    yield from named


def _numbered(text: str) -> Iterator[Span]:
    if not _NUMBER.search(text):
        return
    if any(sign in text for sign in _ODD_SIGNS):
        text = text.translate(_ONE_SIGN)
    if _PLATE_TAIL.search(text):
        yield from numbers.PLATE.spans(text)
    if _LONG_NUMBER.search(text):
        for kind in numbers.NUMBERS:
            yield from kind.spans(text)


def _start(span: Span) -> int:
    return span.start


_DIGIT = re.compile(r"\d")
_ODD_SIGNS = "–—−‑\xa0\u2009\u202f０１２３４５６７８９"
_ONE_SIGN = str.maketrans(_ODD_SIGNS, "----   0123456789")
_NUMBER = re.compile(r"\d(?:\d\d|-\d\d-\d\d| \d \d \d)")
_PLATE_TAIL = re.compile(r"\d\d\d ?[А-Яа-яA-Za-z]{2}|(?<=[А-ЯA-Z])\d\d\d|(?<=[А-ЯA-Z] )\d\d\d")
_LONG_NUMBER = re.compile(r"\d(?:[\s().№nN,-]{0,4}\d){5}|\d\d ?\d\d\D{1,12}\d{6}|\d-\d\d-\d\d")

KINDS = (numbers.EMAIL, numbers.PROFILE, *homes.KINDS, numbers.PLATE, *numbers.NUMBERS, names.KIND)
"""What is looked for; the narrower form stands before the wider."""

_MARKS = {kind.code: kind.mark for kind in KINDS}
