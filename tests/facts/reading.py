"""Run by test_readers.py in a process of its own: three processes read slices while a fourth writes their month anew.

Each round the writer gives all facts of a month another load and writes the month. A reader must see one load in all
rows at once, never an earlier one than before, and never fail. Prints what was seen as JSON.
"""

import gc
import json
import os
import sys
from datetime import UTC, datetime, timedelta

import django
from django.conf import settings
from django.core.management import call_command

settings.MIGRATION_MODULES = {name.rsplit(".", maxsplit=1)[-1]: None for name in settings.INSTALLED_APPS}
django.setup()

from django.db import connections, transaction  # noqa: E402

from otklik.appeals import bulk  # noqa: E402
from otklik.facts import parquet  # noqa: E402
from otklik.facts.models import Fact  # noqa: E402
from otklik.facts.months import month_of  # noqa: E402
from otklik.indicators import cube, source  # noqa: E402

READERS, ROUNDS, ROWS = 3, int(sys.argv[1]), 3000
AT = datetime(2026, 11, 16, 6, tzinfo=UTC)


def read() -> int:
    """Read until the last round is seen; how many reads it took. Raises AssertionError for a torn or older month."""
    seen, reads = 0.0, 0
    while seen < ROUNDS:
        facts = cube.table(AT)
        (row,) = source.run(facts.aggregate(n=facts.count(), least=facts.load.min(), most=facts.load.max())).to_pylist()
        assert row["n"] == ROWS and row["least"] == row["most"] >= seen, (row, seen)
        seen, reads = row["most"], reads + 1
    return reads


def main() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    with transaction.atomic():
        bulk.insert(
            Fact(question_id=number, appeal_id=number, received_at=AT, channel="api", legal_kind="message",
                 state="taken", is_open=True, excerpt="", version=1)
            for number in range(1, ROWS + 1)
        )  # fmt: skip
    parquet.write(month_of(AT), AT)
    connections.close_all()
    gc.freeze()
    children = []
    for _ in range(READERS):
        told, tell = os.pipe()
        if not (child := os.fork()):
            os.write(tell, str(read()).encode())
            os._exit(0)
        os.close(tell)
        children.append((child, told))
    for number in range(1, ROUNDS + 1):
        Fact.objects.update(load=number)
        parquet.write(month_of(AT), AT + timedelta(seconds=number))
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _ in children]
    reads = [int(os.read(told, 20) or 0) for _, told in children]
    sys.stdout.write(json.dumps({"codes": codes, "reads": reads}) + "\n")


main()
