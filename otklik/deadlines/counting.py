"""Counts clocks anew from their terms, pauses and extensions, a batch at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils import timezone

from otklik.appeals.models import Question
from otklik.deadlines import spans
from otklik.deadlines.models import Clock, Pause
from otklik.deadlines.spans import Ground, Span
from otklik.reference import queries as reference
from otklik.reference.rules import Hours
from otklik.reference.terms import Policy, Term, Unit


@dataclass(frozen=True, slots=True)
class Count:
    """When a clock ends and from when it is at risk, as counted now."""

    due_at: datetime
    warn_at: datetime


@dataclass(frozen=True)
class Counter:
    """What clocks are counted by, read once: policies of all versions, calendars and zones of places."""

    policies: Mapping[int, Policy]
    hours: Mapping[int, Hours]
    calendars: reference.Calendars
    places: dict[int, reference.Place]

    def count(self, clock: Clock, territory_id: int | None, pauses: Sequence[Span]) -> Count:
        """Raises YearNotLoaded, DeadlineError."""
        policy = self.policies[clock.policy_id or 0]
        place = self.places.get(territory_id or 0)
        calendar, own = self.calendars.of(place.code if place else ""), self.hours.get(clock.hours_id or 0)
        ground = Ground(policy, calendar, zone_of(place), own)
        term = Term(clock.kind, clock.amount, Unit(clock.unit))
        ran = spans.running(clock.started_at, pauses)
        return Count(
            spans.ends_at(term, ran, ground, extra_days=clock.extra_days),
            spans.warns_at(term, ran, ground, percent=policy.regime.warn_percent, extra_days=clock.extra_days),
        )


def zone_of(place: reference.Place | None) -> tzinfo:
    """The wall clock of a place, the server's where it is unknown."""
    return place.zone if place else timezone.get_default_timezone()


def counter(territory_ids: Iterable[int | None]) -> Counter:
    """All that is needed to count clocks of questions in these territories. Eight queries. Raises YearNotLoaded."""
    policies = {policy.id: policy for policy in reference.policy_versions()}
    places = reference.places({number for number in territory_ids if number})
    return Counter(policies, reference.hours_by_id(), reference.calendars(), places)


def counted(clocks: Sequence[Clock]) -> dict[int, Count]:
    """Each clock of a policy counted now, by its number. Raises YearNotLoaded, DeadlineError."""
    timed = [clock for clock in clocks if clock.policy_id]
    questions = {clock.question_id for clock in timed}
    where = dict(Question.objects.filter(pk__in=questions).values_list("pk", "territory_id"))
    by_clock = stood([clock.pk for clock in timed])
    desk = counter(where.values())
    return {clock.pk: desk.count(clock, where[clock.question_id], by_clock.get(clock.pk, ())) for clock in timed}


def stood(clock_ids: Sequence[int]) -> dict[int, list[Span]]:
    """The pauses of each clock, in order."""
    found: dict[int, list[Span]] = {}
    rows = Pause.objects.filter(clock__in=clock_ids).order_by("started_at", "pk")
    for clock_id, start, end in rows.values_list("clock_id", "started_at", "ended_at"):
        found.setdefault(clock_id, []).append(Span(start, end))
    return found
