"""Whether the points of letters lie in the region: swapped ones are turned, those far away left out and noted."""

from collections.abc import Sequence
from dataclasses import replace

from otklik.intake.channel import Note, ParsedLetter
from otklik.reference.ground import Ground, ground


def grounded(letters: Sequence[ParsedLetter]) -> list[ParsedLetter]:
    """The letters with the points to keep; a query where any has a point."""
    if not any(one.point for one in letters):
        return list(letters)
    here = ground()
    return [on_ground(one, here) for one in letters]


def on_ground(letter: ParsedLetter, here: Ground) -> ParsedLetter:
    """The letter with its point checked, and a note of what was done to it."""
    if letter.point is None:
        return letter
    spot, note = here.taken(letter.point)
    notes = (*letter.notes, Note("point", note)) if note else letter.notes
    return replace(letter, point=spot, notes=notes)
