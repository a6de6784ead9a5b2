"""A month of the region under a fake clock: each reminder, escalation and recount stands in the log exactly once."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from otklik.deadlines import clocks, recount
from otklik.deadlines.models import Clock, Recount
from otklik.flow.alarms import climbing, digests
from otklik.flow.models import Passing, Reminder
from otklik.reference.models import CalendarDay
from tests import region
from tests.region import ROADS, person, send

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 11, 2, 4, tzinfo=UTC)
TICK = timedelta(hours=3)
TICKS = 30 * 8
QUESTIONS = 14
DECREE = date(2026, 11, 12)


class Killed(BaseException):
    """The worker is no more: nothing of the product catches it."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """Die once, before statement number `statements`; what was not committed is rolled back."""
    left = [statements]

    def count(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def done(work: Callable[[], object], chance: random.Random | None) -> int:
    """Do the work, killed at random moments until it is through; how many kills it took."""
    kills = 0
    while chance and chance.random() < 0.5:
        try:
            with killed_after(chance.randrange(1, 25)):
                work()
            break
        except Killed:
            kills += 1
    work()
    return kills


def lived(chance: random.Random | None) -> dict[str, Any]:
    """The log of a month, and how often the worker was killed in it."""
    region.found()
    for login, body in (("executor", "roads"), ("curator", "roads"), ("block_head", None), ("head", None)):
        person(login, login, body=body) if body else person(login, login)
    questions = send(*(f"{ROADS} {number}" for number in range(QUESTIONS)), topic="Дороги")
    for number, question in enumerate(questions):
        Clock.objects.filter(question=question).update(started_at=FIRST + timedelta(days=2 * number, hours=number % 5))
    recount.run(why="начало", by=None, at=FIRST)
    Recount.objects.all().delete()
    kills = 0
    for tick in range(TICKS):
        at = FIRST + TICK * tick
        if tick == 66:
            CalendarDay.objects.create(day=DECREE, region="", kind="off", name="Указ")
            kills += done(lambda at=at: recount.run(why="Указ", by=None, at=at), chance)
        for number, question in enumerate(questions):
            # Some are answered in time, some late, some never.
            if number % 3 < 2 and at == FIRST + timedelta(days=2 * number + 1 + 4 * (number % 3)):
                clocks.stop({question.pk: at})
        kills += done(lambda at=at: climbing.look(at), chance)
        kills += done(lambda at=at: digests.post(at), chance)
    return {"kills": kills, **log([question.pk for question in questions])}


def log(questions: list[int]) -> dict[str, list]:
    """What was told and counted, without the numbers of rows."""
    place = {number: at for at, number in enumerate(questions)}
    reminders = Reminder.objects.values_list("question", "step__position", "person__login", "due_at", "due_kind", "at")
    passings = Passing.objects.values_list("clock__question", "step__position", "due_at", "clock__kind", "outcome")
    recounts = Recount.objects.values_list("clock__question", "clock__kind", "before", "after", "why")
    return {
        name: sorted((place[row[0]], *row[1:]) for row in rows)
        for name, rows in (("reminders", reminders), ("passings", passings), ("recounts", recounts))
    }


def test_a_month_with_a_worker_killed_at_random_ends_as_a_quiet_one() -> None:
    with transaction.atomic():
        quiet = lived(None)
        transaction.set_rollback(True)
    stormy = lived(random.Random(20261122))
    assert stormy["kills"] > 30, "hardly anything was killed: the test shows nothing"
    for name in ("reminders", "passings", "recounts"):
        assert stormy[name] == quiet[name], name
        assert len(set(stormy[name])) == len(stormy[name]) > 0, f"{name}: something stands twice, or nothing at all"
    assert {row[2] for row in quiet["reminders"]} == {"executor", "curator", "block_head", "head"}
