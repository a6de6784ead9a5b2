"""The main job whole: a table taken in and walked through the line, beside raw inserts of the same rows.

Usage: python bench/line.py TABLE, for example ../shared/data/perm/incidents.csv. Prints one JSON object: CPU seconds
and peak memory of each process, and their sum as a ratio to the physical limit: the rows of the resulting database
inserted by bare sqlite3 into an empty database of the same schema, a transaction a thousand rows.
"""

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = Path(tempfile.mkdtemp(prefix="otklik-bench-"))
ENV = {**os.environ, "OTKLIK_HOME": str(HOME)}


def run(*words: str) -> dict[str, object]:
    """One command of the product: its own report, CPU seconds, wall seconds, peak memory in MB."""
    # The peak of children is a maximum over all of them: each command is measured in a process of its own.
    script = (
        "import json, resource, subprocess, sys; done = subprocess.run(sys.argv[1:], capture_output=True, text=True);"
        " used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        " print(json.dumps([done.returncode, done.stdout, done.stderr[-2000:], used.ru_utime + used.ru_stime,"
        " used.ru_maxrss / 1024]))"
    )
    begun = time.monotonic()
    otklik = str(ROOT / ".venv/bin/otklik")
    out = subprocess.run(
        [sys.executable, "-c", script, otklik, *words], env=ENV, capture_output=True, text=True, check=True
    )
    code, stdout, stderr, cpu_s, peak_mb = json.loads(out.stdout)
    if code:
        raise SystemExit(f"otklik {' '.join(words)}: {stderr or stdout}")
    report = json.loads(stdout) if "--json" in words else {}
    wall_s = time.monotonic() - begun
    return {"cpu_s": round(cpu_s, 1), "wall_s": round(wall_s, 1), "peak_mb": round(peak_mb), "report": report}


def raw_inserts() -> tuple[float, int]:
    """CPU seconds to insert every row of the database into an empty one of the same schema, and how many rows."""
    full = sqlite3.connect(HOME / "otklik.sqlite3")
    empty = sqlite3.connect(HOME / "empty.sqlite3", isolation_level=None)
    empty.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    rooms = ("appeals_", "citizens_", "intake_", "triage_", "deadlines_", "facts_fact")
    schema = full.execute(
        "SELECT name, tbl_name, type, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC"
    )
    kept = [row for row in schema if row[1].startswith(rooms) and row[2] in ("table", "index")]
    for _, _, _, sql in kept:
        empty.execute(sql)
    rows = {name: full.execute(f"SELECT * FROM {name}").fetchall() for name, _, kind, _ in kept if kind == "table"}
    before = resource.getrusage(resource.RUSAGE_SELF)
    for table, content in rows.items():
        for start in range(0, len(content), 1000):
            places = ", ".join("?" * len(content[start]))
            empty.execute("BEGIN IMMEDIATE")
            empty.executemany(f"INSERT INTO {table} VALUES ({places})", content[start : start + 1000])
            empty.execute("COMMIT")
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, sum(map(len, rows.values()))


def main() -> None:
    table = sys.argv[1]
    run("init")
    told = {"intake": run("intake", table, "--channel", "incident", "--json")}
    told["line"] = run("line", "run", "--drain", "--json")
    limit, rows = raw_inserts()
    total = sum(float(str(part["cpu_s"])) for part in told.values())
    summary = {"cpu_s in all": round(total, 1), "rows written": rows, "raw inserts cpu_s": round(limit, 2),
               "ratio": round(total / limit, 1)}  # fmt: skip
    print(json.dumps(told | summary, ensure_ascii=False, indent=1))


main()
