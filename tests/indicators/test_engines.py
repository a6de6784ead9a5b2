"""The same slices on three engines give the same numbers: DuckDB, ClickHouse's SQL (chDB), Sail with two workers."""

import os
import socket
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import ibis
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from otklik.facts import view
from otklik.facts.columns import STORED
from otklik.gateways.engines import FACTS, engine, forget
from otklik.indicators import catalogue
from otklik.indicators.cutting import Cutter
from otklik.indicators.indicator import Indicator, Kind
from otklik.indicators.rules import Period, Slice
from otklik.offices.rules import EVERYTHING
from otklik.shelf import things
from tests.indicators.ground import NOW, RESIDENTS, facts, table
from tests.servers.conftest import server

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
    found = Cutter(run, kind, EVERYTHING.reaches, RESIDENTS, NOW).cut(asked, [SHELF[code] for code in asked.measures])
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


@pytest.fixture(scope="module")
def inside_postgres():
    """A database of its own with the stored columns of facts alone: the others are derived by the view."""
    address = server("OTKLIK_TEST_POSTGRES")
    name = f"otklik_engines_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as asked:
        asked.execute(f"CREATE DATABASE {name}")
    own = urlsplit(address)._replace(path=f"/{name}").geturl()
    try:
        with psycopg.connect(own) as asked:
            _lay(asked)
        opened = engine(own, (), view=view.statement("UTC"))
        yield opened.run
        opened.backend.disconnect()
        forget(own)
    finally:
        with psycopg.connect(address, autocommit=True) as asked:
            asked.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _lay(asked):
    kinds = {pa.int64(): "bigint", pa.int16(): "smallint", pa.float64(): "double precision", pa.string(): "text",
             pa.bool_(): "boolean"}  # fmt: skip
    columns = ", ".join(f"{name} {kinds.get(kind, 'timestamptz')}" for name, kind in STORED.items())
    asked.execute(f"CREATE TABLE facts_fact ({columns})")
    with asked.cursor().copy(f"COPY facts_fact ({', '.join(STORED)}) FROM STDIN") as copy:
        for row in facts():
            copy.write_row([row[name] for name in STORED])


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(SLICES)))
def test_postgresql_over_its_own_table_gives_the_same_numbers(inside_postgres, told, number):
    same(told[number], cut(inside_postgres, "postgres", SLICES[number]))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(SLICES)))
def test_a_cluster_of_two_gives_the_same_numbers(sail, told, number):
    same(told[number], cut(sail, "spark", SLICES[number]))
