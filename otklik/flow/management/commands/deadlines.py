"""otklik deadlines due --policy P --from T: by when an answer is owed."""

import json as json_format
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from otklik.deadlines import queries
from otklik.deadlines.rules import DeadlineError


class Command(BaseCommand):
    """Every term of a policy from a moment on."""

    help = "сроки по политике: deadlines due --policy 59fz --from 2026-11-21T10:00 [--json]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("due",))
        parser.add_argument("--policy", required=True, help="код политики, например 59fz")
        parser.add_argument("--from", dest="start", required=True, help="момент: 2026-11-21T10:00, местное время")
        parser.add_argument("--json", action="store_true", help="машинный вид")

    def handle(self, *args: Any, policy: str, start: str, json: bool, **options: Any) -> None:
        try:
            moment = _moment(start)
            due = queries.due(policy, moment)
        except DeadlineError as refusal:
            raise CommandError(str(refusal)) from refusal
        told = {"policy": policy, "from": moment.isoformat(), "due": {kind: at.isoformat() for kind, at in due}}
        if json:
            self.stdout.write(json_format.dumps(told, ensure_ascii=False))
            return
        for kind, at in due:
            self.stdout.write(f"{kind:<14} {timezone.localtime(at):%d.%m.%Y %H:%M}")


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise CommandError(f"Момент «{written}» не прочитан: напишите как 2026-11-21T10:00.") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)
