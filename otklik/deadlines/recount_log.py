"""Recounts as logged jobs: asked for with a reason, done batch by batch, taken up again after a kill."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from otklik.deadlines import recount
from otklik.deadlines.models import RecountJob
from otklik.deadlines.rules import DeadlineError
from otklik.offices.models import Change, Person
from otklik.reference.rules import YearNotLoaded

SUBJECTS = ("day", "hours", "body_hours", "territory")
"""Settings by which terms are counted."""


def ask(*, why: str, by: Person | None, at: datetime) -> RecountJob:
    """Put a recount in the log, for the worker to do. Raises DeadlineError without a reason or while one goes on."""
    if not why.strip():
        raise DeadlineError("Причина пуста: напишите, что изменилось, например номер и дату акта.")
    if RecountJob.objects.filter(ended_at=None).exists():
        raise DeadlineError("Пересчёт уже идёт: дождитесь его конца.")
    return RecountJob.objects.create(asked_at=at, by=by, why=why.strip()[:500])


def go_on(now: Callable[[], datetime]) -> int:
    """Do what is asked for, from where it stood; returns how many recounts ended."""
    jobs = list(RecountJob.objects.filter(ended_at=None).order_by("pk"))
    for job in jobs:
        _do(job, now)
    return len(jobs)


def latest(limit: int = 20) -> list[RecountJob]:
    """The log, newest first."""
    return list(RecountJob.objects.select_related("by")[:limit])


def changed_since_last() -> list[Change]:
    """Changes of what terms are counted by since the last recount was asked for, the newest first."""
    last = RecountJob.objects.first()
    found = Change.objects.filter(subject__in=SUBJECTS).select_related("by")
    found = found.filter(at__gt=last.asked_at) if last else found
    return [change for change in found[:200] if _matters(change)]


def _matters(change: Change) -> bool:
    """A place counts by its time zone only; what is new has no clocks yet."""
    if change.subject != "territory":
        return change.by_id is not None
    before, after = change.before or {}, change.after or {}
    return bool(before) and before.get("time_zone", "") != after.get("time_zone", "")


def _do(job: RecountJob, now: Callable[[], datetime]) -> None:
    mine = RecountJob.objects.filter(pk=job.pk)

    def keep(last: int, looked_at: int, moved: int) -> None:
        mine.update(last_clock=last, looked_at=F("looked_at") + looked_at, moved=F("moved") + moved)

    failure = ""
    try:
        recount.run(why=job.why, by=job.by, at=job.asked_at, after=job.last_clock, keep=keep)
    except (YearNotLoaded, DeadlineError) as error:
        failure = str(error)[:500]
    mine.update(ended_at=now(), failure=failure)
