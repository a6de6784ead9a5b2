"""Illness said of a person: flagged, so that a page asks twice before it shows the text; it stays in the text."""

import re
from collections.abc import Iterator

from otklik.appeals.masks.spans import Span
from otklik.appeals.masks.words import Read

_NEAR = 8
_PERSON = frozenset("KYQGPSmR")
_ONE_PHRASE = re.compile(r"[^;]*")


def is_suspected(letters: str) -> bool:
    """Whether a text, one letter a word, names an illness."""
    return "X" in letters


def spans(read: Read) -> Iterator[Span]:
    """Words of illness that stand within eight words of a person, kin, oneself or a name, in one phrase."""
    for phrase in _ONE_PHRASE.finditer(read.letters):
        for at in range(*phrase.span()):
            around = read.letters[max(phrase.start(), at - _NEAR) : min(phrase.end(), at + _NEAR + 1)]
            if read.letters[at] == "X" and not _PERSON.isdisjoint(around):
                yield Span("diagnosis", *read.places[read.of_letter[at]])
