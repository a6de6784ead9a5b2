"""Opens the engine that counts slices, by its address: DuckDB in the process, ClickHouse, Spark or Sail, PostgreSQL."""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import ibis
import pyarrow as pa

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

    def run(self, expression: ibis.expr.types.Table) -> pa.Table:
        """The rows of an expression over the table FACTS. Raises EngineError."""
        try:
            return self.backend.to_pyarrow(expression)
        except (duckdb.Error, ibis.common.exceptions.IbisError, OSError, RuntimeError, ValueError) as failure:
            raise EngineError(f"{KINDS[self.kind]} не посчитал срез: {_short(failure)}") from failure


_open = threading.local()


def engine(address: str, files: Sequence[str]) -> Engine:
    """The engine of this address for this thread, with FACTS over `files` (DuckDB and Spark read them themselves).

    ClickHouse and PostgreSQL have the table already, loaded by whoever runs them. Raises EngineError.
    """
    known: dict[str, tuple[Engine, tuple[str, ...]]] = _open.__dict__.setdefault("engines", {})
    kept, read = known.get(address, (None, ()))
    found = kept or _opened(address)
    if found.kind in ("duckdb", "spark") and (kept is None or read != tuple(files)):
        _READ[found.kind](found.backend, files)
    known[address] = (found, tuple(files))
    return found


def forget(address: str) -> None:
    """Open the engine anew next time: a file that it had in view has gone."""
    _open.__dict__.setdefault("engines", {}).pop(address, None)


def _opened(address: str) -> Engine:
    kind = urlsplit(address).scheme
    if kind not in KINDS:
        raise EngineError(f"Адрес движка «{kind}://…» не подходит; есть: {', '.join(f'{one}://' for one in KINDS)}.")
    try:
        return Engine(kind, _BACKENDS[kind](address))
    except (ImportError, OSError, RuntimeError, ibis.common.exceptions.IbisError) as failure:
        raise EngineError(f"{KINDS[kind]} не открывается: {_short(failure)}") from failure


def _duckdb(address: str) -> Any:
    asked = parse_qs(urlsplit(address).query)
    options = {name: asked[name][0] for name in ("memory_limit", "threads") if name in asked}
    connect = ibis.duckdb.connect
    return connect(**options)


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


_READ = {"duckdb": _read_by_duckdb, "spark": _read_by_spark}
_BACKENDS = {"duckdb": _duckdb, "clickhouse": _by_address, "spark": _spark, "postgres": _by_address}


def _short(failure: BaseException) -> str:
    return f"{type(failure).__name__}: {str(failure).splitlines()[0][:200] if str(failure) else ''}".rstrip(": ")
