"""«Паспорт» of a body or a municipality: figures beside the past and the region, months, topics, what hurts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.facts.rules import FeedFilter
from otklik.gateways.engines import EngineError
from otklik.indicators import passport, source
from otklik.indicators import queries as indicators
from otklik.indicators.cube import UNKNOWN
from otklik.indicators.cutting import Cutter
from otklik.indicators.passport import Asked, Figures, Passport
from otklik.indicators.rules import Period
from otklik.indicators.source import Freshness, NoFacts
from otklik.offices import queries as offices
from otklik.offices.queries import BodyCard
from otklik.offices.rules import Scope, Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.head import ranked, subjects, table
from otklik.screens.head.kept import kept, kept_long
from otklik.screens.head.page import is_part
from otklik.screens.head.ranked import Place
from otklik.screens.head.subjects import Subject
from otklik.screens.head.table import Cell, FigureRow, PartRow
from otklik.screens.operator import filters
from otklik.screens.parts import period as parts
from otklik.screens.parts.charts import Chart
from otklik.screens.parts.period import Days, Tab
from otklik.screens.slices import naming

PREVIOUS, YEAR = "previous", "year"
THAN = {PREVIOUS: "с прошлым периодом", YEAR: "с тем же периодом год назад"}
LATE = 5


@dataclass(frozen=True, slots=True)
class Repeated:
    """A question that others were joined to."""

    fact: Fact
    count: int


@dataclass(frozen=True, slots=True)
class Tables:
    """All that is counted."""

    figures: tuple[FigureRow, ...]
    months: Chart
    month_rows: tuple[tuple[str, Cell, Cell], ...]
    topics: tuple[PartRow, ...]
    topics_url: str
    places: tuple[PartRow, ...]
    bodies: tuple[PartRow, ...]
    tones: tuple[PartRow, ...]
    repeated: tuple[Repeated, ...]


@dataclass(frozen=True, slots=True)
class PassportScreen:
    """All of the page; `tables` None: nothing could be counted, and `problem` says why."""

    subject: Subject
    days: Days
    then: Period
    presets: tuple[Tab, ...]
    thans: tuple[Tab, ...]
    than: str
    fresh: Freshness
    is_part: bool
    has_region: bool
    late: tuple[Fact, ...]
    late_href: str
    now: datetime
    place: Place | None = None
    tables: Tables | None = None
    problem: str = ""


@needs(Verb.ANALYSE)
def of_body(request: ScopedRequest, code: str) -> HttpResponse:
    """Of a body."""
    return _show(request, subjects.body(request.scope, code))


@needs(Verb.ANALYSE)
def of_place(request: ScopedRequest, code: str) -> HttpResponse:
    """Of a municipality."""
    return _show(request, subjects.place(request.scope, code))


def _show(request: ScopedRequest, subject: Subject) -> HttpResponse:
    days, than = parts.days(request.GET), request.GET.get("than", PREVIOUS)
    screen = load(request.scope, subject, days, than if than in THAN else PREVIOUS, now=timezone.now())
    return render(request, "screens/head/passport.html", {"screen": screen})


def load(scope: Scope, subject: Subject, days: Days, than: str, *, now: datetime) -> PassportScreen:
    """The passport of a subject for those days."""
    period = Period(days.first, days.last)
    asked = Asked(subject.filters, period, period.before() if than == PREVIOUS else period.year_ago())
    fresh, has_region = source.freshness(), not is_part(scope)
    tables, problem = None, days.problem
    try:
        tables = _tables(scope, subject, asked, fresh, now=now, has_region=has_region)
    except (NoFacts, EngineError) as failure:
        problem = str(failure)
    wanted = FeedFilter(**{"body" if subject.kind == "body" else "territory": subject.code}, term="late")
    chosen = {"from": days.first.isoformat(), "to": days.last.isoformat()}
    return PassportScreen(
        subject=subject, days=days, then=asked.then, presets=parts.presets(days.first, days.last, {"than": than}),
        thans=tuple(Tab(title, _than(chosen, code), code == than) for code, title in THAN.items()), than=THAN[than],
        fresh=fresh, is_part=not has_region, has_region=has_region,
        late=tuple(facts.narrowed(scope, wanted, now=now).order_by("due_at", "question_id")[:LATE]),
        late_href=f"{reverse('feed')}?{filters.written(wanted)}", now=now, problem=problem, tables=tables,
        place=ranked.place(subject, scope) if has_region else None,
    )  # fmt: skip


def _tables(
    scope: Scope, subject: Subject, asked: Asked, fresh: Freshness, *, now: datetime, has_region: bool
) -> Tables:  # fmt: skip
    @cache
    def cutter() -> Cutter:
        # What is kept needs none.
        return indicators.cutter(scope, now=now)

    def counted() -> Passport:
        return passport.load(cutter(), asked, subject.places)

    def around() -> Figures:
        return passport.region(cutter(), asked.period)

    seen = kept(f"passport:{asked}", scope, fresh, now, counted)
    whole = kept_long(f"region:{asked.period}", scope, around) if has_region else None
    codes, cards = ("group", subject.places), {str(key): card for key, card in offices.bodies().items()}
    titles = {**naming.titles(codes, {code: list(seen.split[code]) for code in codes}), "body": _labels(cards)}
    own = {key: key for key in seen.split[subject.places] if key} if subject.places == "place" else {}
    roots = {fact.question_id: fact for fact in facts.some(scope, [number for number, _ in seen.repeated])}
    bodies = table.passport_hrefs(
        "body-passport", {key: card.code for key, card in cards.items()}, list(seen.split["body"])
    )
    return Tables(
        figures=table.figures(seen, whole), months=table.months(seen), month_rows=table.month_rows(seen),
        topics=table.parts(seen, "group", titles, {}), topics_url=table.topics_url(asked),
        places=table.parts(seen, subject.places, titles, table.passport_hrefs("place-passport", own, list(own))),
        bodies=table.parts(seen, "body", titles, bodies) if subject.kind == "place" else (), tones=table.tones(seen),
        repeated=tuple(Repeated(roots[number], count) for number, count in seen.repeated if number in roots),
    )  # fmt: skip


def _labels(cards: Mapping[str, BodyCard]) -> dict[str, str]:
    return {UNKNOWN: naming.unknown("body"), **{key: card.label for key, card in cards.items()}}


def _than(chosen: dict[str, str], code: str) -> str:
    return f"?{'&'.join(f'{name}={value}' for name, value in {**chosen, 'than': code}.items())}"
