"""The machine's part of the ladder: each look finds the terms that passed a step and tells who is to be told, once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from otklik.appeals import bulk
from otklik.appeals.models import Event
from otklik.appeals.states import State
from otklik.deadlines.counting import zone_of
from otklik.deadlines.models import Clock
from otklik.facts.models import Fact
from otklik.flow.alarms import addressing, ladder, steps
from otklik.flow.alarms.addressing import Addressee, Where
from otklik.flow.alarms.ladder import Ground, Step
from otklik.flow.alarms.outbox import mailed
from otklik.flow.models import Ladder, Passing, Reminder
from otklik.reference import queries as reference
from otklik.reference.models import Territory
from otklik.reference.rules import Hours

WARNED = "warned"
# What passed a step longer ago is no news: a table of old letters, a worker that stood for a week.
FRESH = timedelta(days=7)
_CHUNK = 500
_FIELDS = (
    "pk", "question_id", "kind", "started_at", "due_at", "warn_at", "hours_id", "policy__hours_id",
    "question__territory_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look did: people told, steps that a later one overtook, steps of which nobody could be told."""

    told: int = 0
    overtaken: int = 0
    nobody: int = 0

    def __add__(self, other: "Looked") -> "Looked":
        return Looked(self.told + other.told, self.overtaken + other.overtaken, self.nobody + other.nobody)


@dataclass(frozen=True, slots=True)
class Term:
    """An open term as the ladder sees it."""

    id: int
    question_id: int
    kind: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    body_hours: int | None
    policy_hours: int | None
    territory_id: int | None


@dataclass(frozen=True, slots=True)
class Passed:
    """A term that passed a step; `is_told`: the latest of its role, of which people are told."""

    term: Term
    step: Step
    is_told: bool


@dataclass(frozen=True)
class Grounds:
    """Office time of each place and body, read once."""

    calendars: reference.Calendars
    hours: Mapping[int, Hours]
    places: Mapping[int, reference.Place]
    own: Hours
    _known: dict[tuple[int | None, Hours], Ground] = field(default_factory=dict, repr=False, compare=False)

    def of(self, term: Term) -> Ground:
        """The body's hours, else the policy's, else the ladder's; the calendar and the zone of the place."""
        hours = self.hours.get(term.body_hours or term.policy_hours or 0, self.own)
        key = (term.territory_id, hours)
        if key not in self._known:
            place = self.places.get(term.territory_id or 0)
            calendar = self.calendars.of(place.code if place else "")
            self._known[key] = Ground(calendar, hours, zone_of(place))
        return self._known[key]

    def all(self) -> list[Ground]:
        """Each calendar with each hours, in the server's zone."""
        calendars = {id(one): one for one in (self.calendars.country, *self.calendars.by_region.values())}
        zone = timezone.get_default_timezone()
        hours = {id(one): one for one in (self.own, *self.hours.values())}
        return [Ground(calendar, one, zone) for calendar in calendars.values() for one in hours.values()]


def look(at: datetime) -> Looked:
    """Tell of every term that passed a step by `at`; safe to repeat, to be killed, and to run twice at once.

    Raises YearNotLoaded where the calendar has no such year.
    """
    found, kept = passed(at), Looked()
    chunks = iter(sorted(found, key=lambda one: one.term.id))
    while chunk := list(islice(chunks, _CHUNK)):
        kept += _keep(chunk, at)
    Ladder.objects.update(looked_at=at)
    return kept


def passed(at: datetime, *, since: datetime | None = None, of: Sequence[Step] | None = None) -> list[Passed]:
    """What passed a step (one of `of`) by `at`, and after `since`, and was not told of yet; changes nothing."""
    grounds, found = _grounds(), []
    if grounds is None:
        return []
    for step in steps.steps() if of is None else of:
        for term in _open(step, grounds.all(), since or at - FRESH, at):
            moment = ladder.moment(step, due_at=term.due_at, warn_at=term.warn_at, ground=grounds.of(term))
            # A term shorter than the step is not warned of before it began.
            if max(since or at - FRESH, term.started_at) < moment <= at:
                found.append((term, step, moment))
    return _marked(found)


def _marked(found: Sequence[tuple[Term, Step, datetime]]) -> list[Passed]:
    latest: dict[tuple[int, str], tuple[datetime, int]] = {}
    for term, step, moment in found:
        key, rank = (term.id, step.role), (moment, step.position)
        latest[key] = max(latest.get(key, rank), rank)
    return [Passed(term, step, latest[term.id, step.role] == (moment, step.position)) for term, step, moment in found]


