"""«Главное»: the page of a head, read in a minute."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.facts import promised
from otklik.facts.promised import PromiseLine
from otklik.facts.rules import FeedFilter
from otklik.gateways.engines import EngineError
from otklik.indicators import highlights, source
from otklik.indicators import queries as indicators
from otklik.indicators.bursts import WHOLE
from otklik.indicators.highlights import Highlights
from otklik.indicators.source import Freshness, NoFacts
from otklik.offices import queries as offices
from otklik.offices.rules import EVERYTHING, Scope, Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.head import cards, hot, news
from otklik.screens.head.cards import Card
from otklik.screens.head.hot import Hot
from otklik.screens.head.kept import kept
from otklik.screens.head.needs import Bodies, Needs, published
from otklik.screens.head.needs import needs as needed
from otklik.screens.head.news import News
from otklik.screens.slices import naming

PROMISES = 3


@dataclass(frozen=True, slots=True)
class Promised:
    """Promises: how many are late, how many ahead, the nearest of them with who owes it."""

    late: int
    ahead: int
    lines: tuple[tuple[PromiseLine, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """All that is counted; `is_calm`: nothing of it needs anybody."""

    cards: tuple[Card, ...]
    since_yesterday: tuple[News, ...]
    conflicts: tuple[News, ...]
    needs: Needs
    hot: tuple[Hot, ...]
    is_calm: bool


@dataclass(frozen=True, slots=True)
class HeadScreen:
    """All of the page; `told` None: nothing could be counted, `problem` says why; `is_new`: nothing came yet."""

    now: datetime
    fresh: Freshness
    is_part: bool
    promises: Promised
    told: Told | None
    problem: str = ""
    is_new: bool = False


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The page; where nothing is counted yet or the engine fails it says so and tells of promises all the same."""
    screen = load(request.scope, now=timezone.now())
    return render(request, "screens/head/page.html", {"screen": screen})


def load(scope: Scope, *, now: datetime) -> HeadScreen:
    """The page of a scope."""
    fresh, bodies, told, problem, is_new = source.freshness(), offices.bodies(), None, "", False
    promises = _promised(scope, bodies, now)
    try:
        seen = kept("head", scope, fresh, now, lambda: highlights.load(indicators.cutter(scope, now=now)))
        told = _told(seen, scope, bodies, promises, now)
    except NoFacts as nothing:
        problem, is_new = str(nothing), True
    except EngineError as failure:
        problem = f"{failure}. Обновите страницу; если не поможет, скажите администратору."
    return HeadScreen(timezone.localtime(now), fresh, is_part(scope), promises, told, problem, is_new)


def _told(seen: Highlights, scope: Scope, bodies: Bodies, promises: Promised, now: datetime) -> Told:
    places = [one.place for one in seen.bursts if one.place != WHOLE]
    titles = naming.titles(("group", "place"), {"group": [one.topic for one in seen.bursts], "place": places})
    conflicts = news.conflicts(seen)
    # A ranking is of the whole region: who sees a part of it is told of the part.
    ranking = None if is_part(scope) else published(scope, now=now)
    return Told(
        cards=cards.cards(seen), since_yesterday=news.since_yesterday(seen), conflicts=conflicts,
        needs=needed(seen, bodies, ranking), hot=hot.hot(seen.bursts, scope, titles, now=now),
        is_calm=not (conflicts or seen.bursts or promises.late or seen.standing("overdue")),
    )  # fmt: skip


def is_part(scope: Scope) -> bool:
    """Whether the scope sees less than the whole region."""
    whole = EVERYTHING.reaches[0]
    return all((one.bodies, one.territory_code, one.topic_code) != (whole.bodies, "", "") for one in scope.reaches)


def _promised(scope: Scope, bodies: Bodies, now: datetime) -> Promised:
    late, ahead = promised.owed(scope, now=now)
    lines: tuple[PromiseLine, ...] = ()
    if ahead:
        lines = promised.listed(scope, FeedFilter(), "ahead", now=now, limit=PROMISES)
    if late and len(lines) < PROMISES:
        lines += promised.listed(scope, FeedFilter(), "late", now=now, limit=PROMISES - len(lines))
    owe = {key: card.label for key, card in bodies.items()}
    return Promised(late, ahead, tuple((line, owe.get(line.fact.body_id or 0, "")) for line in lines))
