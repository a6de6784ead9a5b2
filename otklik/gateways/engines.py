"""Opens the engine that counts slices, by its address: DuckDB in the process, ClickHouse, Spark or Sail, PostgreSQL."""

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import duckdb
import ibis
import pyarrow as pa
from ibis.expr.operations import Node

T = TypeVar("T")
FACTS = "facts"
"""Under this name an engine has the columnar copy of facts."""
KINDS = {"duckdb": "DuckDB", "clickhouse": "ClickHouse", "spark": "Spark", "postgres": "PostgreSQL"}


class EngineError(RuntimeError):
    """An engine that can't be opened or does not answer; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An open engine: its kind (a key of KINDS) and what expressions are run by."""

    kind: str
    backend: Any
    files: tuple[str, ...] = ()

    def run(self, expression: ibis.expr.types.Table) -> pa.Table:
        """The rows of an expression over the table FACTS. Raises EngineError."""
        if self.kind == "duckdb":
            return _asking(self.kind, lambda: self.backend.con.sql(_statement(expression.op())).to_arrow_table())
        return _asking(self.kind, lambda: self.backend.to_pyarrow(expression))


def _asking(kind: str, ask: Callable[[], T]) -> T:
    """What an engine answers. Raises EngineError for whatever it can't."""
    try:
        return ask()
    except (duckdb.OutOfMemoryException, MemoryError) as failure:
        raise EngineError(
            f"{KINDS[kind]} не хватило памяти на этот срез: сократите период, уберите разрез или показатель с "
            f"медианой, либо дайте движку больше памяти (OTKLIK_ENGINE, memory_limit). {_short(failure)}"
        ) from failure
    except _failures(kind) as failure:
        raise EngineError(
            f"{KINDS[kind]} не посчитал срез: {_short(failure)} Попробуйте ещё раз через минуту; если повторится, "
            "проверьте движок из OTKLIK_ENGINE."
        ) from failure


def _failures(kind: str) -> tuple[type[Exception], ...]:
    """What an engine may raise; the errors of a client are known once it was imported."""
    place, name = _CLIENT_ERRORS.get(kind, ("", ""))
    client = getattr(sys.modules.get(place), name, None)
    return (*_FAILURES, client) if client else _FAILURES


@lru_cache(maxsize=512)
def _statement(expression: Node) -> str:
    """DuckDB's SQL of an expression: to write it takes ten milliseconds, as long as many a slice takes to count."""
    return str(ibis.to_sql(expression.to_expr(), dialect="duckdb"))


_FAILURES = (duckdb.Error, ibis.common.exceptions.IbisError, OSError, RuntimeError, ValueError)
_CLIENT_ERRORS = {
    "clickhouse": ("clickhouse_connect.driver.exceptions", "ClickHouseError"),
    "spark": ("pyspark.errors", "PySparkException"), "postgres": ("psycopg", "Error"),
}  # fmt: skip


class _Opened(threading.local):
    """The engines that a thread has opened, with the files that they have in view, by process and address."""

    def __init__(self) -> None:
        self.engines: dict[tuple[int, str], Engine] = {}


_open = _Opened()
_opening = threading.Lock()
_instances: dict[tuple[int, str], duckdb.DuckDBPyConnection] = {}


def reads_files(address: str) -> bool:
    """Whether the engine of an address reads the files itself; the others have the table."""
    return urlsplit(address).scheme in _READ


def engine(address: str, files: Sequence[str], *, view: str = "") -> Engine:
    """The engine of this address for this thread, with FACTS over `files` (DuckDB and Spark read them themselves).

    ClickHouse has the table already, loaded by whoever runs it; so may PostgreSQL, and where it has not, FACTS is a
    `view`, a SELECT over the tables of the product. Raises EngineError.
    """
    key = (os.getpid(), address)
    kept = _open.engines.get(key)
    found = kept or _opened(address)
    if found.kind in _READ and (kept is None or kept.files != tuple(files)):
        found = replace(found, files=tuple(files))
        _asking(found.kind, lambda: _READ[found.kind](found.backend, files))
    if found.kind == "postgres" and kept is None and view:
        _asking(found.kind, lambda: _view_in_postgres(found.backend, view))
    _open.engines[key] = found
    return found


