"""What a stage of the line says of one question: an outcome is a value, not an exception."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Done:
    """The stage did its work; the question moves to the next one."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A person must decide, on this desk, for this reason (Russian, shown on the page)."""

    desk: str
    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Something outside is missing now; try again at `at`."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nobody can work with it as it is: quarantine, with the reason (Russian)."""

    reason: str


Outcome = Done | Waits | Later | Unreadable
