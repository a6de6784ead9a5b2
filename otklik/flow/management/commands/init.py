"""otklik init [--demo]: make the database, load reference data, make the first administrator."""

import secrets
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from otklik.flow import founding


class Command(BaseCommand):
    """Safe to run again: what is there stays."""

    help = "создать базу, справочники и первого администратора; --demo: с демонстрационным регионом"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="демонстрационный регион с сообщениями")
        parser.add_argument("--days", type=int, default=90, help="сколько дней жизни у демонстрационного региона")

    def handle(self, *args: Any, demo: bool, days: int, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        now = timezone.now()
        founding.lay_foundation(at=now)
        if demo:
            self._demo(now, days)
        elif not founding.has_people():
            password = secrets.token_urlsafe(9)
            founding.first_administrator(password=password, at=now)
            self.stdout.write(f"Администратор: login admin, пароль {password} (показан один раз)")
        self.stdout.write("Готово.")

    def _demo(self, now: datetime, days: int) -> None:
        if founding.has_demo():
            self.stdout.write("Демонстрационный регион уже есть.")
        else:
            self.stdout.write("Создаю демонстрационный регион: две-три минуты…")
            founding.found_demo(at=now, days=days, say=lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write(founding.logins())
