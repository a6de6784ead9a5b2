"""«Версии и сдвиг»: whether what people write moved away from the model, which versions there are, one put back."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.offices.rules import Verb
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.quality import desk, period
from otklik.screens.quality.period import HEAD_TITLES
from otklik.screens.settings.guard import needs_region
from otklik.triage.errors import TriageError
from otklik.triage.measured import drift
from otklik.triage.measured.drift import Drift, GroupShift
from otklik.triage.topics import version_actions, versions
from otklik.triage.topics.versions import VersionLine

_DAYS = 14
_STATES = {"in_use": ("разбирает", "good"), "kept": ("хранится", ""), "refused": ("не принята", "warn")}
_VERDICTS = {
    "same": ("Пишут о том же, что и раньше", "done"),
    "notice": ("Темы заметно сдвинулись: посмотрите, какие", "risk"),
    "moved": ("Пишут о другом: переобучите модель или поднимите порог", "danger"),
    "unknown": ("Прочитано слишком мало, чтобы судить", ""),
}
_ROWS = {"starter": "исходных", "decisions": "решений людей"}
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class HeadMeasure:
    """How a version did on choices it had not seen, beside the one before it; per cent."""

    title: str
    n: int
    accuracy: str
    before: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version in words."""

    line: VersionLine
    state: str
    mark: str
    learned: str
    measures: tuple[HeadMeasure, ...]
    may_return: bool


@dataclass(frozen=True, slots=True)
class VersionsScreen:
    """All of the page; `last` is the newest version that was learned here, None before the first."""

    drift: Drift
    verdict: str
    tone: str
    days: int
    groups: tuple[GroupShift, ...]
    versions: tuple[VersionShown, ...]
    last: VersionShown | None
    now: datetime


@needs(Verb.ANALYSE)
def show(request: ScopedRequest) -> HttpResponse:
    """The drift of the last two weeks and all versions; numbers of the whole region: the model is one for all."""
    asked, now = period.read(request), timezone.now()
    found = drift.drift(now, _DAYS)
    lines = tuple(_shown(line) for line in versions.versions())
    learned = [line for line in lines if not line.line.is_starter]
    verdict, tone = _VERDICTS[found.verdict]
    screen = VersionsScreen(
        drift=found,
        verdict=verdict,
        tone=tone,
        days=_DAYS,
        groups=found.groups[:_SHOWN],
        versions=lines,
        last=max(learned, key=lambda one: one.line.trained_at, default=None),
        now=now,
    )
    return desk.show(request, "screens/quality/versions.html", "quality_versions", asked, screen)


@require_POST
@needs_region(Verb.SETTINGS)
def use(request: ScopedRequest) -> HttpResponse:
    """Put a kept version back in use; the reason stays in the history."""
    version, why = request.POST.get("version", "")[:20], request.POST.get("why", "").strip()
    if not why:
        messages.error(request, "Напишите, почему меняется версия: это останется в истории.")
        return redirect("quality_versions")
    try:
        version_actions.put_in_use(version, by=request.user, at=timezone.now(), why=why[:300])
    except TriageError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Теперь разбирает версия {version}. Следующие вопросы читает она.")
    return redirect("quality_versions")


def _shown(line: VersionLine) -> VersionShown:
    state, mark = _STATES[line.state]
    rows = ", ".join(f"{count} {_ROWS.get(origin, origin)}" for origin, count in line.rows.items() if count)
    measures = tuple(
        HeadMeasure(title, int(told.get("n", 0)), _percent(told.get("accuracy")), _percent(told.get("before")))
        for head, title in HEAD_TITLES.items()
        if (told := line.measures.get(head))
    )
    return VersionShown(line, state, mark, rows, measures, line.state != "in_use" and line.has_file)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.1f} %".replace(".", ",")
