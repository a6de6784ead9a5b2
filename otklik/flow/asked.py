"""Long work that pages ask of the worker; apart from its other tasks, whose imports would make page servers big."""

from celery import shared_task
from django.utils import timezone

from otklik.deadlines import recount_log
from otklik.flow.alone import alone
from otklik.intake import imports


@shared_task(name="otklik.flow.tasks.run_import")
def run_import(import_id: int) -> None:
    """Read a table into letters; started again after a kill, it goes on from the last row kept."""
    with alone(f"import-{import_id}") as is_alone:
        if is_alone:
            imports.run(import_id, timezone.now())


@shared_task(name="otklik.flow.tasks.recount_terms")
def recount_terms() -> None:
    """Do the recounts that are asked for; killed half-way, a recount goes on behind its last batch."""
    with alone("recount") as is_alone:
        if is_alone:
            recount_log.go_on(timezone.now)
