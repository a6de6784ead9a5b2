"""The same slices on three engines give the same numbers: DuckDB, ClickHouse's SQL (chDB), Sail with two workers."""

import os
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from otklik.gateways.engines import FACTS, engine
from otklik.indicators import catalogue
from otklik.indicators.cube import Seen
from otklik.indicators.cutting import Cutter
from otklik.indicators.indicator import Indicator, Kind
from otklik.indicators.rules import Period, Slice
from otklik.shelf import things
from tests.indicators.ground import NOW, RESIDENTS, facts, table

SHELF = things(catalogue, Indicator)
# ClickHouse guesses the ninetieth from a sample: the indicator says so.
EXACT = [code for code, one in SHELF.items() if one.kind is not Kind.NINETIETH]
SPRING = Period(date(2026, 3, 1), date(2026, 5, 31))
SLICES = (
    Slice(tuple(EXACT), (), SPRING),
    Slice(("received", "authors", "in_time"), ("month", "channel", "group"), SPRING, top=0, compare="year"),
    Slice(("in_time", "answer_hours"), ("topic", "body", "place"), SPRING, top=0),
    Slice(("authors",), ("month", "place"), Period(date(2025, 1, 1), date(2026, 5, 31)), top=0),
    Slice(("answered", "late_by"), ("day",), SPRING, filters=(("group", ("im.03",)),)),
    Slice(("received",), ("group", "kind"), SPRING, top=3, compare="previous"),
    Slice(("received",), ("place", "week"), SPRING, per="1000", top=0),
    Slice(("open", "overdue", "load_each"), ("body", "answered_in"), SPRING, top=0),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two months of files, as the columnar copy has them."""
    rows, folder = facts(), tmp_path_factory.mktemp("facts")
    for half in (0, 1):
        pq.write_table(table(rows[half::2]), folder / f"{half}.parquet")
    return sorted(str(path) for path in folder.glob("*.parquet"))


@pytest.fixture(scope="module")
def told(files):
    """What DuckDB says, by slice."""
    return [cut(engine("duckdb://", files).run, "duckdb", asked) for asked in SLICES]


def cut(run, kind, asked):
    found = Cutter(run, kind, (Seen(),), RESIDENTS, NOW).cut(asked, [SHELF[code] for code in asked.measures])
    return {group.keys: group.figures for group in found.groups} | {("total",): found.total}


def same(here, there):
    assert set(here) == set(there)
    for keys, figures in here.items():
        for mine, other in zip(figures, there[keys], strict=True):
            assert (mine.n, mine.before_n) == (other.n, other.before_n)
            assert other.value == (None if mine.value is None else pytest.approx(mine.value, rel=1e-9))
            assert other.before == (None if mine.before is None else pytest.approx(mine.before, rel=1e-9))


class ChDb:
    """Runs expressions by ClickHouse's own code in this process."""

    def __init__(self, files):
        from chdb.session import Session

        self._session = Session()
        glob = str(Path(files[0]).parent / "*.parquet")
        self._session.query(f"CREATE VIEW {FACTS} AS SELECT * FROM file('{glob}', Parquet)")

    def run(self, expression):
        statement = ibis.to_sql(expression, dialect="clickhouse")
        with pa.ipc.open_stream(bytes(self._session.query(statement, "ArrowStream").bytes())) as reader:
            return reader.read_all()


@pytest.fixture(scope="module")
def clickhouse(files):
    pytest.importorskip("chdb")
    return ChDb(files).run


@pytest.fixture(scope="module")
def sail(files):
    """A cluster of two workers of its own, gone with the module."""
    pytest.importorskip("pysail")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    asked = os.environ | {"SAIL_MODE": "local-cluster", "SAIL_CLUSTER__WORKER_INITIAL_COUNT": "2"}
    command = [str(Path(sys.executable).parent / "sail"), "spark", "server", "--port", str(port)]
    process = subprocess.Popen(command, env=asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait(port)
    opened = engine(f"spark://127.0.0.1:{port}", files)
    yield opened.run
    # A session that outlives its server asks for it for minutes at the end of the process.
    opened.backend._session.stop()
    process.terminate()
    process.wait(20)


def _wait(port):
    for _ in range(120):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError("Sail did not start in a minute")


@pytest.mark.parametrize("number", range(len(SLICES)))
def test_clickhouse_gives_the_same_numbers(clickhouse, told, number):
    same(told[number], cut(clickhouse, "clickhouse", SLICES[number]))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(SLICES)))
def test_a_cluster_of_two_gives_the_same_numbers(sail, told, number):
    same(told[number], cut(sail, "spark", SLICES[number]))
