"""Whom the ladder would tell in the next seven days, if nothing were answered: for the page of settings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from otklik.facts.models import Fact
from otklik.flow.alarms import addressing, climbing
from otklik.flow.alarms.addressing import Where
from otklik.flow.alarms.ladder import Step
from otklik.offices import queries as offices

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Week:
    """By step how many terms would pass it; by person, as whom, how many times; of how many nobody could be told."""

    until: datetime
    by_step: dict[int, int]
    by_person: tuple[tuple[str, str, int], ...]
    nobody: int


def week(at: datetime, steps: Sequence[Step]) -> Week:
    """Counted for seven days from now, by the absences of today; changes nothing.

    Raises YearNotLoaded.
    """
    until = at + timedelta(days=7)
    found = climbing.passed(until, since=at, of=steps)
    people, told, nobody = addressing.people(timezone.localdate(at)), Counter[tuple[int, str]](), 0
    for start in range(0, len(found), _CHUNK):
        chunk = found[start : start + _CHUNK]
        facts = {fact.question_id: fact for fact in Fact.objects.filter(pk__in={one.term.question_id for one in chunk})}
        for one in chunk:
            fact = facts.get(one.term.question_id)
            where = Where(fact.body_id, fact.territory_code, fact.topic_code) if fact else Where(None, "", "")
            addressees = people.of(one.step.role, where)
            told.update((addressee.person_id, addressee.role) for addressee in addressees)
            nobody += not addressees
    names = offices.names_of_people({person for person, _ in told})
    rows = tuple((names.get(person, ""), role, count) for (person, role), count in told.most_common())
    return Week(until, dict(Counter(one.step.id for one in found)), rows, nobody)
