"""The page of one place: why it is so, by parts, topics and questions, and how it was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.indicators import source
from otklik.indicators.source import Freshness
from otklik.offices.rules import Scope, Verb
from otklik.ranking import periods, queries
from otklik.ranking.queries import PastPlace
from otklik.ranking.rules import BODY, SUBJECTS, Explanation, LeagueTable, Ranking, Standing, Subject
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.head import subjects
from otklik.screens.parts.charts import Chart
from otklik.screens.parts.period import Tab
from otklik.screens.ranking import choice, past, reasons, says, told
from otklik.screens.ranking.board import REFUSED, asked_for
from otklik.screens.ranking.past import Past
from otklik.screens.ranking.reasons import COSTS_SHOWN, CostLine, Steps, Topics
from otklik.screens.slices import naming

_NEAR = 6


@dataclass(frozen=True, slots=True)
class Screen:
    """All of the page; `standing` None where the subject has no question in the period, `problem` says so."""

    title: str
    is_body: bool
    code: str
    key: str
    period: str
    periods: tuple[Tab, ...]
    league: str
    places: str
    of: int
    score: str
    bounds: str
    is_ranked: bool
    whys: tuple[str, ...]
    steps: Steps
    topics: Topics
    costs: tuple[CostLine, ...]
    more_costs: tuple[CostLine, ...]
    answers: str
    overdue: str
    past: tuple[Past, ...]
    chart: Chart
    n: int
    minimum: int
    formula: int
    is_published: bool
    is_running: bool
    as_of: datetime | None
    passport: str
    back: str
    fresh: Freshness


@needs(Verb.ANALYSE)
def show(request: ScopedRequest, kind: str, code: str) -> HttpResponse:
    """One subject in a period; a period in which it is not is told by the page of the ranking."""
    if kind not in SUBJECTS:
        raise Http404
    now = timezone.now()
    try:
        ranking = asked_for(request, now)
    except REFUSED:
        # The page of all places tells what is wrong with the period.
        return redirect(choice.address(period=request.GET.get("period", "")))
    place = _found(ranking, kind, code)
    if ranking is None or place is None:
        return _absent(request, kind, code, ranking, now)
    table, row = place
    found = queries.explain(ranking.key, kind, row.subject.key, request.scope, now=now)
    return render(request, "screens/ranking/one.html", {"screen": _screen(request, ranking, table, found, now)})


def _found(ranking: Ranking | None, kind: str, code: str) -> tuple[LeagueTable, Standing] | None:
    tables = ranking.leagues if ranking else ()
    pairs = ((table, row) for table in tables for row in (*table.ranked, *table.apart))
    return next((pair for pair in pairs if (pair[1].subject.kind, pair[1].subject.code) == (kind, code)), None)


def _absent(request: ScopedRequest, kind: str, code: str, ranking: Ranking | None, now: datetime) -> HttpResponse:
    """Known, but with no question in the period: other periods are offered. Raises Http404 for the unknown."""
    title, key = past.named(kind, code)
    history = queries.history(kind, key, request.scope)
    context = {
        "title": title, "period": choice.title(ranking.key, ()) if ranking else "", "back": choice.address(),
        "periods": _periods(history, kind, code, ranking.key if ranking else "", now),
    }  # fmt: skip
    return render(request, "screens/ranking/absent.html", context)


def _screen(request: ScopedRequest, ranking: Ranking, table: LeagueTable, found: Explanation, now: datetime) -> Screen:
    row, subject, key = found.standing, found.standing.subject, ranking.key
    groups = naming.titles(("group",), {"group": {one.group for one in found.topics}})["group"]
    history = queries.history(subject.kind, subject.key, request.scope)
    excerpts = facts.excerpts(request.scope, [one.question_id for one in found.costs])
    period, of = choice.title(key, ()), len(table.ranked)
    costly = reasons.costs(found.costs, groups, excerpts)
    return Screen(
        title=subject.title, is_body=subject.kind == BODY, code=table.league.code, key=key, period=period,
        n=row.n, is_ranked=row.is_ranked,
        periods=_periods(history, subject.kind, subject.code, key, now), league=table.league.title,
        places=told.places(row.place_low, row.place_high), of=of, score=told.score(row.score),
        bounds=told.bounds(row.low, row.high), whys=says.whys(found, period, of, groups),
        steps=reasons.steps(found, ranking.formula), topics=reasons.topics(found, groups, ranking.period),
        costs=costly[:COSTS_SHOWN], more_costs=costly[COSTS_SHOWN:],
        answers=reasons.answers_url(subject, ranking.period),
        overdue=reasons.overdue_url(subject, ranking.period), past=past.lines(history, subject),
        chart=past.chart(history, subject), minimum=ranking.formula.minimum, formula=ranking.formula.number,
        is_published=ranking.is_published,
        is_running=ranking.period.until >= timezone.localdate(now), as_of=ranking.as_of,
        passport=_passport(subject, request.scope),
        back=choice.address(period=key, league=table.league.code), fresh=source.freshness(),
    )  # fmt: skip


def _periods(history: Sequence[PastPlace], kind: str, code: str, here: str, now: datetime) -> tuple[Tab, ...]:
    """The running month and the last months in which the subject had a question; the period shown is among them."""
    running = periods.month_key(timezone.localdate(now))
    months = [one.key for one in reversed(history) if past.is_month(one.key) and one.key != running][:_NEAR]
    keys = [running, *months]
    shown = keys if here in keys or not here else [*keys, here]
    page = reverse("ranking-one", args=[kind, code])
    return tuple(Tab(choice.title(key, (running,)), f"{page}?period={key}", key == here) for key in shown)


def _passport(subject: Subject, scope: Scope) -> str:
    """Empty where the scope does not let see it: a ranking is seen whole, a passport is not."""
    if subject.kind == BODY:
        is_seen = bool(subjects.visible_bodies(scope, [int(subject.key)]))
    else:
        is_seen = any(subjects.reaches_place(reach, subject.key) for reach in scope.reaches)
    name = "body-passport" if subject.kind == BODY else "place-passport"
    return reverse(name, args=[subject.code]) if is_seen else ""
