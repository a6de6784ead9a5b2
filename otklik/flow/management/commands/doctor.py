"""otklik doctor: is all in order, and what to do where it is not."""

import json as json_format
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from otklik.flow import health


class Command(BaseCommand):
    """Looks, changes nothing; ends with 1 where something is wrong."""

    help = "проверить установку и сказать, что сделать [--json]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="машинный вид")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        found = health.examine()
        if json:
            self.stdout.write(json_format.dumps([sign.told() for sign in found], ensure_ascii=False))
        else:
            for sign in found:
                self.stdout.write(f"{'✓' if sign.is_well else '✗'} {sign.title}: {sign.finding}")
        if not all(sign.is_well for sign in found):
            raise SystemExit(1)
