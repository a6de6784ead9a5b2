"""The formula as a page to read: weights with their reasons, leagues, what changed from version to version."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.http import Http404, HttpResponse
from django.shortcuts import render

from otklik.offices.rules import Verb
from otklik.ranking import queries
from otklik.ranking.flaws import BODY_KINDS
from otklik.ranking.rules import BODY, BY_CODE, PARTS, SUBJECTS, Formula, League
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.reachable import is_unlimited
from otklik.screens.parts.tell import number
from otklik.screens.ranking import told


@dataclass(frozen=True, slots=True)
class Weighed:
    """A part or a component: `of_score` is its share in the whole score."""

    title: str
    counts: str
    percent: str
    at: str
    of_score: str
    why: str


@dataclass(frozen=True, slots=True)
class PartRead:
    """A part with what it is made of."""

    part: Weighed
    components: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the history: what it changed beside the one before."""

    number: int
    valid_from: date
    by: str
    at: datetime | None
    why: str
    changes: tuple[str, ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """All of the page."""

    formula: Formula
    parts: tuple[PartRead, ...]
    leagues: tuple[tuple[str, str, str], ...]
    versions: tuple[Version, ...]
    is_newest: bool
    may_set: bool


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The newest version, or the one of the address; 404 for a version that is not there."""
    versions, asked = queries.formulas(), request.GET.get("number", "")
    found = next((one for one in versions if str(one.number) == asked), None) if asked else versions[0]
    if found is None:
        raise Http404
    screen = Screen(
        formula=found, parts=tuple(_part(found, one.code) for one in found.parts),
        leagues=tuple((one.title, SUBJECTS[one.subjects], takes(one)) for one in found.leagues),
        versions=_versions(versions, found.number), is_newest=found is versions[0],
        may_set=is_unlimited(request.scope, Verb.SETTINGS),
    )  # fmt: skip
    return render(request, "screens/ranking/formula.html", {"screen": screen})


def takes(league: League) -> str:
    """Who is in a league, in words."""
    if league.subjects == BODY:
        return ", ".join(BODY_KINDS.get(kind, kind).lower() for kind in league.body_kinds)
    below = f"до {number(league.people_below)}" if league.people_below is not None else "и больше"
    return f"от {number(league.people_from)} {below} жителей"


def changes(before: Formula, after: Formula) -> tuple[str, ...]:
    """What a version changed, each in a few words."""
    names = {**PARTS, **{code: one.title for code, one in BY_CODE.items()}}
    was = {one.code: one.percent for one in (*before.parts, *before.components)}
    found = [
        f"«{names[one.code]}»: {told.percent(was[one.code])} → {told.percent(one.percent)}"
        for one in (*after.parts, *after.components) if one.percent != was.get(one.code)
    ]  # fmt: skip
    if before.minimum != after.minimum:
        found.append(f"наименьшее число вопросов: {before.minimum} → {after.minimum}")
    return (*found, *_league_changes(before, after))


def _league_changes(before: Formula, after: Formula) -> list[str]:
    was, now = ({one.code: one for one in formula.leagues} for formula in (before, after))
    found = [f"новая лига «{one.title}»" for code, one in now.items() if code not in was]
    found += [f"нет лиги «{one.title}»" for code, one in was.items() if code not in now]
    changed = [(was[code], one) for code, one in now.items() if code in was and was[code] != one]
    return found + [f"лига «{old.title}» ({takes(old)}) → «{new.title}» ({takes(new)})" for old, new in changed]


def _part(formula: Formula, code: str) -> PartRead:
    whole = formula.part(code)
    part = next(one for one in formula.parts if one.code == code)
    own = [one for one in formula.components if BY_CODE[one.code].part == code]
    made = tuple(
        Weighed(
            BY_CODE[one.code].title, BY_CODE[one.code].counts, told.percent(one.percent), f"{one.percent:.1f}%",
            told.percent(round(one.percent * whole, 2)), one.why,
        )
        for one in own
    )  # fmt: skip
    percent = told.percent(part.percent)
    return PartRead(Weighed(PARTS[code], "", percent, f"{part.percent:.1f}%", percent, part.why), made)


def _versions(versions: tuple[Formula, ...], here: int) -> tuple[Version, ...]:
    told_ones = {after.number: changes(before, after) for after, before in pairwise(versions)}
    return tuple(
        Version(one.number, one.valid_from, one.by, one.created_at, one.why, told_ones.get(one.number, ()),
                one.number == here)
        for one in versions
    )  # fmt: skip
