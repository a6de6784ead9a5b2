"""What the worker does: each task is safe to run twice and to be killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from otklik.answers import files, notices, promises, similar
from otklik.deadlines import recount_log
from otklik.facts import parquet
from otklik.flow import approval_round, climbing, confirming, digests, foreseeing, run, sending, verdicts, waiting
from otklik.flow.demo import tap
from otklik.intake import imports
from otklik.intake import queries as inbox
from otklik.triage import likeness, opinions, retraining


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
def end_waiting() -> None:
    """Remind authors who were asked, close or return what they did not answer in time."""
    with _alone("waiting") as alone:
        if alone:
            waiting.end_terms(timezone.now())


@shared_task
def tell_phases() -> None:
    """Lay notices to authors of the phases that their questions came to; killed, it goes on from the same mark."""
    with _alone("phases") as alone:
        if alone:
            notices.tell_phases(timezone.now())


@shared_task
def follow_silence() -> None:
    """Ask authors to rate, where a region wants it; close what nobody spoke of; killed, the next look goes on."""
    with _alone("verdicts") as alone:
        if alone:
            verdicts.ask_to_rate(timezone.now())
            verdicts.close_silent(timezone.now())


@shared_task
def recount_terms() -> None:
    """Do the recounts that are asked for; killed half-way, a recount goes on behind its last batch."""
    with _alone("recount") as alone:
        if alone:
            recount_log.go_on(timezone.now)


@shared_task
def look_at_approvals() -> None:
    """Remind of overdue approvals, ask others where people have gone; killed half-way, the next look goes on."""
    with _alone("approvals") as alone:
        if alone:
            approval_round.look(timezone.now())


@shared_task
def sweep_promises() -> None:
    """Mark promises broken whose term passed with nothing said; killed half-way, the next look goes on."""
    with _alone("promises") as alone:
        if alone:
            promises.sweep(timezone.now())


@shared_task
def climb_ladder() -> None:
    """Tell those who are to be told of terms that near, come or have passed; what was told once is not told again."""
    with _alone("ladder") as alone:
        if alone:
            climbing.look(timezone.now())


@shared_task
def post_digests() -> None:
    """Send the e-mails of the ladder, where a mail server is set; killed half-way, the next round goes on."""
    with _alone("digests") as alone:
        if alone:
            digests.post(timezone.now())


@shared_task
def ask_opinions() -> None:
    """Ask the outside model, where one is set, about questions that wait for a person."""
    with _alone("opinions") as alone:
        if alone:
            opinions.ask_some(timezone.now())


@shared_task
def retrain_topics() -> None:
    """Learn from people's choices; killed half-way, the version in use reads on and the next night begins anew."""
    with _alone("retrain") as alone:
        if alone:
            retraining.retrain(at=timezone.now())


@shared_task
def sweep_likeness() -> None:
    """Forget by what the same again is found once it is older than the window; run again, it finds nothing to do."""
    with _alone("sweep") as alone:
        if alone:
            likeness.sweep(timezone.now())


@shared_task
def index_answers() -> None:
    """Let answers be found that came by another way than publication; killed half-way, the next night goes on."""
    with _alone("answers") as alone:
        while alone and similar.index_missed():
            pass


@shared_task
def learn_lateness() -> None:
    """Learn which terms are missed; killed half-way, the forecast in use goes on and the next night begins anew."""
    with _alone("lateness") as alone:
        if alone:
            foreseeing.learn(timezone.now())


@shared_task
def tell_lateness() -> None:
    """Say of each running answer how likely it is to be late."""
    with _alone("lateness") as alone:
        if alone:
            foreseeing.tell(timezone.now())


@shared_task
def send_waiting() -> None:
    """Send messages to authors; killed half-way, what was in hand is sent again, or left to a person, never twice."""
    with _alone("sending") as alone:
        if alone:
            sending.send_waiting(timezone.now())


@shared_task
def confirm_sent() -> None:
    """Look whether answers are still where they were sent."""
    with _alone("sending") as alone:
        if alone:
            confirming.confirm_sent(timezone.now())


@shared_task
def sweep_files() -> None:
    """Delete files that no row names any more; killed half-way, the next night goes on."""
    with _alone("files") as alone:
        if alone:
            files.sweep(timezone.now())


@shared_task
def write_columns() -> None:
    """Bring the columnar copy of facts up to date; killed half-way, what is stale stays so."""
    with _alone("columns") as alone:
        if alone:
            parquet.write_stale(timezone.now())


@shared_task
def mend_columns() -> None:
    """Write anew the months whose file is missing or cut short, remove files that nobody reads any more."""
    with _alone("columns") as alone:
        if alone:
            parquet.heal(timezone.now())
            parquet.sweep()


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
