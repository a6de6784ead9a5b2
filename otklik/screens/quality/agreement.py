"""«Согласие людей»: how well two people agree when neither sees the other nor the machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.facts import queries as facts
from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.parts.tell import number, plural
from otklik.screens.quality import desk, period
from otklik.screens.quality.period import HEAD_TITLES
from otklik.triage.measured import marking
from otklik.triage.measured.agreement import agreement
from otklik.triage.measured.marking import Disagreement
from otklik.triage.measured.quality import Period

_MOST = 500


@dataclass(frozen=True, slots=True)
class Measure:
    """The agreement of a head in words; empty where it can't be said."""

    title: str
    n: int
    same: str
    kappa: str
    bounds: str
    verdict: str


@dataclass(frozen=True, slots=True)
class AgreementScreen:
    """All of the page."""

    measures: tuple[Measure, ...]
    waiting: int
    checks: int
    seconds: int
    rows: Sequence[Disagreement]
    may_mark: bool


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """Kappa by head over the markings of the period, and where the two differ."""
    asked = period.read(request)
    pairs = marking.pairs(asked.within)
    may_mark = request.scope.may(Verb.DECIDE)
    own = marking.waiting(request.user, facts.visible_ids(request.scope.for_verb(Verb.DECIDE))) if may_mark else None
    screen = AgreementScreen(
        measures=tuple(_measure(title, pairs[head]) for head, title in HEAD_TITLES.items()),
        waiting=own.count() if own is not None else 0,
        checks=marking.done(asked.within, "check").count(),
        seconds=marking.done(asked.within, "second").count(),
        rows=marking.disagreements(asked.within, limit=30),
        may_mark=may_mark,
    )
    return desk.show(request, "screens/quality/agreement.html", "quality_agreement", asked, screen)


@require_POST
@needs(Verb.ANALYSE)
def draw(request: ScopedRequest) -> HttpResponse:
    """Give so many of the last month's decided questions to a second person."""
    written, now = request.POST.get("count", ""), timezone.now()
    count = int(written) if written.isascii() and written.isdigit() and len(written) < 5 else 0
    if not 1 <= count <= _MOST:
        messages.error(request, f"Сколько вопросов отобрать: число от 1 до {_MOST}, а не «{written[:10]}».")
        return redirect("quality_agreement")
    lately = Period(now - timedelta(days=90), now, facts.visible_ids(request.scope))
    drawn = marking.draw(lately, count=count, at=now)
    if drawn:
        told = plural(drawn, "вопрос отобран", "вопроса отобраны", "вопросов отобрано")
        messages.success(request, f"{number(drawn)} {told} на вторую разметку.")
    else:
        messages.warning(request, "Отбирать нечего: за 90 дней люди не решили ни одного нового вопроса.")
    return redirect(f"{reverse('quality_agreement')}")


def _measure(title: str, pairs: list[tuple[str, str]]) -> Measure:
    found = agreement(pairs)
    same = f"{100 * found.same:.0f} %" if found.same is not None else ""
    if found.kappa is None or found.low is None or found.high is None:
        return Measure(title, found.n, same, "", "", "")
    return Measure(
        title, found.n, same, _two(found.kappa), f"{_two(found.low)}–{_two(found.high)}", _verdict(found.kappa)
    )


def _verdict(kappa: float) -> str:
    """In words. Source: Landis and Koch, The measurement of observer agreement for categorical data, 1977."""
    steps = ((0.81, "почти полное"), (0.61, "существенное"), (0.41, "умеренное"), (0.21, "слабое"))
    return next((word for least, word in steps if kappa >= least), "ничтожное")


def _two(share: float) -> str:
    return f"{share:.2f}".replace(".", ",")
