"""An indicator as an expression of the engine at hand: one definition, the same figure everywhere."""

from collections.abc import Callable

import ibis
from ibis.expr.types import NumericValue, Table, Value

from otklik.indicators.indicator import Indicator, Kind

DUCKDB, CLICKHOUSE, SPARK = "duckdb", "clickhouse", "spark"


@ibis.udf.agg.builtin(name="median")
def _middle(values: float) -> float:
    """The exact median as Spark itself names it."""
    raise NotImplementedError


@ibis.udf.agg.builtin(name="uniqExact")
def _uniq_exact(values: int) -> int:
    """ClickHouse counts different values only nearly unless asked so."""
    raise NotImplementedError


@ibis.udf.agg.builtin(name="uniqExactIf")
def _uniq_exact_if(values: int, kept: bool) -> int:
    """As `_uniq_exact`, of the rows that are kept."""
    raise NotImplementedError


def value(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    """The figure of one group of rows; null where nothing stands behind it (a count is 0 then)."""
    return _BY_KIND[indicator.kind](indicator, facts, engine)


ADDING = frozenset({Kind.COUNT, Kind.SHARE, Kind.SUM, Kind.MEAN})
"""Kinds whose figure is made of two numbers that add up: what stands above the line, and the rows below it."""


def parts(indicator: Indicator, facts: Table) -> tuple[NumericValue, NumericValue]:
    """Of an indicator of a kind that is ADDING: above the line, below it; `told` makes the figure of their sums."""
    n = indicator.n(facts)
    if indicator.kind is Kind.COUNT:
        return n, n
    if indicator.kind is Kind.SHARE:
        return facts.count(where=indicator.hits(facts)), n
    return _sum(indicator, facts, "").cast("float64"), n


def told(indicator: Indicator, above: float, n: float) -> float | None:
    """The figure of parts that were added up; None where nothing stands behind it, of a count and a sum 0."""
    if indicator.is_additive:
        return above
    return above / n if n else None


def _count(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    return facts.count(where=indicator.rows(facts))


def _share(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    of_all = indicator.n(facts).nullif(0)
    return facts.count(where=indicator.hits(facts)).cast("float64") / of_all.cast("float64")


def _median(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    if engine == SPARK:
        # Sail 0.7 fails on percentile(…) FILTER: the rows that do not count are made null instead.
        return _middle(ibis.ifelse(indicator.rows(facts), _of(indicator, facts).cast("float64"), ibis.null("float64")))
    return _of(indicator, facts).median(where=indicator.rows(facts))


def _ninetieth(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    return _of(indicator, facts).quantile(0.9, where=indicator.rows(facts))


def _mean(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    return _of(indicator, facts).mean(where=indicator.rows(facts))


def _sum(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    return _of(indicator, facts).sum(where=indicator.rows(facts)).fill_null(0)


def _distinct(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    return _different(_of(indicator, facts), indicator.rows(facts), engine)


def _per_each(indicator: Indicator, facts: Table, engine: str) -> NumericValue:
    if indicator.by is None:
        raise TypeError(f"indicator {indicator.code} names nothing to share among")
    each = _different(indicator.by(facts), indicator.rows(facts), engine).nullif(0)
    return _sum(indicator, facts, engine).cast("float64") / each.cast("float64")


def _different(values: Value, kept: Value, engine: str) -> NumericValue:
    if engine == CLICKHOUSE:
        return _uniq_exact_if(values, kept)
    return values.nunique(where=kept)


def _of(indicator: Indicator, facts: Table) -> Value:
    if indicator.of is None:
        raise TypeError(f"indicator {indicator.code} names no column")
    return indicator.of(facts)


_BY_KIND: dict[Kind, Callable[[Indicator, Table, str], NumericValue]] = {
    Kind.COUNT: _count, Kind.SHARE: _share, Kind.MEDIAN: _median, Kind.NINETIETH: _ninetieth, Kind.MEAN: _mean,
    Kind.SUM: _sum, Kind.DISTINCT: _distinct, Kind.PER_EACH: _per_each,
}  # fmt: skip