def _open(step: Step, grounds: Sequence[Ground], since: datetime, at: datetime) -> Iterator[Term]:
    """Running terms that may have passed the step and have no passing of it, by one query."""
    # Of an ended question only a promise is still owed.
    is_owed = Q(kind=Clock.Kind.PROMISE) | ~Q(question__state__in=(State.CLOSED, State.REJECTED))
    rows = Clock.objects.filter(is_owed, done_at=None, paused_at=None)
    if step.side == ladder.RISK:
        rows = rows.filter(warn_at__lte=at, warn_at__gt=since)
    else:
        latest = max(ladder.latest_due(step, at, ground) for ground in grounds)
        rows = rows.filter(due_at__lte=latest, due_at__gt=min(ladder.earliest_due(step, since, one) for one in grounds))
    if step.kinds:
        rows = rows.filter(kind__in=step.kinds)
    known = Passing.objects.filter(clock=OuterRef("pk"), step=step.id, due_at=OuterRef("due_at"))
    for row in rows.filter(~Exists(known)).values_list(*_FIELDS):
        yield Term(*row)


def _keep(chunk: Sequence[Passed], at: datetime) -> Looked:
    with transaction.atomic():
        # Whoever looks at the same time waits here, and then finds the passings.
        Ladder.objects.select_for_update().first()
        fresh = _still(chunk)
        facts = {fact.question_id: fact for fact in Fact.objects.filter(pk__in={one.term.question_id for one in fresh})}
        people = addressing.people(timezone.localdate(at))
        passings: list[Passing] = []
        reminders: list[Reminder] = []
        events: list[Event] = []
        for one in fresh:
            fact = facts.get(one.term.question_id)
            where = Where(fact.body_id, fact.territory_code, fact.topic_code) if fact else Where(None, "", "")
            addressees = people.of(one.step.role, where) if one.is_told else ()
            passings.append(_passing(one, addressees, at))
            reminders.extend(_reminder(one, addressee, at) for addressee in addressees)
            if addressees and fact:
                events.append(_event(one, addressees, fact, at))
        bulk.insert(passings)
        Reminder.objects.bulk_create(mailed(reminders), batch_size=200)
        bulk.insert(events)
    outcomes = [passing.outcome for passing in passings]
    return Looked(len(reminders), outcomes.count(Passing.Outcome.OVERTAKEN), outcomes.count(Passing.Outcome.NOBODY))


def _still(chunk: Sequence[Passed]) -> list[Passed]:
    """Those of the chunk whose term still runs to the same end and that nobody told of meanwhile."""
    numbers = {one.term.id for one in chunk}
    ends = dict(Clock.objects.filter(pk__in=numbers, done_at=None, paused_at=None).values_list("pk", "due_at"))
    known = set(Passing.objects.filter(clock__in=numbers).values_list("clock_id", "step_id", "due_at"))
    return [
        one
        for one in chunk
        if ends.get(one.term.id) == one.term.due_at and (one.term.id, one.step.id, one.term.due_at) not in known
    ]


def _passing(one: Passed, addressees: Sequence[Addressee], at: datetime) -> Passing:
    outcome = Passing.Outcome.TOLD if addressees else Passing.Outcome.NOBODY
    if not one.is_told:
        outcome = Passing.Outcome.OVERTAKEN
    return Passing(clock_id=one.term.id, step_id=one.step.id, due_at=one.term.due_at, at=at, outcome=outcome)


def _reminder(one: Passed, addressee: Addressee, at: datetime) -> Reminder:
    return Reminder(
        person_id=addressee.person_id, question_id=one.term.question_id, clock_id=one.term.id, step_id=one.step.id,
        role=addressee.role, instead_of_id=addressee.instead_of, due_at=one.term.due_at, due_kind=one.term.kind,
        at=at, mail=one.step.mail,
    )  # fmt: skip


def _event(one: Passed, addressees: Sequence[Addressee], fact: Fact, at: datetime) -> Event:
    what = {"people": [addressee.person_id for addressee in addressees], "role": addressees[0].role}
    why = f"{Clock.Kind(one.term.kind).label}: {ladder.told(one.step.side, one.step.minutes)}"
    return Event(appeal_id=fact.appeal_id, question_id=fact.question_id, kind=WARNED, at=at, what=what, why=why)


def _grounds() -> Grounds | None:
    """None while no office hours are known: nothing can be counted by them."""
    hours, kept = reference.hours_by_id(), Ladder.objects.first()
    if not hours:
        return None
    own = hours.get((kept.hours_id if kept else None) or 0) or next(iter(hours.values()))
    places = reference.places(set(Territory.objects.values_list("pk", flat=True)))
    return Grounds(reference.calendars(), hours, places, own)
