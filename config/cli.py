"""The `otklik` command: its verbs are the product's own management commands."""

import os
import sys
from importlib import import_module
from pkgutil import iter_modules

import django
from django.core.management import execute_from_command_line
from django.db import DatabaseError

# Those that tell what pages tell stand beside the pages.
_COMMANDS = ("otklik.flow.management.commands", "otklik.screens.management.commands")


def main() -> int:
    """Run `otklik VERB …`; without a verb, or with an unknown one, show the verbs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    verbs = _verbs()
    asked = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if asked in verbs:
        return _run()
    django.setup()
    sys.stdout.write(_usage(verbs))
    if asked in ("-h", "--help", "help"):
        return 0
    sys.stderr.write(f"otklik: команды «{asked}» нет.\n")
    return 2


def _run() -> int:
    try:
        execute_from_command_line(sys.argv)
    except DatabaseError as failure:
        if not any(sign in str(failure) for sign in ("no such table", "does not exist")):
            raise
        sys.stderr.write(f"otklik: база ещё не создана ({failure}): выполните otklik init.\n")
        return 2
    return 0


def _verbs() -> dict[str, str]:
    """The module of each verb."""
    found = [(verb.name, folder) for folder in _COMMANDS for verb in iter_modules(import_module(folder).__path__)]
    return {verb: f"{folder}.{verb}" for verb, folder in sorted(found)}


def _usage(verbs: dict[str, str]) -> str:
    lines = [f"  {verb:<10} {import_module(module).Command.help}" for verb, module in verbs.items()]
    return "\n".join(("otklik КОМАНДА [ключи]; otklik КОМАНДА --help рассказывает о ключах", "", *lines, ""))
