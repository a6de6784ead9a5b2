"""The text of an answer cut where a check or a promise speaks of its words; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the text that something is said of: the tone of the mark, and what is said."""

    begins: int
    ends: int
    tone: str
    says: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text; an empty tone is plain."""

    text: str
    tone: str
    says: str


def pieces(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """The whole text in order; where spans meet, the one that begins first has its words."""
    found: list[Piece] = []
    start = 0
    for span in _apart(sorted(spans, key=lambda one: (one.begins, -one.ends)), len(text)):
        found += [Piece(text[start : span.begins], "", ""), Piece(text[span.begins : span.ends], span.tone, span.says)]
        start = span.ends
    return tuple(piece for piece in (*found, Piece(text[start:], "", "")) if piece.text)


def _apart(spans: Sequence[Span], length: int) -> Iterable[Span]:
    last = 0
    for span in spans:
        if span.begins >= last and span.ends > span.begins and span.ends <= length:
            yield span
            last = span.ends
