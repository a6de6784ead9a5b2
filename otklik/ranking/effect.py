"""What another formula would do to places, counted from the same evidence without reading it anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from otklik.ranking import standings
from otklik.ranking.leagues import Entrant
from otklik.ranking.rules import Formula, Move, Weight, WeightEffect
from otklik.ranking.standings import Ordered
from otklik.ranking.summary import Summary

STEP = 5.0
"""Percent by which each weight is tried."""
Order = Mapping[tuple[str, str], Ordered]
Pairs = Sequence[tuple[Summary, Mapping[str, Entrant]]]
"""The evidence of each sort of subjects, with the entrants by key."""


def effect(pairs: Pairs, formula: Formula, other: Formula) -> tuple[Move, ...]:
    """Who moves where when `other` is in force instead of `formula`: all whose place changes, the farthest first."""
    return _moves(_order(pairs, formula), _order(pairs, other))


def weight_effects(pairs: Pairs, formula: Formula) -> tuple[WeightEffect, ...]:
    """Of each part, what STEP percent more of it would do, taken from the other parts in proportion."""
    now = _order(pairs, formula)
    return tuple(
        WeightEffect(one.code, _moves(now, _order(pairs, heavier(formula, one.code))))
        for one in formula.parts if one.percent < 100
    )  # fmt: skip


def heavier(formula: Formula, code: str) -> Formula:
    """The formula with STEP percent more of a part, 100 at most."""
    own = next(one.percent for one in formula.parts if one.code == code)
    more = min(STEP, 100 - own)
    left = (100 - own - more) / (100 - own)
    parts = [Weight(one.code, own + more if one.code == code else one.percent * left, one.why) for one in formula.parts]
    return replace(formula, parts=tuple(parts))


def _order(pairs: Pairs, formula: Formula) -> Order:
    """Those in a league, by sort and key."""
    rows = [row for summary, entrants in pairs for row in standings.ordered(summary, formula, entrants)]
    return {(row.subject.kind, row.subject.key): row for row in rows}


def _moves(now: Order, then: Order) -> tuple[Move, ...]:
    found = []
    for key in {**now, **then}:
        old, new = now.get(key), then.get(key)
        place, new_place = old.place if old else 0, new.place if new else 0
        if place != new_place and (row := new or old):
            found.append(Move(row.subject, place, new_place, old.score if old else 0.0, new.score if new else 0.0))
    return tuple(sorted(found, key=lambda move: (-abs(move.new_place - move.place), move.subject.title)))
