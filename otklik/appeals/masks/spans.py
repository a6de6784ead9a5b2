"""A place in a text and the mark that stands for what was there."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the original text, `start` and `end` in characters, and the kind of what stands there."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Kind:
    """A kind of personal data, and the mark put in its place."""

    code: str
    mark: str


@dataclass(frozen=True)
class Formed(Kind):
    """A kind told by its form: `form` finds it, or its group `place`; `is_real` says whether its check digits agree."""

    form: re.Pattern[str]
    is_real: Callable[[str], bool]

    def spans(self, text: str) -> list[Span]:
        """Every place of the kind in `text`, in order."""
        place: str | int = "place" if "place" in self.form.groupindex else 0
        return [
            Span(self.code, *found.span(place if found[place] else 0))
            for found in self.form.finditer(text)
            if self.is_real(found[place] or found[0])
        ]


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether `span` shares a character with any of `others`."""
    return any(span.start < other.end and other.start < span.end for other in others)
