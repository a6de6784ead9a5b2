"""otklik intake FILE --channel C: take a table in, row by row, durably."""

import json as json_format
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from otklik.intake import imports
from otklik.intake import queries as inbox
from otklik.intake.tables import TableError


class Command(BaseCommand):
    """Nothing is lost: read = stored + duplicates + quarantined."""

    help = (
        "принять таблицу: intake ФАЙЛ --channel incident [--mapping ИМЯ] [--labels take|compare] [--dry-run] [--json]"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="таблица csv или xlsx")
        parser.add_argument("--channel", required=True, help="канал, например incident")
        parser.add_argument("--mapping", default="", help="имя сохранённого сопоставления колонок")
        labels = "темы и исполнители таблицы: взять как решение или только сравнить с машиной"
        parser.add_argument("--labels", choices=("take", "compare"), default="take", help=labels)
        parser.add_argument("--dry-run", action="store_true", help="только проверить, ничего не принимать")
        parser.add_argument("--json", action="store_true", help="итог одной строкой JSON")

    def handle(
        self, *args: Any, file: Path, channel: str, mapping: str, labels: str, dry_run: bool, json: bool, **options: Any
    ) -> None:
        now = timezone.now()
        try:
            started = imports.start(
                path=file, channel=channel, mapping=mapping, labels=labels, dry_run=dry_run, by=None, at=now
            )
            done = imports.run(started.pk, now, on_progress=None if json else self._show)
        except (TableError, LookupError, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(json_format.dumps(inbox.report(done), ensure_ascii=False) if json else self._told(done))
        if done.failure:
            raise CommandError(done.failure)

    def _show(self, seen: Any) -> None:
        share = 100 * seen.done_bytes // max(seen.total_bytes, 1)
        self.stderr.write(f"\r[{'█' * (share // 4):<25}] {share} %  строк {seen.read}", ending="")

    def _told(self, done: Any) -> str:
        card = inbox.import_card(done.pk, flaws=20)
        flaws = "\n".join(f"  {flaw.told}" for flaw in card.flaws) if card else ""
        counts = f"принято {done.stored}, повторов {done.duplicates}, в карантине {done.quarantined}"
        return f"\nПрочитано {done.read} = {counts}; замечаний {done.flaw_count}\n{flaws}"