def forget(address: str) -> None:
    """Open the engine anew next time: a file that it had in view has gone."""
    _open.engines.pop((os.getpid(), address), None)


def _opened(address: str) -> Engine:
    kind = urlsplit(address).scheme
    if kind not in KINDS:
        raise EngineError(f"Адрес движка «{kind}://…» не подходит; есть: {', '.join(f'{one}://' for one in KINDS)}.")
    try:
        return Engine(kind, _asking(kind, lambda: _BACKENDS[kind](address)))
    except ImportError as failure:
        raise EngineError(
            f"Для движка {KINDS[kind]} не хватает пакета «{failure.name}»: установите его или выберите duckdb://."
        ) from failure


def _duckdb(address: str) -> Any:
    """A connection of this thread to the DuckDB of the process: the limit of memory holds for all threads together."""
    asked = parse_qs(urlsplit(address).query)
    config: dict[str, Any] = {name: asked[name][0] for name in ("memory_limit", "threads") if name in asked}
    with _opening:
        # What another process has opened, before it became this one, is not this one's.
        if not _lives(_instances.get((os.getpid(), address))):
            spilled = Path(tempfile.gettempdir()) / f"otklik-duckdb-{os.getpid()}"
            config |= {"temp_directory": str(spilled), "preserve_insertion_order": "false"}
            connect = duckdb.connect
            _instances[os.getpid(), address] = connect(":memory:", config=config)
        connection = _instances[os.getpid(), address].cursor()
    return ibis.duckdb.from_connection(connection)


def _lives(instance: duckdb.DuckDBPyConnection | None) -> bool:
    """Whether it still answers: after an error inside DuckDB itself it never will."""
    try:
        return instance is not None and bool(instance.cursor().execute("SELECT 1").fetchone())
    except duckdb.Error:
        return False


def _by_address(address: str) -> Any:
    connect = ibis.connect
    return connect(address)


def _spark(address: str) -> Any:
    # The client is big and only regions with a cluster install it.
    # Its client looks for a distribution of Spark, which it does not need, and gives up the process without one.
    os.environ.setdefault("SPARK_HOME", str(Path(import_module("pyspark").__file__ or "").parent))
    spark = import_module("pyspark.sql")
    place = urlsplit(address)
    session = spark.SparkSession.builder.remote(f"sc://{place.hostname}:{place.port or 15002}").getOrCreate()
    connect = ibis.pyspark.connect
    return connect(session)


def _read_by_duckdb(backend: Any, files: Sequence[str]) -> None:
    backend.read_parquet(list(files), table_name=FACTS)


def _read_by_spark(backend: Any, files: Sequence[str]) -> None:
    # The workers read the files themselves: the folder must be one that they see.
    backend._session.read.parquet(*files).createOrReplaceTempView(FACTS)


def _view_in_postgres(backend: Any, view: str) -> None:
    """Of this connection alone: nothing is left in the database, and a table of that name is not hidden."""
    with backend.con.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [FACTS])
        if cursor.fetchone()[0]:
            cursor.execute(f"CREATE TEMPORARY VIEW {FACTS} AS {view}")
    backend.con.commit()


_READ = {"duckdb": _read_by_duckdb, "spark": _read_by_spark}
_BACKENDS = {"duckdb": _duckdb, "clickhouse": _by_address, "spark": _spark, "postgres": _by_address}


def _short(failure: BaseException) -> str:
    return f"{type(failure).__name__}: {str(failure).splitlines()[0][:200] if str(failure) else ''}".rstrip(": ")
