"""otklik places load|check FILE --kind K: the region's names and borders from CSV or GeoJSON."""

import json as json_format
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from otklik.flow import places
from otklik.reference.places.kinds import KINDS, kind_named
from otklik.reference.places.load import PlacesFile
from otklik.reference.places.plan import Plan, plan
from otklik.reference.rules import ReferenceRefused

SHOWN = 20


class Command(BaseCommand):
    """A file with flaws is not loaded at all, unless its good rows are asked for; the same file changes nothing."""

    help = "загрузить места: places load ФАЙЛ --kind streets; places check ФАЙЛ --kind borders только смотрит"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=("load", "check"))
        parser.add_argument("file", type=Path, help="CSV (UTF-8, Windows-1251) или GeoJSON")
        parser.add_argument("--kind", required=True, choices=tuple(KINDS), help="что в файле")
        parser.add_argument("--skip-flawed", action="store_true", help="загрузить годные строки, остальные пропустить")
        parser.add_argument("--replace", action="store_true", help="убрать имена этого вида, которых в файле нет")
        parser.add_argument("--json", action="store_true", help="итог одной строкой JSON")

    def handle(
        self, *args: Any, verb: str, file: Path, kind: str, skip_flawed: bool, replace: bool, json: bool, **options: Any
    ) -> None:
        taken = PlacesFile(kind_named(kind), file.name, _read(file), is_replacing=replace)
        if verb == "check":
            made = plan(taken.kind, taken.content, is_replacing=replace)
        else:
            try:
                made = places.put_in_force(taken, skip_flawed=skip_flawed, by=None, at=timezone.now())
            except ReferenceRefused as refused:
                raise CommandError(_refused(refused.flaws)) from refused
        self._tell(made, verb == "check", json)

    def _tell(self, made: Plan, is_check: bool, is_json: bool) -> None:
        if is_json:
            told = made.counted() | {"first_flaws": [str(flaw) for flaw in made.flaws[:SHOWN]]}
            self.stdout.write(json_format.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(_said(made, "будет" if is_check else "сделано"))
            for flaw in made.flaws[:SHOWN]:
                self.stdout.write(f"  {flaw}")
        if is_check and made.flaws:
            raise CommandError(f"Замечаний: {len(made.flaws)}; при загрузке без --skip-flawed ничего не изменится.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        why = f"Файл «{file}» не открывается: {failure.strerror}; проверьте путь и права."
        raise CommandError(why) from failure


def _said(made: Plan, when: str) -> str:
    told = made.counted()
    return (
        f"{made.kind.title}: строк {told['rows']}; {when}: добавлено {told['added']}, изменено {told['changed']}, "
        f"убрано {told['removed']}; без изменений {told['same']}, повторов {told['repeats']}, "
        f"замечаний {told['flaws']}."
    )


def _refused(flaws: tuple[str, ...]) -> str:
    lines = [f"  {flaw}" for flaw in flaws[:SHOWN]]
    advice = "Ничего не изменено. Исправьте файл или загрузите только годные строки: --skip-flawed."
    return "\n".join((f"Файл не загружен, замечаний {len(flaws)}:", *lines, advice))
