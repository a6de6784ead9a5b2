"""What an interdepartmental group must have."""

from datetime import date


class GroupError(ValueError):
    """A change of a group that can't be made; the message says why and what to do (Russian)."""


def check_term(due_on: date | None, today: date) -> date:
    """The common term of a group or of a decision. Raises GroupError for none and for a day that is past."""
    if due_on is None:
        raise GroupError("Срок не указан: назовите день.")
    if due_on < today:
        raise GroupError(f"Срок {due_on:%d.%m.%Y} уже прошёл: назовите день впереди.")
    return due_on


def check_words(words: str, what: str) -> str:
    """Words that must not be empty. Raises GroupError naming `what`."""
    if not words.strip():
        raise GroupError(f"{what}: напишите в нескольких словах.")
    return words.strip()
