"""Run by test_harm.py in a process of its own: readers count while a month's file is cut short and taken away."""

import json
import os
import subprocess
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command

settings.MIGRATION_MODULES = {name.rsplit(".", maxsplit=1)[-1]: None for name in settings.INSTALLED_APPS}
django.setup()

from django.db import connections, transaction  # noqa: E402

from otklik.appeals import bulk  # noqa: E402
from otklik.facts import parquet  # noqa: E402
from otklik.facts.models import Fact, MonthFile  # noqa: E402
from otklik.indicators import queries  # noqa: E402
from otklik.indicators.rules import Period, Slice  # noqa: E402
from otklik.offices.rules import EVERYTHING  # noqa: E402
from tests.factories import NOON  # noqa: E402

QUESTIONS, READERS, COUNTS = 30, 2, 12
ASKED = Slice(("received", "answer_hours"), ("channel",), Period(NOON.date(), NOON.date()))


def read() -> None:
    """Count COUNTS times; print every count that was not the true one."""
    told = [queries.cut(ASKED, EVERYTHING, now=NOON).total[0].value for _ in range(COUNTS)]
    sys.stdout.write(json.dumps([one for one in told if one != QUESTIONS]))


def harm(readers: list[subprocess.Popen]) -> int:
    """While they read, cut the file in force short, or take it away, some times a second; how often."""
    times = 0
    while any(reader.poll() is None for reader in readers):
        path = parquet.folder() / MonthFile.objects.get().name
        if times % 2:
            path.unlink(missing_ok=True)
        elif path.exists():
            os.truncate(path, 100)
        times += 1
        time.sleep(0.5)
    return times


def main() -> None:
    if len(sys.argv) > 1:
        read()
        return
    call_command("migrate", run_syncdb=True, verbosity=0)
    with transaction.atomic():
        bulk.insert(
            Fact(question_id=number, appeal_id=number, received_at=NOON, channel="api", legal_kind="message",
                 state="taken", is_open=True, excerpt="", version=1)
            for number in range(1, QUESTIONS + 1)
        )  # fmt: skip
    parquet.heal(NOON)
    connections.close_all()
    command = [sys.executable, "-m", "tests.indicators.harmed", "read"]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(READERS)]
    harmed = harm(readers)
    told = {"harmed": harmed, "codes": [reader.returncode for reader in readers]}
    sys.stdout.write(json.dumps(told | {"wrong": [json.loads(reader.stdout.read() or "[-1]") for reader in readers]}))


main()
