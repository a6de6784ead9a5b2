"""Surveys: the list of them, and one with its quotas and what was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from otklik.facts import queries as facts
from otklik.offices import queries as offices
from otklik.offices.rules import Verb
from otklik.satisfaction import results, sampling, scripts
from otklik.satisfaction import surveys as campaigns
from otklik.satisfaction.models import Survey, Talk
from otklik.satisfaction.results import BodyResult, Result
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.satisfaction import period, told

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A survey in the list: how far it is."""

    id: int
    title: str
    kind: str
    since: date
    until: date
    wanted: int
    done: int
    percent: int
    is_ended: bool


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body of a survey: quota with its filling 0..100, what became of calls, what was said."""

    title: str
    wanted: int
    done: int
    percent: int
    refused: int
    unreached: int
    waiting: int
    spare: int
    frame: int
    answered: int
    response: str
    mean: str
    false: int
    checked: int
    share: str


@dataclass(frozen=True, slots=True)
class Said:
    """A question of the script with how often each answer was given; `percent` of all answers to it."""

    words: str
    answers: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """A survey, all of it."""

    survey: Survey
    kind: str
    is_visit: bool
    total: BodyLine
    bodies: tuple[BodyLine, ...]
    said: tuple[Said, ...]
    talks: tuple[Talk, ...]
    is_few: bool
    spares_for_one: int
    by: str


def visible(request: ScopedRequest) -> QuerySet | None:
    """The questions of which the person may hold talks."""
    return facts.visible_ids(request.scope.for_verb(Verb.SURVEY))


@needs(Verb.SURVEY)
def listed(request: ScopedRequest) -> HttpResponse:
    """All surveys, those that go on first."""
    rows = Survey.objects.annotate(wanted=Sum("quotas__wanted")).order_by("ended_at", "-pk")[:SHOWN]
    done = dict(
        Talk.objects.filter(survey__in=[row.pk for row in rows], state=Talk.State.DONE)
        .values_list("survey").annotate(times=Count("pk")).order_by()
    )  # fmt: skip
    ordered = sorted(rows, key=lambda row: (row.ended_at is not None, -row.pk))
    lines = tuple(
        Line(
            row.pk, row.title, row.get_kind_display(), row.since, row.until, row.wanted or 0, done.get(row.pk, 0),
            _filled(done.get(row.pk, 0), row.wanted or 0), row.ended_at is not None,
        )
        for row in ordered
    )  # fmt: skip
    context = {"tabs": period.tabs(request, "surveys"), "lines": lines}
    return render(request, "screens/satisfaction/surveys.html", context)


@needs(Verb.SURVEY)
def show(request: ScopedRequest, survey_id: int) -> HttpResponse:
    """One survey: quotas, what was told by body, the latest talks."""
    survey = get_object_or_404(Survey.objects.select_related("by", "hours"), pk=survey_id)
    seen = visible(request)
    result = results.of_survey(survey, seen)
    names = {body.id: body.label for body in offices.bodies().values()}
    talks = Talk.objects.filter(Q(state=Talk.State.DONE), survey=survey).select_related("body", "rating")
    if seen is not None:
        talks = talks.filter(question__in=seen)
    screen = Screen(
        survey=survey, kind=survey.get_kind_display(), is_visit=survey.kind == Survey.Kind.MYSTERY,
        total=_total(result), bodies=tuple(_body(one, names) for one in result.bodies), said=_said(survey, result),
        talks=tuple(talks.order_by("-done_at", "-pk")[:30]), is_few=result.total("checked") < told.FEW,
        spares_for_one=sampling.SPARES, by=str(survey.by),
    )  # fmt: skip
    context = {"tabs": period.tabs(request, "surveys"), "screen": screen}
    return render(request, "screens/satisfaction/survey.html", context)


@require_POST
@needs(Verb.SURVEY)
def end(request: ScopedRequest, survey_id: int) -> HttpResponse:
    """No more calls of a survey."""
    survey = get_object_or_404(Survey, pk=survey_id)
    campaigns.end(survey.pk, at=timezone.now())
    messages.success(request, f"Опрос «{survey.title}» закончен: звонить больше не нужно, итоги остались.")
    return redirect(reverse("survey", args=[survey.pk]))


def _total(result: Result) -> BodyLine:
    total = result.total
    return BodyLine(
        "Все органы", total("wanted"), total("done"), _filled(total("done"), total("wanted")), total("refused"),
        total("unreached"), total("waiting"), total("spare"), total("frame"), total("answered"),
        told.plain(result.response), told.mean(result.mean), total("false"), total("checked"),
        told.share(result.false_share),
    )  # fmt: skip


def _body(one: BodyResult, names: Mapping[int, str]) -> BodyLine:
    return BodyLine(
        names.get(one.body_id, "—"), one.wanted, one.done, _filled(one.done, one.wanted), one.refused, one.unreached,
        one.waiting, one.spare, one.frame, one.answered, told.plain(one.response), told.mean(one.mean), one.false,
        one.checked, told.share(one.false_share),
    )  # fmt: skip


def _said(survey: Survey, result: Result) -> tuple[Said, ...]:
    made = []
    for line in scripts.read(survey.script):
        counts = [(answer, result.said.get((line.code, answer), 0)) for answer in line.answers]
        whole = sum(times for _, times in counts)
        if whole:
            shares = tuple((answer, times, round(100 * times / whole)) for answer, times in counts)
            made.append(Said(line.words, shares))
    return tuple(made)


def _filled(done: int, wanted: int) -> int:
    return min(100, round(100 * done / wanted)) if wanted else 0


def lately(moment: datetime | None) -> str:
    """An hour of the region for a sentence: «сегодня в 15:00»."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    day = "сегодня" if local.date() == today else f"{local:%d.%m.%Y}"
    return f"{day} в {local:%H:%M}"
