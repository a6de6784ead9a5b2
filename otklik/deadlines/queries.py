"""What higher rooms may ask of terms: when they would end, and the clocks of a question."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.utils import timezone

from otklik.deadlines import rules
from otklik.deadlines.models import Clock
from otklik.reference import queries as reference
from otklik.reference.rules import YearNotLoaded
from otklik.reference.terms import Policy


@dataclass(frozen=True, slots=True)
class ClockCard:
    """One term of a question as its card shows it."""

    kind: str
    policy_code: str
    policy_title: str
    started_at: datetime
    due_at: datetime
    done_at: datetime | None


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
        dues = [rules.due(term, start, policy=policy, calendar=calendar, zone=place) for term in policy.terms]
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


def clocks(question_id: int) -> tuple[ClockCard, ...]:
    """The clocks of a question, the earliest due first."""
    rows = Clock.objects.filter(question_id=question_id).order_by("due_at", "id")
    columns = ("kind", "policy__code", "policy__title", "started_at", "due_at", "done_at")
    return tuple(ClockCard(*row) for row in rows.values_list(*columns))
