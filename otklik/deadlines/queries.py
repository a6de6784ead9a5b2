"""What higher rooms may ask of terms: when they would end, and the clocks of a question."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.utils import timezone

from otklik.deadlines import counting, rules, spans
from otklik.deadlines.models import BodyHours, Clock, Pause, Recount, RiskLimit, UsualLoad
from otklik.reference import queries as reference
from otklik.reference.models import Policy as PolicyRow
from otklik.reference.rules import Hours, YearNotLoaded
from otklik.reference.terms import Policy

RISK_LIMIT = 0.5
"""The chance of being late from which a person is warned, until one is set."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Why and when a clock was counted anew, or stood (`until`: it runs again): for its card."""

    at: datetime
    title: str
    why: str
    before: datetime | None = None
    after: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One term of a question as its card shows it; a promise has no policy. `turns`: pauses and recounts in order."""

    id: int
    kind: str
    policy_code: str
    policy_title: str
    source: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    paused_at: datetime | None
    done_at: datetime | None
    extra_days: int
    extension_days: int
    turns: tuple[Turn, ...] = ()
    # Of answers: the first one, then one each time the question was opened again.
    ordinal: int = 1

    def state(self, now: datetime) -> rules.ClockState:
        """How it stands at `now`."""
        return rules.clock_state(
            due_at=self.due_at, warn_at=self.warn_at, paused_at=self.paused_at, done_at=self.done_at, now=now
        )


def due(
    policy_code: str, start: datetime, *, territory_code: str = "", zone: tzinfo | None = None
) -> list[tuple[str, datetime]]:
    """When each milestone of a policy ends that runs from `start`: (kind, moment), whether the policy is in use or not.

    The version of the day of `start` counts; the calendar is that of the territory («» is the country), the zone the
    server's unless given. Raises DeadlineError for an unknown policy, a day before its first version, a year without a
    calendar.
    """
    place = zone or timezone.get_default_timezone()
    policy = _version(policy_code, start.astimezone(place).date())
    try:
        calendar = reference.calendar(territory_code)
        ground = spans.Ground(policy, calendar, place)
        dues = [spans.due(term, start, ground) for term in policy.terms]
    except YearNotLoaded as error:
        raise rules.DeadlineError(str(error)) from error
    return [(term.kind, moment.astimezone(place)) for term, moment in zip(policy.terms, dues, strict=True)]


def _version(code: str, day: date) -> Policy:
    versions = reference.policy_versions(code)
    if not versions:
        known = ", ".join(reference.policy_codes()) or "ни одной: выполните otklik init"
        raise rules.DeadlineError(f"Политики «{code}» нет; есть {known}.")
    policy = next((version for version in versions if version.is_in_force(day)), None)
    if policy is None:
        first = min(version.valid_from for version in versions)
        raise rules.DeadlineError(f"Политика «{code}» не действует {day:%d.%m.%Y}: первая версия с {first:%d.%m.%Y}.")
    return policy


def zone_of(territory_id: int | None) -> tzinfo:
    """The wall clock of a territory, the server's where it is unknown. At most two queries."""
    return counting.zone_of(reference.places({territory_id}).get(territory_id) if territory_id else None)


def own_hours(body_ids: Collection[int]) -> dict[int, tuple[int, Hours]]:
    """Bodies that work by hours of their own: body -> (number of the hours, the hours). At most two queries."""
    rows = dict(BodyHours.objects.filter(body__in=body_ids).values_list("body", "hours"))
    hours = reference.hours_by_id() if rows else {}
    return {body: (number, hours[number]) for body, number in rows.items()}


def clocks(question_id: int) -> tuple[ClockCard, ...]:
    """The clocks of a question, the earliest due first. One query where there are none, else three."""
    rows = list(Clock.objects.filter(question_id=question_id).select_related("policy").order_by("due_at", "id"))
    turns = _turns(question_id) if rows else {}
    return tuple(_card(row, row.policy, tuple(turns.get(row.pk, ()))) for row in rows)


def _card(row: Clock, policy: PolicyRow | None, turns: tuple[Turn, ...]) -> ClockCard:
    return ClockCard(
        id=row.pk, kind=row.kind, policy_code=policy.code if policy else "",
        policy_title=policy.title if policy else "", source=policy.source if policy else "",
        started_at=row.started_at, due_at=row.due_at,
        warn_at=row.warn_at, paused_at=row.paused_at, done_at=row.done_at, extra_days=row.extra_days,
        extension_days=policy.extension_days if policy else 0, turns=turns, ordinal=row.ordinal,
    )  # fmt: skip


def _turns(question_id: int) -> dict[int, list[Turn]]:
    found: dict[int, list[Turn]] = {}
    pauses = Pause.objects.filter(clock__question=question_id).values_list("clock_id", "started_at", "ended_at", "why")
    for clock_id, at, ended, why in pauses:
        found.setdefault(clock_id, []).append(Turn(at, "Стоял" if ended else "Стоит", why, until=ended))
    for recount in Recount.objects.filter(clock__question=question_id):
        turn = Turn(recount.at, recount.get_cause_display(), recount.why, recount.before, recount.after)
        found.setdefault(recount.clock_id, []).append(turn)
    return {clock_id: sorted(turns, key=lambda turn: turn.at) for clock_id, turns in found.items()}


def risk_limit() -> float:
    """From which chance of being late a term is at risk, 0..1."""
    kept = RiskLimit.objects.values_list("chance", flat=True).first()
    return RISK_LIMIT if kept is None else kept


def usual_loads() -> dict[int, float]:
    """How many answers each body usually owes at once, by its id. One query."""
    return dict(UsualLoad.objects.values_list("body", "usual"))
