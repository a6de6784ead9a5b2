"""Rankings as rows, and rows as rankings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from otklik.indicators.rules import Period
from otklik.ranking import models
from otklik.ranking.rules import (
    BODY,
    PLACE,
    Cost,
    Explanation,
    Formula,
    League,
    LeagueTable,
    PartFigure,
    Ranking,
    Standing,
    Subject,
    TopicShare,
    Weight,
)
from otklik.ranking.summary import Summary, unpacked


def formula(row: models.Formula) -> Formula:
    """A version as a value."""
    leagues = tuple(League(**{**one, "body_kinds": tuple(one["body_kinds"])}) for one in row.leagues)
    parts, components = (tuple(Weight(**one) for one in some) for some in (row.parts, row.components))
    return Formula(
        number=row.number, parts=parts, components=components, leagues=leagues, minimum=row.minimum,
        valid_from=row.valid_from, why=row.why, by=str(row.by or ""), created_at=row.created_at,
    )  # fmt: skip


def formula_columns(one: Formula) -> dict[str, Any]:
    """The columns of a version but its number, author and moment."""
    told = asdict(one)
    return {name: told[name] for name in ("parts", "components", "leagues", "minimum", "valid_from", "why")}


def place(told: Explanation, counted: models.Counted) -> models.Place:
    """The row of one standing with its explanation."""
    row, subject = told.standing, told.standing.subject
    plain = ("n", "score", "low", "high", "place", "place_low", "place_high", "band", "why_not", "change",
             "place_before")  # fmt: skip
    return models.Place(
        counted=counted, kind=subject.kind, key=subject.key, code=subject.code, title=subject.title,
        league=subject.league, mean=told.mean, parts=[asdict(part) for part in row.parts],
        why={"topics": [asdict(one) for one in told.topics], "costs": [asdict(one) for one in told.costs]},
        **{name: getattr(row, name) for name in plain},
    )  # fmt: skip


def standing(row: models.Place) -> Standing:
    """The standing of a row."""
    return Standing(
        subject=Subject(row.kind, row.key, row.code, row.title, row.league), n=row.n, score=row.score, low=row.low,
        high=row.high, parts=tuple(PartFigure(**part) for part in row.parts), is_ranked=row.place > 0,
        why_not=row.why_not, place=row.place, place_low=row.place_low, place_high=row.place_high, band=row.band,
        change=row.change, place_before=row.place_before,
    )  # fmt: skip


def explanation(row: models.Place, by: Formula) -> Explanation:
    """The explanation of a row."""
    league = next(one for one in by.leagues if one.code == row.league)
    topics = tuple(TopicShare(**one) for one in row.why["topics"])
    costs = tuple(Cost(**{**one, "why": tuple(one["why"])}) for one in row.why["costs"])
    return Explanation(row.counted.key, standing(row), league, row.mean, topics, costs)


def ranking(counted: models.Counted, places: Iterable[models.Place]) -> Ranking:
    """The ranking of a period out of its rows."""
    by, of = formula(counted.formula), list(places)
    tables = tuple(table for league in by.leagues if (table := _table(league, of)) is not None)
    return Ranking(
        key=counted.key, period=Period(counted.since, counted.until), formula=by, as_of=counted.as_of,
        digest=counted.digest, is_published=counted.is_published, leagues=tables,
    )  # fmt: skip


def summaries(counted: models.Counted) -> Mapping[str, Summary]:
    """The evidence that a ranking was counted from, put together, by sort of subjects."""
    return {BODY: unpacked(bytes(counted.of_bodies)), PLACE: unpacked(bytes(counted.of_places))}


def _table(league: League, places: Sequence[models.Place]) -> LeagueTable | None:
    own = [row for row in places if row.league == league.code]
    if not own:
        return None
    ranked = sorted((row for row in own if row.place), key=lambda row: row.place)
    apart = sorted((row for row in own if not row.place), key=lambda row: (-row.n, row.title))
    return LeagueTable(league, own[0].mean, tuple(map(standing, ranked)), tuple(map(standing, apart)))
