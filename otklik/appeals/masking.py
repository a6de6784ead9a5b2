"""Personal data in a text put out of sight: numbers and links, names, flats, birth dates; illness is flagged."""

import re
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from otklik.appeals.masks import homes, illness, names, numbers
from otklik.appeals.masks.spans import Span, overlaps
from otklik.appeals.masks.words import Read, codes

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
    to say that it is a person's, stays too. A text already masked stays as it is.
    """
    letters = codes(text)
    spans = _spans(text, letters)
    flags = tuple(illness.spans(text)) if illness.is_suspected(letters) else ()
    if not spans:
        return Masked(text, (), flags)
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    kept = [text[start:end] for start, end in list(pairwise(edges))[::2]]
    marks = [_MARKS[span.kind] for span in spans] + [""]
    return Masked("".join(piece + mark for piece, mark in zip(kept, marks, strict=True)), tuple(spans), flags)


def _spans(text: str, letters: str) -> list[Span]:
    found: list[Span] = []
    for span in _looked_for(text, letters):
        if not overlaps(span, found):
            insort(found, span, key=_start)
    return found


def _looked_for(text: str, letters: str) -> Iterator[Span]:
    """Every place of every kind that may be in the text: most texts have few, and are not searched again."""
    if "@" in text:
        yield from numbers.EMAIL.spans(text)
    if "/" in text or "|" in text:
        yield from numbers.PROFILE.spans(text)
    read = Read.of(text) if names.is_suspected(letters) else None
    named = list(names.spans(text, read)) if read else []
    if _DIGIT.search(text):
        yield from homes.spans(text, named)
        yield from _numbered(text)
    yield from named


def _numbered(text: str) -> Iterator[Span]:
    if not _NUMBER.search(text):
        return
    if _PLATE_TAIL.search(text):
        yield from numbers.PLATE.spans(text)
    if _LONG_NUMBER.search(text):
        for kind in numbers.NUMBERS:
            yield from kind.spans(text)


def _start(span: Span) -> int:
    return span.start


_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d\d\d")
_PLATE_TAIL = re.compile(r"\d\d\d ?[А-Яа-яA-Za-z]{2}")
_LONG_NUMBER = re.compile(r"\d(?:[\s().№nN,-]{0,4}\d){5}|\d\d ?\d\d\D{1,12}\d{6}")

KINDS = (numbers.EMAIL, numbers.PROFILE, *homes.KINDS, numbers.PLATE, *numbers.NUMBERS, names.KIND)
"""What is looked for; the narrower form stands before the wider."""

_MARKS = {kind.code: kind.mark for kind in KINDS}
