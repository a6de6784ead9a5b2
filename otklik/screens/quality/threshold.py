"""«Порог»: the curve, the price of an error, the threshold chosen on it and put in force."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.tell import number
from otklik.screens.quality import chart, desk, period
from otklik.screens.quality.chart import Chart
from otklik.screens.quality.period import HEAD_TITLES, Asked
from otklik.screens.settings.guard import needs_region
from otklik.triage import queries
from otklik.triage.actions import set_thresholds
from otklik.triage.measured import marking, quality
from otklik.triage.measured.curve import ENOUGH, NEVER, Curve, Point, cheapest, minutes
from otklik.triage.models import Stake

_LEVELS = (50, 60, 70, 75, 80, 85, 90, 95, 99)


@dataclass(frozen=True, slots=True)
class Level:
    """One threshold in words: how many would go alone, how many of them right, the cost in hours."""

    point: Point
    title: str
    alone: str
    coverage: str
    accuracy: str
    bounds: str
    wrong: str
    hours: str
    marks: tuple[str, ...]
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """All of the page."""

    head_title: str
    read: int
    chart: Chart
    chosen: Level
    now: Level
    cheapest: Level
    levels: tuple[Level, ...]
    stake: Stake
    check_share: str
    check_weight: int
    checked: int
    checked_right: int
    is_thin: bool
    is_scoped: bool


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The curve of a head over the period, and what the chosen threshold would do."""
    asked = period.read(request)
    found, stake = quality.curve_of(asked.head, asked.within), marking.stake()
    now = found.at(queries.thresholds()[asked.head])
    best = cheapest(found, manual_min=stake.manual_min, error_min=stake.error_min)
    chosen = _chosen(request.GET.get("level", ""), found, best)
    marked = {"сейчас": now, "дешевле всего": best}
    levels = {point.level: _level(point, found, stake, marked, asked, chosen)
              for point in (*(found.points[level] for level in (*_LEVELS, NEVER)), now, best, chosen)}  # fmt: skip
    checked, right = quality.checked(asked.within)
    screen = Threshold(
        head_title=HEAD_TITLES[asked.head],
        read=found.read,
        chart=chart.draw(found, (("in-force", now), ("cheapest", best), ("chosen", chosen))),
        chosen=levels[chosen.level],
        now=levels[now.level],
        cheapest=levels[best.level],
        levels=tuple(levels[level] for level in sorted(levels)),
        stake=stake,
        check_share=f"{100 * stake.check_share:g}".replace(".", ","),
        check_weight=round(1 / stake.check_share) if stake.check_share else 0,
        checked=checked,
        checked_right=right,
        is_thin=checked < ENOUGH,
        is_scoped=asked.within.within is not None,
    )
    return desk.show(request, "screens/quality/threshold.html", "quality_threshold", asked, screen, has_heads=True)


@require_POST
@needs_region(Verb.SETTINGS)
def use(request: ScopedRequest) -> HttpResponse:
    """Put the threshold chosen on the curve in force for the next questions."""
    head, written = request.POST.get("head", ""), request.POST.get("level", "")
    level = _percent(written)
    if head not in HEAD_TITLES or level is None:
        messages.error(request, f"Порог «{written[:20]}» не прочитан: нужно целое число процентов от 1 до 100.")
        return redirect("quality_threshold")
    source = f"выбран по кривой качества: {request.POST.get('says', '')[:200]}"
    set_thresholds({head: None if level == NEVER else level / 100}, source=source, by=request.user, at=timezone.now())
    told = "теперь всегда решает человек" if level == NEVER else f"теперь порог {level} %"
    messages.success(request, f"{HEAD_TITLES[head]}: {told}. Следующие вопросы разбираются так.")
    return redirect(f"{reverse('quality_threshold')}?head={head}")


def _chosen(written: str, found: Curve, best: Point) -> Point:
    level = _percent(written)
    return best if level is None else found.points[level]


def _percent(written: str) -> int | None:
    is_number = written.isascii() and written.isdigit() and len(written) < 4
    return int(written) if is_number and 1 <= int(written) <= NEVER else None


def _level(point: Point, found: Curve, stake: Stake, marked: dict[str, Point], asked: Asked, chosen: Point) -> Level:
    cost = minutes(point, found.read, manual_min=stake.manual_min, error_min=stake.error_min)
    is_known = point.accuracy is not None
    return Level(
        point=point,
        title=f"{point.level} %" if point.level < NEVER else "всё людям",
        alone=number(point.alone),
        coverage=f"{100 * point.coverage:.0f} %",
        accuracy=_share(point.accuracy) if is_known else "—",
        bounds=f"{_share(point.low).removesuffix(' %')}–{_share(point.high)}" if is_known else "",
        wrong=number(round(point.wrong)),
        hours=number(round(cost / 60)) if cost >= 600 else f"{cost / 60:.1f}".replace(".", ","),
        marks=tuple(title for title, other in marked.items() if other.level == point.level),
        href=f"{reverse('quality_threshold')}?{asked.query}&level={max(point.level, 1)}#chosen",
        is_chosen=point.level == chosen.level,
    )


def _share(share: float | None) -> str:
    return f"{100 * (share or 0):.1f} %".replace(".", ",")
