"""Which policy a matter falls under, and when each of its terms ends."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from otklik.deadlines import worktime
from otklik.reference.rules import Calendar, is_within, topic_prefix
from otklik.reference.terms import Policy, Term, Unit


class DeadlineError(ValueError):
    """A term that can't be counted; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What decides under which policy a question falls; empty means unknown."""

    legal_kind: str
    channel: str
    topic_code: str
    importance: str


@dataclass(frozen=True)
class PolicyBook:
    """The policies in use, from which the most specific one that fits is chosen."""

    policies: tuple[Policy, ...]
    _chosen: dict[tuple[Matter, date], Policy | None] = field(default_factory=dict, compare=False, repr=False)

    def choose(self, matter: Matter, day: date) -> Policy | None:
        """The policy of `matter` on `day`, or None where none fits.

        A set channel comes first (it has a regime of its own), then a set importance, then the deeper topic.
        """
        key = (matter, day)
        if key not in self._chosen:
            self._chosen[key] = _most_specific(_fits(self.policies, matter, day))
        return self._chosen[key]


def _fits(policies: Iterable[Policy], matter: Matter, day: date) -> list[Policy]:
    return [
        policy
        for policy in policies
        if policy.legal_kind == matter.legal_kind
        and policy.importance in ("", matter.importance)
        and policy.channel in ("", matter.channel)
        and is_within(matter.topic_code, topic_prefix(policy.topic_code))
        and policy.is_in_force(day)
    ]


def _most_specific(policies: list[Policy]) -> Policy | None:
    return max(policies, key=_specificity, default=None)


def _specificity(policy: Policy) -> tuple[bool, bool, int, date]:
    depth = len(topic_prefix(policy.topic_code).split(".")) if policy.topic_code else 0
    return bool(policy.channel), bool(policy.importance), depth, policy.valid_from


def due(term: Term, start: datetime, *, policy: Policy, calendar: Calendar, zone: tzinfo) -> datetime:
    """When `term` of `policy`, running from `start`, ends. Raises YearNotLoaded, DeadlineError."""
    if term.unit is Unit.HOURS:
        return start + timedelta(hours=term.amount)
    if term.unit is Unit.CALENDAR_DAYS:
        return worktime.add_calendar_days(start, term.amount, calendar=calendar, shift=policy.shift, zone=zone)
    if term.unit is Unit.WORKING_DAYS:
        return worktime.add_working_days(start, term.amount, calendar=calendar, hours=policy.hours, zone=zone)
    if policy.hours is None:
        raise DeadlineError(f"У политики «{policy.code}» срок в рабочих часах, но нет режима работы: укажите его.")
    minutes = term.amount * 60
    return worktime.add_working_minutes(start, minutes, calendar=calendar, hours=policy.hours, zone=zone)
