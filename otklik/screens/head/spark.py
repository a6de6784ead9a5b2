"""Thirty days as a small line: seen at a glance, told in words to those who do not see it."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, _EDGE = 120, 28, 2


@dataclass(frozen=True, slots=True)
class Spark:
    """The points of a line as SVG writes them (a run for each stretch without a gap), its last point, its words."""

    runs: tuple[str, ...]
    # As text: a number would be told with the comma of the language.
    x: str
    y: str
    says: str
    width: int = WIDTH
    height: int = HEIGHT


def draw(values: Sequence[float | None], says: str) -> Spark | None:
    """A line through the values, the oldest first; None is a gap; None where fewer than two are known."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    step, room = (WIDTH - 2 * _EDGE) / (len(values) - 1), HEIGHT - 2 * _EDGE
    runs: list[list[str]] = [[]]
    last = (0.0, 0.0)
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        share = (value - low) / (high - low) if high > low else 0.5
        last = (round(_EDGE + number * step, 1), round(_EDGE + room * (1 - share), 1))
        runs[-1].append(f"{last[0]},{last[1]}")
    return Spark(tuple(" ".join(run) for run in runs if run), str(last[0]), str(last[1]), says)
