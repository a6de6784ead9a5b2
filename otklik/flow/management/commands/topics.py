"""otklik topics load FILE --edition C --name N --from D: load an edition of a classifier from a CSV."""

import json as json_format
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from otklik.reference import actions as reference
from otklik.reference.classifier import EditionDraft, Loaded

SHOWN = 20


class Command(BaseCommand):
    """A table with a flaw is not loaded at all; what is in force stays."""

    help = "загрузить редакцию классификатора: topics load ФАЙЛ --edition КОД --name НАЗВАНИЕ --from 2025-10-31"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("load",))
        parser.add_argument("file", type=Path, help="CSV с колонками code, name, level, source")
        parser.add_argument("--edition", required=True, help="код редакции, например official-2025")
        parser.add_argument("--name", required=True, help="название редакции")
        parser.add_argument("--from", dest="valid_from", required=True, help="с какого дня действует: 2025-10-31")
        parser.add_argument("--source", default="", help="откуда взят")
        parser.add_argument("--json", action="store_true", help="итог одной строкой JSON")

    def handle(
        self, *args: Any, file: Path, edition: str, name: str, valid_from: str, source: str, json: bool, **options: Any
    ) -> None:
        draft = EditionDraft(edition, name, _day(valid_from))
        try:
            loaded = reference.load_classifier(
                file, edition=draft, source=source or file.name, by=None, at=timezone.now()
            )
        except OSError as failure:
            why = f"Файл «{file}» не открывается: {failure.strerror}; проверьте путь и права."
            raise CommandError(why) from failure
        if loaded.flaws:
            raise CommandError(_refused(loaded))
        told = {"added": loaded.added, "renamed": loaded.renamed, "closed": loaded.closed}
        if json:
            self.stdout.write(json_format.dumps(told))
        else:
            self.stdout.write(f"Тем добавлено {loaded.added}, переименовано {loaded.renamed}, закрыто {loaded.closed}.")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise CommandError(f"Дата «{written}» не прочитана: напишите как 2025-10-31.") from None


def _refused(loaded: Loaded) -> str:
    lines = [f"  {flaw}" for flaw in loaded.flaws[:SHOWN]]
    return "\n".join((f"Таблица не загружена, ошибок {len(loaded.flaws)}:", *lines))
