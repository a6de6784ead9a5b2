"""Counts all open clocks anew after a change of calendar or hours: first a preview, then the job; done ones stay."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from otklik.appeals import bulk
from otklik.appeals.models import Outbox, Question
from otklik.deadlines import queries
from otklik.deadlines.counting import Count, Counter, counter, stood
from otklik.deadlines.models import Clock, Recount
from otklik.offices.models import Person

BATCH = 5_000
_MOST_EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose end would move."""

    question_id: int
    kind: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What a recount would do: of `looked_at` running clocks so many move; the first ones as examples."""

    looked_at: int
    earlier: int
    later: int
    newly_late: int
    no_longer_late: int
    examples: tuple[Moved, ...]


def preview(now: datetime, *, most: int | None = None) -> Preview:
    """What a recount now would change; writes nothing. `most`: so many clocks are looked at, about.

    Raises YearNotLoaded, DeadlineError.
    """
    looked_at = earlier = later = newly_late = no_longer_late = 0
    examples: list[Moved] = []
    for batch in _batches(0):
        if most is not None and looked_at >= most:
            break
        looked_at += len(batch)
        for clock, count in _moves(batch):
            earlier += count.due_at < clock.due_at
            later += count.due_at > clock.due_at
            newly_late += count.due_at < now <= clock.due_at
            no_longer_late += clock.due_at < now <= count.due_at
            if len(examples) < _MOST_EXAMPLES:
                examples.append(Moved(clock.question_id, clock.kind, clock.due_at, count.due_at))
    return Preview(looked_at, earlier, later, newly_late, no_longer_late, tuple(examples))


def count_running() -> int:
    """How many clocks a recount would look at."""
    return _running().count()


def run(
    *, why: str, by: Person | None, at: datetime, after: int = 0,
    keep: Callable[[int, int, int], None] = lambda last, looked_at, moved: None,
) -> int:  # fmt: skip
    """Count all running clocks anew, each change with its reason; how many moved.

    A transaction a batch: killed half-way and run again it ends the same. `keep` is told of each batch inside its
    transaction (number of the last clock, clocks looked at, clocks moved); from `after` on a killed run goes on.
    Raises YearNotLoaded, DeadlineError.
    """
    total = 0
    for batch in _batches(after):
        moves = list(_moves(batch))
        with transaction.atomic():
            moved = _write(moves, why=why, by=by, at=at)
            keep(batch[-1].pk, len(batch), moved)
        total += moved
    return total


def _running() -> QuerySet[Clock]:
    """Clocks of policies that run; a standing one is counted when it runs again."""
    return Clock.objects.filter(done_at=None, paused_at=None, policy__isnull=False)


def _batches(last: int) -> Iterator[list[Clock]]:
    """Running clocks in order of their numbers."""
    while True:
        batch = list(_running().filter(pk__gt=last).order_by("pk")[:BATCH])
        if not batch:
            return
        yield batch
        last = batch[-1].pk


def _moves(batch: Sequence[Clock]) -> Iterator[tuple[Clock, Count]]:
    asked = Question.objects.filter(pk__in={clock.question_id for clock in batch})
    where = {pk: (place, body) for pk, place, body in asked.values_list("pk", "territory_id", "body_id")}
    pauses = stood([clock.pk for clock in batch])
    desk: Counter = counter({place for place, _ in where.values()})
    own = queries.own_hours({body for _, body in where.values() if body})
    for clock in batch:
        place, body = where[clock.question_id]
        # The body may have been given hours of its own, or other ones, since the clock started.
        clock.hours_id = own[body][0] if body in own else None
        count = desk.count(clock, place, pauses.get(clock.pk, ()))
        if (count.due_at, count.warn_at) != (clock.due_at, clock.warn_at):
            yield clock, count


def _write(moves: Sequence[tuple[Clock, Count]], *, why: str, by: Person | None, at: datetime) -> int:
    # A clock that was done while the batch was counted stays as it is.
    ends = (moves[0][0].pk, moves[-1][0].pk) if moves else (0, 0)
    locked = Clock.objects.filter(pk__range=ends, done_at=None).select_for_update()
    alive = set(locked.values_list("pk", flat=True))
    moves = [(clock, count) for clock, count in moves if clock.pk in alive]
    bulk.insert(
        Recount(
            clock_id=clock.pk,
            at=at,
            by=by,
            cause=Recount.Cause.CALENDAR,
            before=clock.due_at,
            after=count.due_at,
            why=why,
        )
        for clock, count in moves
    )
    with connection.cursor() as cursor:
        adapt = connection.ops.adapt_datetimefield_value
        rows = [(adapt(count.due_at), adapt(count.warn_at), clock.hours_id, clock.pk) for clock, count in moves]
        cursor.executemany("UPDATE deadlines_clock SET due_at = %s, warn_at = %s, hours_id = %s WHERE id = %s", rows)
    bulk.insert(Outbox(question_id=clock.question_id) for clock, _ in moves)
    return len(moves)
