"""Four slices through the product's own path beside the same by hand: DuckDB's SQL, pandas, the OLTP database.

Usage: python -m bench.slices [--rows 10000000] [--huge] [--oltp HOME]. The facts are invented (bench/facts_made.py) and
kept under the temporary folder for the next run. Ours and DuckDB's by hand take turns in one process, so that both meet
the same load of the machine; the processor's time (of all threads) and the time by the clock are medians of ROUNDS in
milliseconds, the first asking (`cold`) apart. «ours»: the product's path up to the figures that a page gets, the twenty
largest values and the others, the sums of each dimension, the total. «groups by hand»: one statement of the groups
alone, fetched as Arrow. «the same by hand»: all statements that tell what ours tells. Ratios are of processor's time.
Peaks are of processes of their own. `--huge` goes on to ten times the rows (only the columns needed are filled);
`--oltp HOME` asks the table of facts of a home made by `bench.facts_home HOME 1000000 --database`, beside ours on it.
Prints one JSON object.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOW, ROUNDS = datetime(2026, 11, 22, 9, tzinfo=UTC), 5
SINCE, UNTIL, LATELY = date(2023, 12, 1), date(2026, 11, 22), date(2026, 8, 25)
TOPIC = "im.03.04"
NEEDED = (
    "question_id", "received_at", "month", "day", "channel", "topic_code", "group_code", "body_id", "municipality_code",
    "answer_hours", "answered_day", "author_hash", "territory_code", "is_open", "due_at", "warn_at",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One slice: for ours its measures, dimensions and top; for a hand the columns, what is counted, the condition."""

    measures: tuple[str, ...]
    dimensions: tuple[str, ...]
    columns: tuple[str, ...]
    figure: str
    where: str
    top: int = 0
    topic: str = ""
    since: date = SINCE


_ALL = f"day BETWEEN '{SINCE}' AND '{UNTIL}'"
_ANSWERED = f"answered_day BETWEEN '{SINCE}' AND '{UNTIL}'"
SLICES = {
    "month × channel × theme": Asked(
        ("received",), ("month", "channel", "topic"), ("month", "channel", "topic_code"), "count(*)", _ALL, top=20),
    "theme × body × territory with p90": Asked(
        ("answer_hours_p90",), ("topic", "body", "place"), ("topic_code", "body_id", "municipality_code"),
        "count(answer_hours), quantile_cont(answer_hours, 0.9)", _ANSWERED, top=20),
    "month × territory, distinct authors": Asked(
        ("authors",), ("month", "place"), ("month", "municipality_code"),
        "count(author_hash), count(DISTINCT author_hash)", _ALL, top=50),
    "90 days of one theme by day": Asked(
        ("received",), ("day",), ("day",), "count(*)",
        f"topic_code = '{TOPIC}' AND day BETWEEN '{LATELY}' AND '{UNTIL}'", topic=TOPIC, since=LATELY),
}  # fmt: skip
"""By name."""


def ours(asked: Asked, files: list[str], *, sums: bool = True) -> Callable[[], object]:
    """The product's path: the slice, its SQL, the engine, figures as a page gets them."""
    from otklik.gateways.engines import engine
    from otklik.indicators import catalogue
    from otklik.indicators.cutting import Cutter
    from otklik.indicators.indicator import Indicator
    from otklik.indicators.rules import Period, Slice
    from otklik.offices.rules import EVERYTHING
    from otklik.shelf import things

    on_shelf = things(catalogue, Indicator)
    filters = (("topic", (asked.topic,)),) if asked.topic else ()
    wanted = Slice(asked.measures, asked.dimensions, Period(asked.since, UNTIL), filters, top=asked.top)

    def ask() -> object:
        opened = engine("duckdb://?memory_limit=4GB&threads=2", files)
        cutter = Cutter(opened.run, opened.kind, EVERYTHING.reaches, {}, NOW)
        return cutter.cut(wanted, [on_shelf[code] for code in asked.measures], sums=sums)

    return ask


def without_sums(asked: Asked, files: list[str]) -> Callable[[], object]:
    """The same without the sums of each dimension: groups and the total."""
    return ours(asked, files, sums=False)


def by_hand(asked: Asked, files: list[str]) -> Callable[[], object]:
    """The one statement of the groups alone."""
    return _statements(files, [_statement(asked, asked.columns, {})])


def the_same_by_hand(asked: Asked, files: list[str]) -> Callable[[], object]:
    """Every statement that a hand needs for what ours tells; the top is looked up once, before the clock starts."""
    top = _top(asked, files) if asked.top else {}
    sums = [(column,) for column in asked.columns] if len(asked.columns) > 1 else []
    return _statements(files, [_statement(asked, columns, top) for columns in (asked.columns, *sums, ())])


def by_pandas(asked: Asked, files: list[str]) -> Callable[[], object]:
    """pyarrow reads the columns, pandas groups them."""
    import pyarrow.dataset as ds

    last = asked.columns if asked.figure == "count(*)" else (*asked.columns, "answer_hours", "author_hash")
    day = "answered_day" if "answered" in asked.where else "day"

    def ask() -> object:
        kept = (ds.field(day) >= asked.since) & (ds.field(day) <= UNTIL)
        if asked.topic:
            kept &= ds.field("topic_code") == asked.topic
        wanted = [name for name in last if name in asked.columns or name in asked.figure]
        rows = ds.dataset(files).to_table(columns=wanted, filter=kept).to_pandas()
        groups = rows.groupby(list(asked.columns), dropna=False, observed=True)
        if "quantile" in asked.figure:
            return groups["answer_hours"].quantile(0.9)
        return groups["author_hash"].nunique() if "DISTINCT" in asked.figure else groups.size()

    return ask


