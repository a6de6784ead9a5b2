"""A text cut into sentences and their parts, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of a text from `start` to `end`, in characters, without the space around it."""

    start: int
    end: int


_SHORT = (
    r"[ \(,.-](?:ул|пр|просп|пер|пл|бул|наб|мкрн?|им|ост|пос|гор|обл|р-н|кв|стр|корп|[дгспктр]|ст|рп|оф|тел|см|др|руб"
    r"|тыс|млн|гр|[А-ЯЁ])"
)
_STOP = re.compile(r"[.!?…]+[)\s»\"]+|[!?…]+|\n+|\.(?=[А-ЯЁ][а-яё])")
_AFTER_SHORT = re.compile(_SHORT + r"\.\s*$", re.IGNORECASE)
_PART = re.compile(r",\s+|;\s*|\s[-–—]\s|:\s+|\)\s|\s\(")


def sentences(text: str) -> Iterator[Phrase]:
    """The sentences of a text in order; a full stop after a short form (ул., д., г.) or an initial ends nothing."""
    start = 0
    for stop in _STOP.finditer(text):
        if text[stop.start()] == "." and _AFTER_SHORT.search(" " + text[max(start, stop.start() - 8) : stop.end()]):
            continue
        yield from _trimmed(text, start, stop.end())
        start = stop.end()
    yield from _trimmed(text, start, len(text))


def parts(text: str, sentence: Phrase) -> Iterator[Phrase]:
    """The parts of a sentence between commas, colons, dashes and brackets, in order."""
    start = sentence.start
    for stop in _PART.finditer(text, sentence.start, sentence.end):
        yield from _trimmed(text, start, stop.end())
        start = stop.end()
    yield from _trimmed(text, start, sentence.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Phrase]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if left < len(piece):
        yield Phrase(start + left, start + len(piece.rstrip()))
