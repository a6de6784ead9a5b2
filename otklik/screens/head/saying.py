"""Sentences with figures in them: each figure may lead to its rows, and bears its tone with a word."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a sentence; `tone` is "danger", "risk", "done" or none, `hint` is told on hover."""

    text: str
    href: str = ""
    tone: str = ""
    hint: str = ""


Sentence = tuple[Piece, ...]


def sentence(*pieces: str | Piece) -> Sentence:
    """Plain words and figures in the order in which they are read."""
    return tuple(Piece(one) if isinstance(one, str) else one for one in pieces)
