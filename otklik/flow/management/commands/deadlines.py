"""otklik deadlines due --policy P --from T: by when an answer is owed; recount --why W: open clocks counted anew;
forecast: how good the forecast of lateness is."""

import json as json_format
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from otklik.deadlines import foretold, queries, recount, recount_log
from otklik.deadlines.recount import Preview
from otklik.deadlines.rules import DeadlineError
from otklik.flow.alarms import foreseeing
from otklik.reference.rules import YearNotLoaded


class Command(BaseCommand):
    """Every term of a policy from a moment on; a recount of open clocks."""

    help = "сроки: deadlines due --policy 59fz --from 2026-11-21T10:00 | recount --why … [--preview] | forecast"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("due", "recount", "forecast"))
        parser.add_argument("--policy", default="", help="due: код политики, например 59fz")
        parser.add_argument("--from", dest="start", default="", help="due: момент, 2026-11-21T10:00, местное время")
        parser.add_argument("--why", default="", help="recount: почему, например номер и дата акта")
        parser.add_argument("--preview", action="store_true", help="recount: показать, что сдвинется, не меняя")
        parser.add_argument("--json", action="store_true", help="машинный вид")

    def handle(self, *args: Any, verb: str, json: bool, **options: Any) -> None:
        try:
            if verb == "due":
                self._due(options["policy"], options["start"], json=json)
            elif verb == "forecast":
                self._forecast(json=json)
            elif options["preview"]:
                self._preview(recount.preview(timezone.now()), json=json)
            else:
                self._recount(options["why"], json=json)
        except (DeadlineError, YearNotLoaded) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _due(self, policy: str, start: str, *, json: bool) -> None:
        if not policy or not start:
            raise CommandError("Для due нужны --policy и --from, например --policy 59fz --from 2026-11-21T10:00.")
        moment = _moment(start)
        due = queries.due(policy, moment)
        if json:
            told = {"policy": policy, "from": moment.isoformat(), "due": {kind: at.isoformat() for kind, at in due}}
            self.stdout.write(json_format.dumps(told, ensure_ascii=False))
            return
        for kind, at in due:
            self.stdout.write(f"{kind:<14} {timezone.localtime(at):%d.%m.%Y %H:%M}")

    def _preview(self, seen: Preview, *, json: bool) -> None:
        if json:
            self.stdout.write(json_format.dumps(asdict(seen), default=datetime.isoformat))
            return
        self.stdout.write(f"идущих {seen.looked_at}: раньше {seen.earlier}, позже {seen.later}")
        for moved in seen.examples:
            ends = (timezone.localtime(end) for end in (moved.before, moved.after))
            told = " -> ".join(f"{end:%d.%m.%Y %H:%M}" for end in ends)
            self.stdout.write(f"№ {moved.question_id} {moved.kind:<12} {told}")

    def _forecast(self, *, json: bool) -> None:
        """Learn now, put in use where it is better, print the proof."""
        now = timezone.now()
        if not foreseeing.learn(now):
            raise CommandError("Прогноз не выучен: нужно не меньше 200 закончившихся сроков, и просроченных, и нет.")
        proof = foretold.latest_proof()
        if json or proof is None:
            self.stdout.write(json_format.dumps(asdict(proof) if proof else None, default=datetime.isoformat))
            return
        self.stdout.write(f"сроков {proof.terms} с {timezone.localtime(proof.since):%d.%m.%Y}, взглядов {proof.seen}")
        self.stdout.write(f"ошибка (Brier) {proof.brier:.4f}, у оставшегося времени {proof.brier_time_alone:.4f}")
        use = "в работе" if proof.is_better else "не лучше времени, не применяется"
        self.stdout.write(f"ошибка вероятностей (ECE) {proof.ece:.3f}; {use}")
        for one in proof.bins:
            self.stdout.write(f"говорил {one.told:4.0%}  опоздали {one.late:4.0%}  раз {one.terms}")

    def _recount(self, why: str, *, json: bool) -> None:
        job = recount_log.ask(why=why, by=None, at=timezone.now())
        recount_log.go_on(timezone.now)
        job.refresh_from_db()
        if job.failure:
            raise CommandError(job.failure)
        told = {"job": job.pk, "looked_at": job.looked_at, "moved": job.moved}
        self.stdout.write(json_format.dumps(told) if json else f"идущих {job.looked_at}, сдвинуто {job.moved}")


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise CommandError(f"Момент «{written}» не прочитан: напишите как 2026-11-21T10:00.") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)
