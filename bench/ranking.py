"""How long a ranking takes over a million facts answered in one period, beside one scan of the same columns.

Usage: python -m bench.ranking [FACTS]. Makes invented facts, reads them as the product does (DuckDB over Parquet,
ordered, into numpy), puts the evidence together, draws a thousand times for bodies and for municipalities. Prints one
JSON object: CPU-seconds, the ratio to a DuckDB scan of the same columns and rows into one row, the peak of memory.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django

django.setup()

import numpy as np  # noqa: E402

from bench.facts_made import UNTIL, write  # noqa: E402
from otklik.gateways.engines import engine  # noqa: E402
from otklik.indicators.rules import Period  # noqa: E402
from otklik.ranking import reading, standings  # noqa: E402
from otklik.ranking.leagues import Entrant  # noqa: E402
from otklik.ranking.rules import BODY, PLACE  # noqa: E402
from otklik.ranking.seeded import FIRST  # noqa: E402
from otklik.ranking.summary import summed  # noqa: E402


def timed(name: str, told: dict[str, float], do: Callable[[], Any]) -> Any:
    """Seconds of the processor, of all threads: other work on the machine does not count."""
    begun = time.process_time()
    found = do()
    told[name] = round(time.process_time() - begun, 2)
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    told: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / month.name) for month in write(Path(folder), count)]
        opened = engine("duckdb://", files)
        until = UNTIL.date()
        period = Period(until - timedelta(days=3650), until)
        asked = reading.asked(period, UNTIL)
        base = peak()
        timed("scan of the columns", told, lambda: opened.backend.raw_sql(_scan(opened, asked)).fetchall())
        rows = timed("read", told, lambda: opened.run(asked))
        read = timed("made into evidence", told, lambda: reading.made(rows, np.zeros((0, 2), dtype=np.int64)))
        told["questions"] = len(read.bodies)
        for kind in (BODY, PLACE):
            summary = timed(f"{kind}: put together", told, lambda kind=kind: summed(read.of(kind), FIRST))
            known = {key: Entrant(kind, key, key, key, "regional", 50_000) for key in summary.subjects}
            timed(f"{kind}: ranked", told, lambda s=summary, k=known: standings.count(s, FIRST, k))
            told[f"{kind}: subjects"] = len(summary.subjects)
            timed(f"{kind}: another formula tried", told, lambda s=summary, k=known: standings.ordered(s, FIRST, k))
        told["kept, MB"] = round(len(summary.packed()) / 2**20, 2)
    steps = [value for name, value in told.items() if name in ("read", "made into evidence") or "together" in name]
    told["all"] = round(sum(steps) + told["body: ranked"] + told["place: ranked"], 2)
    told["times the scan"] = round(told["all"] / told["scan of the columns"], 1)
    told["peak MB above the start"] = round(peak() - base)
    print(json.dumps(told, indent=1))


def _scan(opened: Any, asked: Any) -> str:
    """One pass over the same columns and rows that gives a single row."""
    inner = opened.backend.compile(asked)
    columns = ", ".join(f"max({name})" for name in asked.columns)
    return f"SELECT count(*), {columns} FROM ({inner})"


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
