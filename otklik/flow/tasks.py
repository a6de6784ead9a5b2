"""What the worker does: each task is safe to run twice and to be killed."""

from celery import shared_task
from django.utils import timezone

from otklik.answers.papers import files
from otklik.answers.promised import promises
from otklik.answers.talk import notices
from otklik.answers.writing import similar
from otklik.facts import parquet
from otklik.flow import run
from otklik.flow.alarms import climbing, digests, foreseeing
from otklik.flow.alone import alone
from otklik.flow.answering import approval_round, publishing, verdicts
from otklik.flow.asked import run_import
from otklik.flow.demo import tap
from otklik.flow.desks import waiting
from otklik.flow.leaving import confirming, sending
from otklik.intake import queries as inbox
from otklik.ranking import actions as ranking
from otklik.triage import opinions
from otklik.triage.again import likeness
from otklik.triage.topics import retraining


@shared_task
def walk_line() -> None:
    """Walk what waits, unless a worker of this machine is already walking."""
    with alone("line") as is_alone:
        if is_alone:
            run.drain(stop_after_s=60)


@shared_task
def resume_imports() -> None:
    """Go on with imports that a killed worker left half-way."""
    for import_id in inbox.unfinished():
        run_import(import_id)


@shared_task
def end_waiting() -> None:
    """Remind authors who were asked, close or return what they did not answer in time."""
    with alone("waiting") as is_alone:
        if is_alone:
            waiting.end_terms(timezone.now())


@shared_task
def tell_phases() -> None:
    """Lay notices to authors of the phases that their questions came to; killed, it goes on from the same mark."""
    with alone("phases") as is_alone:
        if is_alone:
            notices.tell_phases(timezone.now())


@shared_task
def follow_silence() -> None:
    """Ask authors to rate, where a region wants it; close what nobody spoke of; killed, the next look goes on."""
    with alone("verdicts") as is_alone:
        if is_alone:
            verdicts.ask_to_rate(timezone.now())
            verdicts.close_silent(timezone.now())


@shared_task
def look_at_approvals() -> None:
    """Publish what a killed process left approved, remind of overdue approvals, ask others where people have gone;

    killed half-way, the next look goes on.
    """
    with alone("approvals") as is_alone:
        if is_alone:
            publishing.publish_approved(timezone.now())
            approval_round.look(timezone.now())


@shared_task
def sweep_promises() -> None:
    """Mark promises broken whose term passed with nothing said; killed half-way, the next look goes on."""
    with alone("promises") as is_alone:
        if is_alone:
            promises.sweep(timezone.now())


@shared_task
def climb_ladder() -> None:
    """Tell those who are to be told of terms that near, come or have passed; what was told once is not told again."""
    with alone("ladder") as is_alone:
        if is_alone:
            climbing.look(timezone.now())


@shared_task
def post_digests() -> None:
    """Send the e-mails of the ladder, where a mail server is set; killed half-way, the next round goes on."""
    with alone("digests") as is_alone:
        if is_alone:
            digests.post(timezone.now())


@shared_task
def ask_opinions() -> None:
    """Ask the outside model, where one is set, about questions that wait for a person."""
    with alone("opinions") as is_alone:
        if is_alone:
            opinions.ask_some(timezone.now())


@shared_task
def retrain_topics() -> None:
    """Learn from people's choices; killed half-way, the version in use reads on and the next night begins anew."""
    with alone("retrain") as is_alone:
        if is_alone:
            retraining.retrain(at=timezone.now())


@shared_task
def sweep_likeness() -> None:
    """Forget by what the same again is found once it is older than the window; run again, it finds nothing to do."""
    with alone("sweep") as is_alone:
        if is_alone:
            likeness.sweep(timezone.now())


@shared_task
def index_answers() -> None:
    """Let answers be found that came by another way than publication; killed half-way, the next night goes on."""
    with alone("answers") as is_alone:
        while is_alone and similar.index_missed():
            pass


@shared_task
def learn_lateness() -> None:
    """Learn which terms are missed; killed half-way, the forecast in use goes on and the next night begins anew."""
    with alone("lateness") as is_alone:
        if is_alone:
            foreseeing.learn(timezone.now())


@shared_task
def tell_lateness() -> None:
    """Say of each running answer how likely it is to be late."""
    with alone("lateness") as is_alone:
        if is_alone:
            foreseeing.tell(timezone.now())


@shared_task
def send_waiting() -> None:
    """Send messages to authors; killed half-way, what was in hand is sent again, or left to a person, never twice."""
    with alone("sending") as is_alone:
        if is_alone:
            sending.send_waiting(timezone.now())


@shared_task
def confirm_sent() -> None:
    """Look whether answers are still where they were sent."""
    with alone("sending") as is_alone:
        if is_alone:
            confirming.confirm_sent(timezone.now())


@shared_task
def sweep_files() -> None:
    """Delete files that no row names any more; killed half-way, the next night goes on."""
    with alone("files") as is_alone:
        if is_alone:
            files.sweep(timezone.now())


@shared_task
def write_columns() -> None:
    """Bring the months up to date that are written in a moment; killed half-way, what is stale stays so."""
    with alone("columns") as is_alone:
        if is_alone:
            parquet.write_stale(timezone.now(), is_quick=True)


@shared_task
def write_big_columns() -> None:
    """Bring the other months up to date, and those never written; killed half-way, what is stale stays so."""
    with alone("big-columns") as is_alone:
        if is_alone:
            parquet.write_stale(timezone.now(), is_quick=False)


@shared_task
def mend_columns() -> None:
    """Write anew the months whose file is missing or cut short, remove files that nobody reads any more."""
    with alone("big-columns") as is_alone:
        if is_alone:
            parquet.heal(timezone.now())
            parquet.sweep()


@shared_task
def publish_rankings() -> None:
    """Publish the ranking of each month and week that is over; killed half-way, the next night goes on."""
    with alone("ranking") as is_alone:
        if is_alone:
            ranking.publish_due(timezone.now())


@shared_task
def count_ranking() -> None:
    """Count the running month, so that pages find it counted; killed half-way, the last count stays."""
    with alone("ranking") as is_alone:
        if is_alone:
            ranking.count_running(timezone.now())


@shared_task
def drip_demo() -> None:
    """Send a few invented letters, where the demo region lives."""
    tap.drip(timezone.now())
