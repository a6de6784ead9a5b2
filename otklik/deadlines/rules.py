"""Which policy a matter falls under."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from otklik.reference.rules import is_within, topic_prefix
from otklik.reference.terms import Policy


class DeadlineError(ValueError):
    """A term that can't be counted; the message says why and what to do (Russian)."""


class ClockState(StrEnum):
    """How a clock stands."""

    ON_TIME = "on_time"
    AT_RISK = "at_risk"
    LATE = "late"
    PAUSED = "paused"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"


def clock_state(
    *, due_at: datetime, warn_at: datetime, paused_at: datetime | None, done_at: datetime | None, now: datetime
) -> ClockState:
    """How a clock stands at `now`; what ends at its very last second is on time."""
    if done_at is not None:
        return ClockState.DONE_LATE if done_at > due_at else ClockState.DONE_ON_TIME
    if paused_at is not None:
        return ClockState.PAUSED
    if now > due_at:
        return ClockState.LATE
    return ClockState.AT_RISK if now >= warn_at else ClockState.ON_TIME


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

        A set channel comes first (it has a regime of its own), then a set importance, then the deeper topic,
        then a season.
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
        and policy.regime.is_in_season(day)
    ]


def _most_specific(policies: list[Policy]) -> Policy | None:
    return max(policies, key=_specificity, default=None)


def _specificity(policy: Policy) -> tuple[bool, bool, int, bool, date]:
    depth = len(topic_prefix(policy.topic_code).split(".")) if policy.topic_code else 0
    return bool(policy.channel), bool(policy.importance), depth, bool(policy.regime.season_from), policy.valid_from
