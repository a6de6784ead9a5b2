"""What happens to running clocks: they stand, run again, are extended, are kept; inside the transaction of the act."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max

from otklik.deadlines.counting import Count, counted
from otklik.deadlines.models import Clock, Pause, Recount
from otklik.deadlines.rules import DeadlineError
from otklik.offices.models import Person
from otklik.reference.rules import YearNotLoaded
from otklik.reference.terms import ALL_YEAR

_CHUNK = 200


def pause(question_ids: Sequence[int], *, why: str, at: datetime) -> tuple[int, ...]:
    """Clocks stand while the author is asked, where their policy allows it; which questions it concerned.

    A clock that is late already goes on: waiting for the author does not heal it.
    """
    running = Clock.objects.filter(question__in=question_ids, done_at=None, paused_at=None, due_at__gt=at)
    clocks = list(running.filter(policy__may_pause=True))
    Pause.objects.bulk_create(Pause(clock=clock, started_at=at, why=why[:300]) for clock in clocks)
    Clock.objects.filter(pk__in=[clock.pk for clock in clocks]).update(paused_at=at)
    return tuple(sorted({clock.question_id for clock in clocks}))


def resume(question_ids: Sequence[int], *, why: str, by: Person | None, at: datetime) -> tuple[int, ...]:
    """Clocks that stood run again; the rest of their term is counted from now. Which questions it concerned.

    Where the calendar ends too early to count, they end as they did before, sooner than they might: a recount after
    the year is loaded moves them on.
    """
    clocks = list(Clock.objects.filter(question__in=question_ids, done_at=None, paused_at__isnull=False))
    if not clocks:
        return ()
    Pause.objects.filter(clock__in=clocks, ended_at=None).update(ended_at=at)
    for clock in clocks:
        clock.paused_at = None
    try:
        counts = counted(clocks)
    except YearNotLoaded:
        counts = {clock.pk: Count(clock.due_at, clock.warn_at) for clock in clocks}
    write(clocks, counts, cause=Recount.Cause.RESUMED, why=why, by=by, at=at)
    return tuple(sorted({clock.question_id for clock in clocks}))


def extend(question_id: int, *, days: int, why: str, by: Person, at: datetime) -> datetime:
    """The term of the answer goes on for `days` calendar days more, once; returns the new end.

    Raises DeadlineError (Russian): nothing is owed, the policy knows no extension or not so long a one, it was extended
    already, no reason is given.
    """
    clock = (
        Clock.objects.filter(question=question_id, kind=Clock.Kind.ANSWER, done_at=None)
        .select_related("policy")
        .first()
    )
    if clock is None:
        raise DeadlineError("Продлевать нечего: срок ответа не идёт.")
    _check_extension(clock, days, why, at)
    clock.extra_days = days
    write([clock], counted([clock]), cause=Recount.Cause.EXTENDED, why=why, by=by, at=at)
    return clock.due_at


def promise(question_id: int, *, due_at: datetime, at: datetime) -> Clock:
    """A date promised to the author becomes a controlled term. Raises DeadlineError for a moment that is past."""
    if due_at <= at:
        raise DeadlineError(f"Обещанный срок {due_at:%d.%m.%Y} уже прошёл: назовите день впереди.")
    kept = Clock.objects.filter(question=question_id, kind=Clock.Kind.PROMISE)
    last = kept.aggregate(last=Max("ordinal"))["last"] or 0
    warn_at = due_at - (due_at - at) * ALL_YEAR.warn_percent / 100
    return Clock.objects.create(
        question_id=question_id,
        kind=Clock.Kind.PROMISE,
        ordinal=last + 1,
        started_at=at,
        due_at=due_at,
        warn_at=warn_at,
    )


def keep_promise(clock_id: int, *, at: datetime) -> int:
    """Nothing is owed by this promise any more; the number of its question. Raises DeadlineError where none is."""
    clock = Clock.objects.filter(pk=clock_id, kind=Clock.Kind.PROMISE, done_at=None).first()
    if clock is None:
        raise DeadlineError("Такого обещания нет или оно уже снято с контроля: обновите страницу.")
    Clock.objects.filter(pk=clock_id).update(done_at=at)
    return clock.question_id


def withdraw_promises(clock_ids: Sequence[int]) -> None:
    """What promised was called back: nothing was promised."""
    Clock.objects.filter(pk__in=clock_ids, kind=Clock.Kind.PROMISE).delete()


def stop(ended: Mapping[int, datetime]) -> None:
    """Stop the clocks of questions (id -> when it ended): what was owed is done; promises stay owed."""
    running = list(
        Clock.objects.filter(question__in=list(ended), done_at=None)
        .exclude(kind=Clock.Kind.PROMISE)
        .only("pk", "question_id", "paused_at")
    )
    for clock in running:
        clock.done_at, clock.paused_at = ended[clock.question_id], None
    Clock.objects.bulk_update(running, ["done_at", "paused_at"], batch_size=_CHUNK)
    stood = list(Pause.objects.filter(clock__in=running, ended_at=None).select_related("clock"))
    for pause_row in stood:
        pause_row.ended_at = ended[pause_row.clock.question_id]
    Pause.objects.bulk_update(stood, ["ended_at"], batch_size=_CHUNK)


def write(
    clocks: Sequence[Clock], counts: Mapping[int, Count], *, cause: Recount.Cause, why: str, by: Person | None,
    at: datetime,
) -> list[Clock]:  # fmt: skip
    """Keep the counts of clocks, and a recount of each whose end moved; those that moved."""
    moved, recounts = [], []
    for clock in clocks:
        count = counts[clock.pk]
        if count.due_at != clock.due_at:
            recounts.append(
                Recount(clock=clock, at=at, by=by, cause=cause, before=clock.due_at, after=count.due_at, why=why[:500])
            )
            moved.append(clock)
        clock.due_at, clock.warn_at = count.due_at, count.warn_at
    Clock.objects.bulk_update(clocks, ["due_at", "warn_at", "paused_at", "extra_days"], batch_size=_CHUNK)
    Recount.objects.bulk_create(recounts, batch_size=_CHUNK)
    return moved


def _check_extension(clock: Clock, days: int, why: str, at: datetime) -> None:
    if not why.strip():
        raise DeadlineError("Причина пуста: напишите, почему срок продлевается.")
    allowed = clock.policy.extension_days if clock.policy else 0
    if not allowed:
        raise DeadlineError("По правилу этого вопроса срок не продлевается: дайте промежуточный ответ с датой.")
    if clock.extra_days:
        raise DeadlineError(f"Срок уже продлён на {clock.extra_days} дн.: второй раз продлить нельзя.")
    if clock.paused_at is not None:
        raise DeadlineError("Срок приостановлен: продлите его, когда он снова пойдёт.")
    if clock.due_at < at:
        raise DeadlineError(f"Срок прошёл {clock.due_at:%d.%m.%Y}: продлевают до его конца.")
    if not 0 < days <= allowed:
        raise DeadlineError(f"Продлить на {days} дн. нельзя: не больше {allowed}, не меньше одного.")
