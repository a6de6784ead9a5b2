"""Urgent questions that nobody took: on top of the feed of those who may take them, until somebody does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from otklik.facts import queries as facts
from otklik.facts.models import Fact
from otklik.offices.rules import Verb
from otklik.routing import takings
from otklik.screens.access import ScopedRequest, needs
from otklik.screens.operator import filters
from otklik.screens.parts.tell import span

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Ringing:
    """One urgent question that waits for a person: `waited` in words, late when over the rule's minutes."""

    id: int
    version: int
    excerpt: str
    place: str
    received_at: datetime
    waited: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """All urgent questions nobody took: the longest waiting few, and how many there are."""

    items: tuple[Ringing, ...]
    count: int
    minutes: int
    query: str

    @property
    def numbers(self) -> str:
        return " ".join(str(item.id) for item in self.items)

    @property
    def hidden(self) -> int:
        return self.count - len(self.items)


def load(request: ScopedRequest, query: str, *, now: datetime) -> Alarm | None:
    """What rings for this person; None for who may not take a question. One query while nothing rings."""
    if not request.scope.may(Verb.WORK):
        return None
    found, count = facts.ringing(request.scope.for_verb(Verb.WORK), limit=SHOWN)
    minutes = takings.rule().minutes if found else takings.MINUTES
    return Alarm(tuple(_ringing(fact, minutes, now) for fact in found), count, minutes, query)


@needs(Verb.READ)
def show(request: ScopedRequest) -> HttpResponse:
    """The piece above the list, for an open page to draw anew; nothing for who may not take a question."""
    query = filters.written(filters.read_kept(request.GET.get("from", "")))
    alarm = load(request, query, now=timezone.now())
    if alarm is None:
        return HttpResponse(status=204)
    return render(request, "screens/operator/feed_alarm.html", {"alarm": alarm})


def _ringing(fact: Fact, minutes: int, now: datetime) -> Ringing:
    waited = now - fact.received_at
    return Ringing(
        fact.question_id, fact.version, fact.excerpt, fact.place, fact.received_at, span(waited.total_seconds()),
        waited > timedelta(minutes=minutes),
    )  # fmt: skip
