"""The order of all leagues by a formula, out of the evidence put together; and why a place is so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from otklik.ranking.components import credit
from otklik.ranking.drawing import DRAWS, Estimate, estimated
from otklik.ranking.leagues import Entrant, entered
from otklik.ranking.ordering import Placed, placed
from otklik.ranking.rules import (
    CODES,
    COMPONENTS,
    LEVEL,
    Cost,
    Explanation,
    Formula,
    League,
    LeagueTable,
    PartFigure,
    Standing,
    Subject,
    TopicShare,
)
from otklik.ranking.summary import Summary, blended, shares

Wide = NDArray[np.float64]
_TOLD_BELOW, _REASONS, _COSTS, _TINY = 0.5, 3, 20, 1e-6
_HANDLED, _SUBSTANCE = CODES.index("handled"), CODES.index("substance")


@dataclass(frozen=True)
class Count:
    """The tables of one sort of subjects and an explanation of each, by key."""

    tables: tuple[LeagueTable, ...]
    explanations: Mapping[str, Explanation]


@dataclass(frozen=True, slots=True)
class Ordered:
    """A subject by score; place 0: too few questions."""

    subject: Subject
    place: int
    score: float


@dataclass(frozen=True)
class _Counting:
    """What one count is made with; `subjects` and `league` are in the order of the summary."""

    key: str
    summary: Summary
    formula: Formula
    subjects: tuple[Subject, ...]
    league: NDArray
    is_ranked: NDArray
    estimate: Estimate
    scores: Wide
    draws: Wide


def count(
    summary: Summary, formula: Formula, entrants: Mapping[str, Entrant], *, key: str = "", draws: int = DRAWS
) -> Count:
    """Standings by the formula of those entrants (by their keys) that have a question, and why they are so.

    Who has no league is in no table, but tells how hard topics are all the same.
    """
    if not summary.subjects:
        return Count((), {})
    one = _counting(summary, formula, entrants, key, draws)
    tables = _tables(one)
    rows = {row.subject.key: (table, row) for table in tables for row in (*table.ranked, *table.apart)}
    places = {found: at for at, found in enumerate(summary.subjects)}
    return Count(tables, {found: _explained(one, places[found], *pair) for found, pair in rows.items()})


def ordered(summary: Summary, formula: Formula, entrants: Mapping[str, Entrant]) -> tuple[Ordered, ...]:
    """Everybody in a league with the score and the place alone, quickly: nothing is drawn. For trying formulas."""
    if not summary.subjects:
        return ()
    one = _counting(summary, formula, entrants, "", 0)
    found = []
    for number in range(len(formula.leagues)):
        ranked = np.flatnonzero((one.league == number) & one.is_ranked)
        best_first = ranked[np.argsort(-one.scores[ranked], kind="stable")]
        found += [Ordered(one.subjects[at], place, float(one.scores[at])) for place, at in enumerate(best_first, 1)]
        found += [Ordered(one.subjects[at], 0, float(one.scores[at]))
                  for at in np.flatnonzero((one.league == number) & ~one.is_ranked)]  # fmt: skip
    return tuple(found)


def _counting(summary: Summary, formula: Formula, entrants: Mapping[str, Entrant], key: str, draws: int) -> _Counting:
    codes, subjects = [one.code for one in formula.leagues], entered(entrants, formula)
    known = tuple(subjects.get(one, Subject("", one, one, one)) for one in summary.subjects)
    league = np.array([codes.index(one.league) if one.league in codes else -1 for one in known], dtype=np.int64)
    league[summary.n == 0] = -1
    is_ranked = (league >= 0) & (summary.weight + _TINY >= formula.minimum)
    estimate = estimated(summary, formula, league, is_ranked, draws)
    return _Counting(key, summary, formula, known, league, is_ranked, estimate, *estimate.scores(formula))


def _tables(one: _Counting) -> tuple[LeagueTable, ...]:
    numbers = [number for number in range(len(one.formula.leagues)) if (one.league == number).any()]
    return tuple(_table(one, number) for number in numbers)


def _table(one: _Counting, number: int) -> LeagueTable:
    of = np.flatnonzero((one.league == number) & one.is_ranked)
    apart = np.flatnonzero((one.league == number) & ~one.is_ranked)
    ranked = [_standing(one, int(of[row.at]), row) for row in placed(one.scores[of], one.draws[:, of])]
    few = sorted((_standing(one, int(at), None) for at in apart), key=lambda row: (-row.n, row.subject.title))
    return LeagueTable(_league(one, number), _mean(one, number), tuple(ranked), tuple(few))


def _league(one: _Counting, number: int) -> League:
    return one.formula.leagues[number]


def _mean(one: _Counting, number: int) -> float:
    """The score that the mean of a league gives, of 100."""
    at = int(np.flatnonzero(one.league == number)[0])
    return float(100 * (one.estimate.level + one.estimate.centre[at]) @ shares(one.formula))


def _standing(one: _Counting, at: int, row: Placed | None) -> Standing:
    low, high = np.quantile(one.draws[:, at], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    found = Standing(
        subject=one.subjects[at], n=int(one.summary.n[at]), score=float(one.scores[at]), low=float(low),
        high=float(high), parts=_parts(one, at), is_ranked=row is not None,
    )  # fmt: skip
    if row is None:
        worth = int(one.summary.weight[at] + _TINY)
        less = f" (в зачёте {worth}: повторы и части писем одного автора складываются)" if worth < found.n else ""
        return replace(found, why_not=f"мало данных: вопросов {found.n}{less}, а нужно {one.formula.minimum}")
    return replace(found, place=row.place, place_low=row.low, place_high=row.high, band=row.band)


def _parts(one: _Counting, at: int) -> tuple[PartFigure, ...]:
    blend, weights, made = blended(one.formula), 100 * shares(one.formula), one.estimate
    own, expected = one.summary.own[at] @ blend, one.summary.expected[at] @ blend
    points = weights * made.credibility[at] * (made.effect[at] - made.centre[at])
    low, high = np.quantile(made.draws[:, at], [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return tuple(
        PartFigure(
            code=part.code, value=float(made.value[at, place]), low=float(low[place]), high=float(high[place]),
            own=float(own[place]), expected=float(expected[place]), credibility=float(made.credibility[at]),
            points=float(points[place]), n=int(one.summary.n[at]),
        )
        for place, part in enumerate(one.formula.parts)
    )  # fmt: skip


def _explained(one: _Counting, at: int, table: LeagueTable, row: Standing) -> Explanation:
    return Explanation(one.key, row, table.league, table.mean, _topics(one, at), _costs(one, at))


def _points(one: _Counting, at: int, rows: Wide) -> Wide:
    """Rows × parts: what rows of weight and weight × (value − expected) add to the score above the league's mean."""
    made = one.estimate
    beyond = rows[:, 1:] @ blended(one.formula) - rows[:, :1] * made.centre[at]
    return np.asarray(100 * shares(one.formula) * made.credibility[at] * beyond / max(one.summary.weight[at], 1e-9))


