"""«Нагрузка»: the region, blocks, bodies and people by the weight of what is open; who needs help and from whom."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.gateways.engines import EngineError
from otklik.indicators import loading, reinforcement, source
from otklik.indicators.loading import Loading
from otklik.indicators.rules import Period, Slice
from otklik.indicators.source import Freshness, NoFacts
from otklik.offices import queries as offices
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.load import lines, words
from otklik.screens.load.lines import Line, Part, People
from otklik.screens.load.words import Advice
from otklik.screens.parts.tell import number, term
from otklik.screens.slices.links import rows_url, slice_url


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the region: what it is, the number with its rows, a note beside it."""

    title: str
    part: Part
    note: str


@dataclass(frozen=True, slots=True)
class Screen:
    """All of the page. `usual`: days on hand of the middle body; `quiet`: flooded ones that manage themselves."""

    period: Period
    days: str
    figures: tuple[Figure, ...]
    usual: str
    advice: tuple[Advice, ...]
    quiet: str
    blocks: tuple[Line, ...]
    bodies: tuple[Line, ...]
    people: People
    people_url: str
    block: str
    block_name: str


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """Counted anew at each opening; an unknown block is told and all are shown."""
    screen, problem, fresh = None, "", Freshness(None, is_behind=False)
    cards = offices.bodies()
    blocks = {card.block_code: card.block_name for card in cards.values() if card.block_code}
    block = request.GET.get("block", "")
    if block and block not in blocks:
        problem, block = f"Блока «{block[:40]}» нет: показаны все.", ""
    try:
        found = loading.load(request.scope, now=timezone.now())
        screen = _screen(found, cards, block, blocks.get(block, ""))
        fresh = source.freshness()
    except (NoFacts, EngineError) as refused:
        problem = str(refused)
    is_part = not any(
        one.bodies is None and not one.territory_code and not one.topic_code for one in request.scope.reaches
    )
    context = {"screen": screen, "problem": problem, "fresh": fresh, "is_part": is_part}
    return render(request, "screens/load/page.html", context, status=422 if problem and not screen else 200)


def _screen(found: Loading, cards: dict[int, offices.BodyCard], block: str, block_name: str) -> Screen:
    proposal = reinforcement.propose(loading.crews(found, cards))
    flooded = frozenset(need.stand.crew.key for need in proposal.needs) | {one.crew.key for one in proposal.quiet}
    by_person = Slice(("load", "open", "overdue"), ("person",), found.period, top=100)
    return Screen(
        period=found.period, days=term(found.days, "working_days"), figures=_figures(found),
        usual=lines.told(proposal.usual),
        advice=words.advice(found, proposal, cards), quiet=words.quiet(proposal, cards),
        blocks=lines.block_lines(found, cards, proposal.stands),
        bodies=lines.body_lines(found, cards, proposal.stands, flooded, block),
        people=lines.people_lines(found, cards, block), people_url=slice_url(by_person), block=block,
        block_name=block_name,
    )  # fmt: skip


def _figures(found: Loading) -> tuple[Figure, ...]:
    every, days = found.all, found.days
    away = sum(worker.away_until is not None for worker in found.workers.values())

    def part(measure: str, shown: str) -> Part:
        return Part(shown, rows_url(Slice((measure,), (), found.period), measure))

    return (
        Figure("Нагрузка", part("load", lines.told(every.load)), "открытые вопросы с весом по этапу"),
        Figure("Открыто", part("open", number(every.open)), f"четыре недели назад {number(every.open_before)}"),
        Figure("Просрочено", part("overdue", number(every.overdue)), "сейчас"),
        Figure("Приходит в рабочий день", part("received", lines.told(every.received / days)),
               f"четырьмя неделями раньше {lines.told(every.received_before / days)}"),
        Figure("Отвечают в рабочий день", part("answered", lines.told(every.answered / days)),
               f"четырьмя неделями раньше {lines.told(every.answered_before / days)}"),
        Figure("Отсутствуют", Part(number(away)), f"из {number(len(found.workers))}, кто отвечает"),
    )  # fmt: skip