def _statements(files: list[str], statements: Sequence[str]) -> Callable[[], object]:
    import duckdb

    connection = duckdb.connect(config={"threads": 2, "memory_limit": "4GB", "preserve_insertion_order": "false"})
    connection.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet({files!r})")
    return lambda: [connection.sql(statement).to_arrow_table() for statement in statements]


def _statement(asked: Asked, columns: Sequence[str], top: dict[str, list[object]]) -> str:
    told = [f"CASE WHEN {name} IN {tuple(top[name])} THEN {name}::TEXT ELSE '…' END" if name in top else name
            for name in columns]  # fmt: skip
    grouped = f" GROUP BY {', '.join(str(number) for number in range(1, len(told) + 1))}" if told else ""
    return f"SELECT {', '.join([*told, asked.figure])} FROM facts WHERE {asked.where}{grouped}"


def _top(asked: Asked, files: list[str]) -> dict[str, list[object]]:
    import duckdb

    found = {}
    for column in asked.columns:
        statement = f"SELECT {column} FROM read_parquet({files!r}) WHERE {asked.where} AND {column} IS NOT NULL"
        rows = duckdb.sql(f"{statement} GROUP BY 1 ORDER BY count(*) DESC LIMIT {asked.top + 1}").fetchall()
        if len(rows) > asked.top and column != "month":
            found[column] = [row[0] for row in rows[: asked.top]]
    return found


WAYS = {"ours": ours, "ours without sums": without_sums, "groups by hand": by_hand,
        "the same by hand": the_same_by_hand, "pandas": by_pandas}  # fmt: skip


def turns(ways: Sequence[str], name: str, folder: Path) -> dict[str, dict[str, float]]:
    """Each way asked in turn, once cold and ROUNDS warm, in this process."""
    files = sorted(str(path) for path in folder.glob("*.parquet"))
    asks = {way: WAYS[way](SLICES[name], files) for way in ways}
    took: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(1 + (ROUNDS if len(ways) > 1 else 0)):
        for way, ask in asks.items():
            begun, worked = time.perf_counter(), time.process_time()
            ask()
            took[way].append(((time.process_time() - worked) * 1000, (time.perf_counter() - begun) * 1000))
    return {way: _told(rounds) for way, rounds in took.items()}


def _told(rounds: list[tuple[float, float]]) -> dict[str, float]:
    warm = rounds[1:] or rounds
    return {
        "cpu_ms": round(statistics.median(cpu for cpu, _ in warm), 1),
        "clock_ms": round(statistics.median(clock for _, clock in warm), 1), "cold_ms": round(rounds[0][1]),
    }  # fmt: skip


def measured(ways: Sequence[str], name: str, folder: Path) -> dict[str, dict[str, float]]:
    """What a process of its own says of these ways; of one alone its peak too."""
    command = [sys.executable, "-m", "bench.slices", "--child", ",".join(ways), name, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return json.loads(done.stdout)


def table(folder: Path, ways: Sequence[str]) -> dict[str, dict[str, object]]:
    """Each slice by each way, the ratios beside."""
    found: dict[str, dict[str, object]] = {}
    for name in SLICES:
        row: dict[str, object] = dict(measured([way for way in ways if way != "pandas"], name, folder))
        cpu = {way: told["cpu_ms"] for way, told in row.items()}
        row |= {f"ours / {way}": round(cpu["ours"] / cpu[way], 2) for way in cpu if way.endswith("hand")}
        row["ours without sums / groups by hand"] = round(cpu["ours without sums"] / cpu["groups by hand"], 2)
        for way in ways:
            alone = measured([way], name, folder)
            row[way] = row.get(way, {}) | {"peak_mb": alone["peak_mb"]} if way in row else alone[way] | {
                "peak_mb": alone["peak_mb"]}  # fmt: skip
        found[name] = row
    return found


def made(rows: int, *, huge: bool = False) -> tuple[Path, dict[str, float]]:
    """The folder of so many facts, made unless it lies there, and how long that took."""
    from bench import facts_made

    folder = Path(tempfile.gettempdir()) / f"otklik-slices-{rows}"
    begun = time.perf_counter()
    if not (folder / "ready").exists():
        facts_made.write(folder, rows, only=NEEDED if huge else None)
        (folder / "ready").touch()
    size = sum(path.stat().st_size for path in folder.glob("*.parquet"))
    return folder, {"made_s": round(time.perf_counter() - begun), "size_mb": round(size / 1e6)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--huge", action="store_true")
    parser.add_argument("--oltp", type=Path)
    parser.add_argument("--child", nargs=3, metavar=("WAY", "SLICE", "FOLDER"))
    asked = parser.parse_args()
    if asked.child:
        ways = asked.child[0].split(",")
        told = turns(ways, asked.child[1], Path(asked.child[2]))
        peak = {"peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)} if len(ways) == 1 else {}
        print(json.dumps(told | peak))
        return
    folder, took = made(asked.rows)
    told: dict[str, object] = {"rows": asked.rows, **took, "load_before": os.getloadavg()[0]}
    told["slices"] = table(folder, list(WAYS))
    if asked.huge:
        folder, took = made(asked.rows * 10, huge=True)
        told["huge"] = took | {"slices": table(folder, ["ours", "ours without sums", "groups by hand"])}
    if asked.oltp:
        from bench import slices_oltp

        told["oltp"] = slices_oltp.table(asked.oltp)
    told["load_after"] = os.getloadavg()[0]
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
