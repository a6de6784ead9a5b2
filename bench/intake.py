"""How fast a table is taken in and read, beside raw inserts of the same bytes into the same database file.

Usage: python bench/intake.py PATH [CHANNEL], for example ../shared/data/perm/incidents.csv incident.
Prints one JSON object.
"""

import json
import os
import resource
import sqlite3
import sys
import tempfile
from pathlib import Path

HOME = tempfile.mkdtemp(prefix="otklik-bench-")
os.environ |= {"OTKLIK_HOME": HOME, "DJANGO_SETTINGS_MODULE": "config.settings.base", "OTKLIK_SECRET_KEY": "bench"}
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

# Tables straight from the models: the bench measures intake, not migrations.
settings.MIGRATION_MODULES = {name.rsplit(".", maxsplit=1)[-1]: None for name in settings.INSTALLED_APPS}
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from otklik.citizens.models import Original  # noqa: E402
from otklik.intake import actions, imports  # noqa: E402

BATCH = 1000


def cpu_s() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def taken(path: Path, channel: str) -> dict[str, float]:
    """Accept the table and read its letters; CPU seconds of each."""
    before = cpu_s()
    started = imports.start(path=path, channel=channel, by=None, at=timezone.now())
    run = imports.run(started.pk, timezone.now())
    accepted = cpu_s()
    while ids := actions.waiting(BATCH):
        actions.read(ids, timezone.now())
    counted = {"rows": run.read, "stored": run.stored, "duplicates": run.duplicates, "quarantined": run.quarantined}
    return counted | {"accept_cpu_s": accepted - before, "read_cpu_s": cpu_s() - accepted}


def raw_inserts() -> float:
    """CPU seconds to insert the same bytes and texts into one plain table, a transaction a thousand rows."""
    rows = [(str(key), bytes(raw), text) for key, raw, text in Original.objects.values_list("key", "raw", "text")]
    plain = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    plain.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    plain.execute("CREATE TABLE bench_raw (key TEXT PRIMARY KEY, raw BLOB, text TEXT)")
    before = cpu_s()
    for start in range(0, len(rows), BATCH):
        plain.execute("BEGIN IMMEDIATE")
        plain.executemany("INSERT INTO bench_raw VALUES (?, ?, ?)", rows[start : start + BATCH])
        plain.execute("COMMIT")
    return cpu_s() - before


def main() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    found = taken(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "incident")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    connection.close()
    limit = raw_inserts()
    whole = found["accept_cpu_s"] + found["read_cpu_s"]
    found |= {"raw_inserts_cpu_s": limit, "ratio": whole / limit, "rows_per_cpu_s": found["rows"] / whole}
    print(json.dumps({name: round(value, 2) for name, value in (found | {"peak_mb": peak}).items()}))


if __name__ == "__main__":
    main()
