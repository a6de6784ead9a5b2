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
    """A kind told by its form: `form` finds it, `is_real` says whether its check digits agree."""

    form: re.Pattern[str]
    is_real: Callable[[str], bool]

    def spans(self, text: str) -> list[Span]:
        """Every place of the kind in `text`, in order."""
        return [Span(self.code, *found.span()) for found in self.form.finditer(text) if self.is_real(found.group())]


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether `span` shares a character with any of `others`."""
    return any(span.start < other.end and other.start < span.end for other in others)
