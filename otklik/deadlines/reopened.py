"""A question that is opened again owes a second answer: a clock of its own, by the policy of the first."""

from datetime import datetime, timedelta

from otklik.appeals.models import Question
from otklik.deadlines.counting import counted
from otklik.deadlines.models import Clock
from otklik.deadlines.rules import DeadlineError
from otklik.reference.rules import YearNotLoaded
from otklik.reference.terms import ALL_YEAR, Unit

_USUAL_DAYS_A_WORKING_DAY = 7 / 5


def reopen(question: Question, *, amount: int, unit: str, at: datetime) -> datetime:
    """Start the clock of the next answer, from `at`; when it is due. Inside the transaction of the act.

    `unit` is one of reference.terms.Unit. The clock stands and is recounted as the first one did; a question without a
    policy gets one that does neither, as a promise has. Where the calendar of the year is not loaded yet it ends as it
    usually would, until a recount.
    """
    known = Clock.objects.filter(question=question.pk).exclude(kind=Clock.Kind.PROMISE).order_by("-ordinal", "pk")
    answers = [clock for clock in known if clock.kind == Clock.Kind.ANSWER]
    like = next(iter((*answers, *known)), None)
    usual = _usual(amount, unit)
    clock = Clock.objects.create(
        question=question, kind=Clock.Kind.ANSWER, ordinal=answers[0].ordinal + 1 if answers else 1,
        policy_id=like.policy_id if like else None, hours_id=like.hours_id if like else None, amount=amount, unit=unit,
        started_at=at, due_at=at + usual, warn_at=at + usual - usual * ALL_YEAR.warn_percent / 100,
    )  # fmt: skip
    try:
        counts = counted([clock]) if clock.policy_id else {}
    except (YearNotLoaded, DeadlineError):
        counts = {}
    if count := counts.get(clock.pk):
        clock.due_at, clock.warn_at = count.due_at, count.warn_at
        clock.save(update_fields=["due_at", "warn_at"])
    return clock.due_at


def _usual(amount: int, unit: str) -> timedelta:
    if unit in (Unit.HOURS, Unit.WORKING_HOURS):
        return timedelta(hours=amount)
    return timedelta(days=amount * (_USUAL_DAYS_A_WORKING_DAY if unit == Unit.WORKING_DAYS else 1))
