"""What a reader is: one thing the machine can tell from a text, said of a whole batch at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reader:
    """One thing on the shelf `readers/`: the file name is its `code`; `title` and `why` are Russian and stand on pages.

    `read` takes masked texts and returns one frozen dataclass a text, in order; it must not fail on any text.
    """

    code: str
    title: str
    why: str
    read: Callable[[Sequence[str]], Sequence[Any]]
