"""A random sample by body: the same seed and the same questions draw the same ones, in the same order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

SPARES = 3
"""So many spares are drawn for each one wanted: they stand in, in their order, for those who can't be reached."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A question that may be drawn: its body, and its author where known, of whom nobody is drawn twice."""

    question_id: int
    body_id: int
    author: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question in its place: those with `is_spare` wait until somebody before them falls out."""

    question_id: int
    body_id: int
    ordinal: int
    is_spare: bool


def draw(frame: Iterable[Unit], quotas: Mapping[int, int], *, per_body: int, seed: int) -> tuple[Drawn, ...]:
    """Draw of each body as many as its quota (`per_body` where it has none), and spares behind them.

    Within a body every question has the same chance. An author with several questions is drawn by one of them at most,
    each of theirs having the same chance. The order of the frame means nothing; a body with fewer questions than wanted
    is drawn whole.
    """
    by_body: dict[int, list[Unit]] = {}
    for unit in one_per_author(frame, seed):
        by_body.setdefault(unit.body_id, []).append(unit)
    drawn: list[Drawn] = []
    for body_id in sorted(by_body):
        wanted = quotas.get(body_id, per_body)
        order = sorted(by_body[body_id], key=lambda unit: _lot(seed, "draw", unit.question_id))
        taken = order[: wanted * (1 + SPARES)]
        drawn.extend(_numbered(taken, wanted))
    return tuple(drawn)


def one_per_author(frame: Iterable[Unit], seed: int) -> list[Unit]:
    """Of several questions of one author, one by lot; questions whose author is not known stand each by itself."""
    kept: dict[str, Unit] = {}
    alone: dict[int, Unit] = {}
    for unit in frame:
        if not unit.author:
            alone[unit.question_id] = unit
            continue
        known = kept.get(unit.author)
        if known is None or _lot(seed, "author", unit.question_id) < _lot(seed, "author", known.question_id):
            kept[unit.author] = unit
    return [*alone.values(), *kept.values()]


def _numbered(units: Sequence[Unit], wanted: int) -> list[Drawn]:
    return [
        Drawn(unit.question_id, unit.body_id, ordinal, ordinal > wanted) for ordinal, unit in enumerate(units, start=1)
    ]


def _lot(seed: int, what: str, number: int) -> bytes:
    """A lot that anybody can draw again: a hash of the seed and the number, the same on every machine."""
    return blake2b(f"{seed}:{what}:{number}".encode(), digest_size=16).digest()
