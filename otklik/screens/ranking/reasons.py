"""Why a place is so, as a page shows it: steps from the mean to the score, topics, the questions that cost most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from otklik.indicators.rules import Period, Slice
from otklik.ranking.rules import BODY, PARTS, Cost, Explanation, Formula, PartFigure, Subject, TopicShare
from otklik.screens.ranking import told
from otklik.screens.ranking.scale import Piece, Scale, around, evenly, piece
from otklik.screens.slices.links import rows_url

COSTS_SHOWN = 8
_TOPICS_SHOWN, _SEEN_FROM = 12, 0.05
"""So many topics stand open: those that move the score; the rest are folded."""
_GROUP, _ANSWERED, _OVERDUE = "group", "answered", "overdue"


@dataclass(frozen=True, slots=True)
class Step:
    """A part: (difference − of the league) × kept × weight = points; `bar` goes from the sum so far to the next."""

    title: str
    weight: str
    own: str
    expected: str
    beyond: str
    league: str
    kept: str
    points: str
    bar: Piece


@dataclass(frozen=True, slots=True)
class Steps:
    """From the mean of the league to the score, on one scale."""

    steps: tuple[Step, ...]
    mean: str
    score: str
    mean_bar: Piece
    score_bar: Piece
    least: str
    most: str


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A group of topics: what it adds, all parts of it, the answers of the period in it."""

    title: str
    n: int
    points: str
    parts: tuple[tuple[str, str], ...]
    bar: Piece
    href: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """A question that cost much; `href` is empty where the person may not see it."""

    number: int
    points: str
    why: str
    topic: str
    excerpt: str
    href: str


def steps(found: Explanation, formula: Formula) -> Steps:
    """Parts in the order of the formula; their points add up to the score above the mean."""
    row, at, ends = found.standing, found.mean, [found.mean]
    for one in row.parts:
        ends.append(ends[-1] + one.points)
    scale = _close(around([*ends, row.score]), [*ends, row.score])
    made = []
    for one in row.parts:
        made.append(_step(one, formula.part(one.code), piece(scale, at, at + one.points, found.mean)))
        at += one.points
    return Steps(
        tuple(made), told.score(found.mean), told.score(row.score), piece(scale, scale.least, found.mean, found.mean),
        piece(scale, scale.least, row.score, found.mean), told.plain(scale.least), told.plain(scale.most),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topics:
    """Those that move the score most, those that pull down first; `rest` hardly do, together `rest_points`."""

    shown: tuple[TopicLine, ...]
    rest: tuple[TopicLine, ...]
    rest_points: str


def topics(found: Explanation, groups: Mapping[str, str], period: Period) -> Topics:
    """All groups of topics; their points add up to those of the parts."""
    scale = evenly([one.points for one in found.topics])
    far = sorted(found.topics, key=lambda one: -abs(one.points))
    most = {one.group for place, one in enumerate(far) if not place or (place < _TOPICS_SHOWN and _is_seen(one))}
    shown, rest = ([one for one in found.topics if (one.group in most) is is_in] for is_in in (True, False))
    lines = [
        tuple(_topic(one, groups, scale, found.standing.subject, period) for one in some) for some in (shown, rest)
    ]
    return Topics(lines[0], lines[1], told.points(sum(one.points for one in rest)))


def costs(found: Sequence[Cost], groups: Mapping[str, str], excerpts: Mapping[int, str]) -> tuple[CostLine, ...]:
    """Questions with why; `excerpts` are of those that the person may see."""
    return tuple(
        CostLine(
            one.question_id, told.fine(one.points),
            "; ".join(one.why), groups.get(one.group, one.group), excerpts.get(one.question_id, ""),
            reverse("card", args=[one.question_id]) if one.question_id in excerpts else "",
        )
        for one in found
    )  # fmt: skip


def answers_url(subject: Subject, period: Period, group: str | None = None) -> str:
    """The answers of a period that the subject gave, in all topics or in a group."""
    asked = _slice(subject, period)
    if group is None:
        return rows_url(asked, _ANSWERED)
    return rows_url(replace(asked, dimensions=(_GROUP,)), _ANSWERED, (group,))


def overdue_url(subject: Subject, period: Period) -> str:
    """What the subject has not answered though the term is over, as of now."""
    return rows_url(_slice(subject, period), _OVERDUE)


def _is_seen(one: TopicShare) -> bool:
    return abs(one.points) >= _SEEN_FROM


def _slice(subject: Subject, period: Period) -> Slice:
    by = "body" if subject.kind == BODY else "place"
    return Slice(measures=(_ANSWERED,), dimensions=(), period=period, filters=((by, (subject.key,)),))


def _step(one: PartFigure, weight: float, bar: Piece) -> Step:
    beyond = one.own - one.expected
    league = beyond - one.points / (100 * weight * one.credibility) if weight * one.credibility else None
    return Step(
        title=PARTS[one.code], weight=told.percent(100 * weight), own=told.share(one.own),
        expected=told.share(one.expected), beyond=told.points(100 * beyond),
        league=told.points(100 * league) if league is not None else "—", kept=f"{100 * one.credibility:.0f} %",
        points=told.points(one.points), bar=bar,
    )  # fmt: skip


def _topic(one: TopicShare, groups: Mapping[str, str], scale: Scale, subject: Subject, period: Period) -> TopicLine:
    return TopicLine(
        groups.get(one.group, one.group), one.n, told.points(one.points),
        tuple((PARTS[code], told.points(value)) for code, value in one.parts.items()),
        piece(scale, 0.0, one.points, 0.0), answers_url(subject, period, one.group),
    )  # fmt: skip


def _close(scale: Scale, values: Sequence[float]) -> Scale:
    """Steps are of a point or two: on a scale of ten they would not be seen."""
    least, most = min(values), max(values)
    room = max(0.5, (most - least) / 4)
    return Scale(max(scale.least, round(least - room, 1)), min(scale.most, round(most + room, 1)))
