"""What a formula would do, as a page shows it: who moves where, and which weight moves whom."""

from dataclasses import dataclass

from otklik.ranking.effect import STEP
from otklik.ranking.rules import PARTS, Formula, Move, Preview
from otklik.screens.ranking import choice, told

_MOST = 30
_SHADES = (1, 2, 4, 8)
"""From so many places on the next shade."""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One who moves: places and scores before and after; `tone` is «good» up, «bad» down, «» in or out of places."""

    title: str
    league: str
    place: str
    new_place: str
    by: str
    icon: str
    tone: str
    score: str


@dataclass(frozen=True, slots=True)
class Heat:
    """By how many places a weight moves somebody: «+2»; `shade` 0..4, up or down."""

    told: str
    shade: int
    is_up: bool


@dataclass(frozen=True, slots=True)
class Moves:
    """The preview on one period; `beyond` moves are not listed."""

    period: str
    lines: tuple[MoveLine, ...]
    beyond: int
    parts: tuple[str, ...]
    heat: tuple[tuple[str, tuple[Heat, ...]], ...]
    step: str


def moves(found: Preview) -> Moves:
    """The farthest moves, and a table of what five percent more of each part would do on top of the new formula."""
    leagues = {one.code: one.title for one in found.formula.leagues}
    codes = [one.code for one in found.weights]
    lines = tuple(_line(one, leagues.get(one.subject.league, "")) for one in found.moves[:_MOST])
    return Moves(
        choice.title(found.key, ()), lines, max(0, len(found.moves) - _MOST),
        tuple(PARTS[code] for code in codes), _heat(found, codes),
        told.percent(STEP),
    )  # fmt: skip


def _line(one: Move, league: str) -> MoveLine:
    score = f"{told.score(one.score)} → {told.score(one.new_score)}" if one.place and one.new_place else ""
    if not one.place or not one.new_place:
        by, icon, tone = ("получит место" if one.new_place else "останется без места"), "equal", ""
    else:
        by_places = one.place - one.new_place
        by = f"{'выше' if by_places > 0 else 'ниже'} на {abs(by_places)}"
        icon, tone = ("arrow-up", "good") if by_places > 0 else ("arrow-down", "bad")
    return MoveLine(one.subject.title, league, _place(one.place), _place(one.new_place), by, icon, tone, score)


def _place(place: int) -> str:
    return str(place) if place else "—"


def _heat(found: Preview, codes: list[str]) -> tuple[tuple[str, tuple[Heat, ...]], ...]:
    by = {one.code: {move.subject.key: move for move in one.moves} for one in found.weights}
    titles = {move.subject.key: move.subject.title for one in found.weights for move in one.moves}
    rows = [(titles[key], tuple(_cell(by[code].get(key)) for code in codes)) for key in _farthest(found)]
    return tuple(rows)


def _farthest(found: Preview) -> list[str]:
    far: dict[str, int] = {}
    for one in found.weights:
        for move in one.moves:
            far[move.subject.key] = max(far.get(move.subject.key, 0), abs(move.place - move.new_place))
    return sorted(far, key=lambda key: (-far[key], key))[:_MOST]


def _cell(move: Move | None) -> Heat:
    if move is None or not move.place or not move.new_place:
        return Heat("", 0, False)
    by = move.place - move.new_place
    shade = sum(abs(by) >= most for most in _SHADES)
    return Heat(f"{'+' if by > 0 else '−'}{abs(by)}", shade, by > 0)


def is_same(one: Formula, other: Formula) -> bool:
    """Whether nothing is typed anew but the reason and the day."""
    return (one.parts, one.components, one.leagues, one.minimum) == (
        other.parts, other.components, other.leagues, other.minimum,
    )  # fmt: skip
