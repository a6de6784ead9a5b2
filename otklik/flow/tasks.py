"""What the worker does: each task is safe to run twice and to be killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from otklik.flow import run
from otklik.flow.demo import tap
from otklik.intake import imports
from otklik.intake import queries as inbox


@shared_task
def walk_line() -> None:
    """Walk what waits, unless a worker of this machine is already walking."""
    with _alone("line") as alone:
        if alone:
            run.drain(stop_after_s=60)


@shared_task
def run_import(import_id: int) -> None:
    """Read a table into letters; started again after a kill, it goes on from the last row kept."""
    with _alone(f"import-{import_id}") as alone:
        if alone:
            imports.run(import_id, timezone.now())


@shared_task
def resume_imports() -> None:
    """Go on with imports that a killed worker left half-way."""
    for import_id in inbox.unfinished():
        run_import(import_id)


@shared_task
def drip_demo() -> None:
    """Send a few invented letters, where the demo region lives."""
    tap.drip(timezone.now())


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether this process is the only one of the machine in the block; a killed process lets go by itself."""
    lock = Path(settings.OTKLIK_HOME) / f"{name}.lock"
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
