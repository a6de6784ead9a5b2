"""otklik up: the web server and the worker, until stopped."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from otklik.flow import service


class Command(BaseCommand):
    """Two child processes; when one dies the other is stopped too, so that a supervisor sees it."""

    help = "запустить: сервер страниц и рабочий процесс [--host 127.0.0.1] [--port 8000]"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="процессов сервера страниц")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        self.stdout.write(f"Отклик: http://{host}:{port}/  (остановить: Ctrl+C)")
        service.run(host=host, port=port, workers=workers)
