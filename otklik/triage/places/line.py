"""A text cut into words with their places in it and their roles."""

import re
from collections.abc import Sequence
from itertools import accumulate, compress

from otklik.appeals.text import canonical
from otklik.triage.places.words import ROLES, Lexicon

PIECES = re.compile(r"(\[[А-ЯЁ]{2,}(?: [А-ЯЁ]{2,})*\]|\b[дДбБмМрР]/[сСрРнНпП]\b|\w+(?:-[^\W\d]\w*)*)")
"""Splits a text into what stands before a word and the word, in turn."""

SLASHED = re.compile(r"\b[дДбБмМрР]/[сСрРнНпП]\b")
"""Two letters that are one word here and two words elsewhere."""

_JOIN = frozenset(("", " ", ".", ". ", ' "', " «", ".«", "  ", ": ", '."', "\xa0", "«", '"', ".  "))


class Line:
    """One text with its words: parallel lists by the number of the word."""

    __slots__ = ("canons", "count", "ends", "is_loud", "roles", "starts", "text", "written")

    def __init__(self, text: str, pieces: list[str], roles: list[int], canons: list[str]) -> None:
        """`pieces` are what stands before a word and the word, in turn; `roles` and `canons` those of the words."""
        edges = list(accumulate(map(len, pieces)))
        self.text = text
        self.written = pieces[1::2]
        self.count = len(self.written)
        self.roles = roles
        self.canons = canons
        self.starts = edges[0:-1:2]
        self.ends = edges[1::2]
        # In a text all of capitals a capital says nothing.
        self.is_loud = text.isupper()

    @classmethod
    def cut(cls, text: str, lexicon: Lexicon) -> "Line":
        """A text of which no cut stands as it is written."""
        pieces = PIECES.split(text)
        return cls(text, pieces, lexicon.roles(pieces[1::2]), [canonical(word) for word in pieces[1::2]])

    def keep(self, kept: Sequence[bool]) -> None:
        """Keep the words whose flag is set; the others count as part of what stands between words."""
        for name in ("written", "roles", "canons", "starts", "ends"):
            setattr(self, name, list(compress(getattr(self, name), kept)))
        self.count = len(self.written)

    def has(self, at: int, role: str) -> bool:
        """Whether the word `at` has the role; a number outside the line has none."""
        return 0 <= at < self.count and bool(self.roles[at] & ROLES[role])

    def is_name(self, at: int) -> bool:
        """Whether the word is written as a name: with a capital, in a text that is not all capitals."""
        return not self.is_loud and self.has(at, "capital")

    def is_mark(self, at: int) -> bool:
        return self.has(at, "mark")

    def gap(self, at: int) -> str:
        """What stands between the word `at` and the next one; of the last word, what stands after it."""
        return self.text[self.ends[at] : self.starts[at + 1] if at + 1 < self.count else None]

    def joins(self, at: int) -> bool:
        """Whether the next word goes on with this one as a name goes on with its type: «ул. Ленина», «ул.Ленина»."""
        return at + 1 < self.count and self.gap(at) in _JOIN

    def opens(self, at: int) -> bool:
        """Whether the word opens a text or a sentence, so that its capital says nothing."""
        return at == 0 or any(sign in self.gap(at - 1) for sign in ".!?:\n")

    def closes(self, at: int) -> bool:
        """Whether a sign or the end follows the word, so that it is nobody's adjective."""
        return at + 1 >= self.count or self.gap(at) != " "
