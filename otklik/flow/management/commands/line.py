"""otklik line run --drain: walk what waits through triage, routing and deadlines."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from otklik.flow import run


class Command(BaseCommand):
    """Safe to kill and run again: nothing is lost or doubled."""

    help = "провести ожидающие письма и вопросы по линии: line run --drain [--json]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("run",), help="run: идти по линии")
        parser.add_argument("--drain", action="store_true", help="пока не останется работы (иначе один проход)")
        parser.add_argument("--json", action="store_true", help="итог одной строкой JSON")

    def handle(self, *args: Any, drain: bool, json: bool, **options: Any) -> None:
        walk = run.drain(stop_after_s=None if drain else 0, on_batch=None if json else self._show)
        self.stdout.write(_json(walk) if json else self._told(walk))

    def _show(self, walk: run.Walk) -> None:
        self.stderr.write(f"\rписем {walk.letters}, шагов {walk.outcomes.total()}, фактов {walk.facts}", ending="")

    def _told(self, walk: run.Walk) -> str:
        steps = "\n".join(f"  {step}: {number}" for step, number in sorted(walk.outcomes.items()))
        return f"\nПисем прочитано: {walk.letters}\n{steps}\nЗа {walk.seconds:.1f} с"


def _json(walk: run.Walk) -> str:
    return json.dumps(run.report(walk), ensure_ascii=False)