def _topics(one: _Counting, at: int) -> tuple[TopicShare, ...]:
    rows = np.flatnonzero(one.summary.pair[:, 0] == at)
    points = _points(one, at, one.summary.pair_sums[rows])
    parts = [part.code for part in one.formula.parts]
    found = [
        TopicShare(one.summary.groups[one.summary.pair[row, 1]], int(one.summary.pair_n[row]), float(some.sum()),
                   dict(zip(parts, some.tolist(), strict=True)))
        for row, some in zip(rows, points, strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda share: (share.points, share.group)))


def _costs(one: _Counting, at: int) -> tuple[Cost, ...]:
    rows = np.flatnonzero(one.summary.costly[:, 1] == at)
    points = _points(one, at, one.summary.cost[rows]).sum(axis=1)
    order = [place for place in np.argsort(points, kind="stable")[:_COSTS] if points[place] < 0]
    return tuple(
        Cost(
            int(one.summary.costly[rows[place], 0]), one.summary.groups[one.summary.costly[rows[place], 2]],
            float(points[place]), _why(one, at, int(rows[place])),
        )
        for place in order
    )  # fmt: skip


def _why(one: _Counting, at: int, row: int) -> tuple[str, ...]:
    """In words, what cost most of the question; of one without an answer that alone."""
    worth = one.summary.worth[row]
    if worth[_HANDLED] <= 0:
        return (COMPONENTS[_HANDLED].lost,)
    # Of an «отписка» all else is worth less, which is no fault of its own.
    plain = worth / float(credit(worth[_SUBSTANCE : _SUBSTANCE + 1])[0])
    plain[_SUBSTANCE] = worth[_SUBSTANCE]
    lost = one.summary.cost[row, 1:] * (blended(one.formula) @ shares(one.formula))
    order = [place for place in np.argsort(lost, kind="stable") if lost[place] < 0 and place != _HANDLED]
    bad = [place for place in order if plain[place] <= _TOLD_BELOW] or order[:1]
    return tuple(COMPONENTS[place].lost for place in bad[:_REASONS])
