"""Terms as a calendar file: number, topic and term of each question, nothing of its author or its text."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from otklik.deadlines.models import Clock
from otklik.facts.models import Fact
from otklik.screens.operator.names import Names

_SHOWN = timedelta(minutes=30)
_AGAIN = timedelta(hours=1)


def written(facts: Sequence[Fact], names: Names, address: Callable[[int], str], *, now: datetime) -> bytes:
    """The calendar (RFC 5545) of what `facts` owe; `address` gives the page of a question."""
    calendar = Calendar()
    calendar.add("prodid", "-//Otklik//Control//RU")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Отклик: сроки")
    calendar.add("refresh-interval", _AGAIN, parameters={"value": "DURATION"})
    for fact in facts:
        for kind, due_at in _owed(fact):
            calendar.add_component(_event(fact, kind, due_at, names, address(fact.question_id), now))
    return calendar.to_ical()


def _owed(fact: Fact) -> Iterable[tuple[str, datetime]]:
    if fact.due_at is not None:
        yield fact.due_kind, fact.due_at
    if fact.promise_due_at is not None and fact.promise_due_at != fact.due_at:
        yield Clock.Kind.PROMISE, fact.promise_due_at


def _event(fact: Fact, kind: str, due_at: datetime, names: Names, address: str, now: datetime) -> Event:
    topic = names.topic(fact.topic_code) if fact.topic_code else "тема не выбрана"
    late = "Просрочено: " if due_at < now else ""
    event = Event()
    event.add("uid", f"{fact.question_id}-{kind}@otklik")
    event.add("dtstamp", now)
    # An event of no length is hidden by some calendars: it ends at the very term.
    event.add("dtstart", due_at - _SHOWN)
    event.add("dtend", due_at)
    event.add("summary", f"{late}№ {fact.question_id}, {Clock.Kind(kind).label.lower()} — {topic}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
