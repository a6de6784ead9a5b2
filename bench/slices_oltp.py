"""The four slices by plain SQL on the table of facts in SQLite: what they cost without the columnar copy.

Part of `python -m bench.slices --oltp HOME`. SQLite has no quantile: the ninetieth is taken from ranked rows, as a hand
would write it. Days are taken as UTC. Milliseconds of processor's time and by the clock, of one asking.
"""

import sqlite3
import time
from pathlib import Path

_MONTH, _DAY = "substr(received_at, 1, 7)", "substr(received_at, 1, 10)"
_PLACE = "substr(territory_code, 1, 8)"
_HOURS = "(julianday(coalesce(replied_at, answer_done_at, closed_at)) - julianday(received_at)) * 24"
STATEMENTS = {
    "month × channel × theme": f"SELECT {_MONTH}, channel, topic_code, count(*) FROM facts_fact GROUP BY 1, 2, 3",
    "theme × body × territory with p90": (
        f"WITH told AS (SELECT topic_code AS t, body_id AS b, {_PLACE} AS p, {_HOURS} AS h FROM facts_fact"
        " WHERE coalesce(replied_at, answer_done_at, closed_at) IS NOT NULL),"
        " ranked AS (SELECT t, b, p, h, row_number() OVER (PARTITION BY t, b, p ORDER BY h) AS at,"
        " count(*) OVER (PARTITION BY t, b, p) AS n FROM told)"
        " SELECT t, b, p, max(n), max(h) FROM ranked WHERE at <= 1 + 0.9 * (n - 1) GROUP BY t, b, p"
    ),
    "month × territory, distinct authors": (
        f"SELECT {_MONTH}, {_PLACE}, count(DISTINCT author_hash) FROM facts_fact GROUP BY 1, 2"
    ),
    "90 days of one theme by day": (
        f"SELECT {_DAY}, count(*) FROM facts_fact WHERE topic_code = (SELECT topic_code FROM facts_fact LIMIT 1)"
        " AND received_at >= (SELECT datetime(max(received_at), '-90 days') FROM facts_fact) GROUP BY 1"
    ),
}


def table(home: Path) -> dict[str, object]:
    """By slice; how many facts there are."""
    with sqlite3.connect(f"file:{home}/otklik.sqlite3?mode=ro", uri=True) as database:
        found: dict[str, object] = {"facts": database.execute("SELECT count(*) FROM facts_fact").fetchone()[0]}
        for name, statement in STATEMENTS.items():
            begun, worked = time.perf_counter(), time.process_time()
            rows = len(database.execute(statement).fetchall())
            found[name] = {
                "cpu_ms": round((time.process_time() - worked) * 1000),
                "clock_ms": round((time.perf_counter() - begun) * 1000), "groups": rows,
            }  # fmt: skip
    return found
