"""«Рейтинг»: the leagues of a period, one at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.gateways.engines import EngineError
from otklik.indicators import source
from otklik.indicators.source import Freshness, NoFacts
from otklik.offices.rules import Scope, Verb
from otklik.ranking import periods, queries
from otklik.ranking.rules import Formula, LeagueTable, Ranking, RankingError
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator.reachable import is_unlimited
from otklik.screens.ranking import choice, lines, says
from otklik.screens.ranking.choice import Choice
from otklik.screens.ranking.lines import Drawn

REFUSED = (RankingError, NoFacts, EngineError)


@dataclass(frozen=True, slots=True)
class Screen:
    """All of the page; `league` None where nothing could be ranked, `problem` says why."""

    choice: Choice
    key: str
    period: str
    code: str
    league: Drawn | None
    says: tuple[str, ...]
    formula: Formula | None
    as_of: datetime | None
    is_published: bool
    is_running: bool
    fresh: Freshness
    problem: str
    may_set: bool


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """One league of a period; a period that can't be read is told, and the latest is shown."""
    now, problem = timezone.now(), ""
    try:
        found = asked_for(request, now)
    except REFUSED as refused:
        problem, found = str(refused), _latest(request.scope, now)
    screen = _screen(request, found, problem, now)
    return render(request, "screens/ranking/page.html", {"screen": screen}, status=422 if problem else 200)


def asked_for(request: ScopedRequest, now: datetime) -> Ranking | None:
    """The ranking of the period in the address, the latest where it names none. Raises those of REFUSED."""
    asked = request.GET.get("period", "")
    if not asked:
        return queries.latest(request.scope, now=now)
    # What is no period never reaches the database.
    periods.period(asked)
    return queries.ranking(asked, request.scope, now=now)


def table_of(found: Ranking, code: str) -> LeagueTable | None:
    """The league that was asked for, or the first one."""
    return next((one for one in found.leagues if one.league.code == code), next(iter(found.leagues), None))


def _latest(scope: Scope, now: datetime) -> Ranking | None:
    try:
        return queries.latest(scope, now=now)
    except REFUSED:
        return None


def _screen(request: ScopedRequest, found: Ranking | None, problem: str, now: datetime) -> Screen:
    keys = queries.keys(now=now)
    table = table_of(found, request.GET.get("league", "")) if found else None
    code, key = table.league.code if table else "", found.key if found else ""
    return Screen(
        choice=choice.choice(keys, key, found, code), key=key, period=choice.title(key, keys) if key else "", code=code,
        league=lines.drawn(table, found.formula, lambda one: choice.subject_url(one, key)) if table and found else None,
        says=says.head(table) if table else (), formula=found.formula if found else None,
        as_of=found.as_of if found else None, is_published=bool(found and found.is_published),
        is_running=bool(found and found.period.until >= timezone.localdate(now)),
        fresh=source.freshness(), problem=problem, may_set=is_unlimited(request.scope, Verb.SETTINGS),
    )  # fmt: skip
