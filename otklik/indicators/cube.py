"""A slice as expressions of the engine: who may see what, which rows, by what they are put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from otklik.facts.columns import SCHEMA
from otklik.gateways.engines import FACTS
from otklik.indicators import measuring
from otklik.indicators.dimensions import DIMENSIONS, Dimension, Sort
from otklik.indicators.indicator import Clock, Indicator
from otklik.indicators.rules import Period, Slice
from otklik.reference.rules import territory_prefix, topic_prefix

OTHERS, UNKNOWN = "…", ""
"""The key of what is beyond the top, and of what is not known."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One way in which rows may be seen: of these bodies (None: all), below a territory, a topic; empty is all."""

    bodies: frozenset[int] | None = None
    territory: str = ""
    topic: str = ""


def table(now: datetime) -> Table:
    """The facts with what is so at this moment: overdue, at risk, due within a day."""
    facts = ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name=FACTS)
    moment = ibis.literal(now, type="timestamp('UTC')")
    late = facts.is_open & facts.due_at.notnull() & (facts.due_at < moment)
    return facts.mutate(
        is_overdue=late.fill_null(False),
        is_at_risk=(facts.is_open & (facts.due_at >= moment) & (facts.warn_at <= moment)).fill_null(False),
    )


def visible(facts: Table, seen: Sequence[Seen]) -> Table:
    """The rows that any of these ways lets see; none where there is no way."""
    if any(one == Seen() for one in seen):
        return facts
    allowed = [_visible(facts, one) for one in seen]
    return facts.filter(reduce(or_, allowed) if allowed else ibis.literal(False))


def kept(facts: Table, asked: Slice) -> Table:
    """The rows that the filters of a slice keep, of any time."""
    for code, values in asked.filters:
        dimension = DIMENSIONS[code]
        facts = facts.filter(reduce(or_, [_is(facts, dimension, value) for value in values] or [ibis.literal(True)]))
    return facts


def within(facts: Table, clock: Clock, period: Period) -> Table:
    """The rows of a period by the clock of an indicator; what is so now is so whatever the period."""
    if clock is Clock.NOW:
        return facts
    day = facts.answered_day if clock is Clock.ANSWERED else facts.day
    return facts.filter(day.between(period.since, period.until))


def grouped(
    facts: Table, dimensions: Sequence[str], indicators: Sequence[Indicator], engine: str,
    top: Mapping[str, Sequence[str]],
) -> Table:  # fmt: skip
    """A row a group: `k0`, `k1` … its keys as text, then `v0`, `n0`, `v1`, `n1` … by indicator, all of one clock.

    `top` names by dimension the values that stay themselves; the others are one group. A share or a median of them is
    counted from their rows, never from their shares.
    """
    clock = indicators[0].clock
    keys = {f"k{place}": key(facts, code, clock, top.get(code)) for place, code in enumerate(dimensions)}
    figures = {}
    for place, indicator in enumerate(indicators):
        figures[f"v{place}"] = measuring.value(indicator, facts, engine).cast("float64")
        figures[f"n{place}"] = indicator.n(facts)
    return facts.aggregate(by=keys, **figures) if keys else facts.aggregate(**figures)


def key(facts: Table, code: str, clock: Clock, top: Sequence[str] | None = None) -> Value:
    """The value of a dimension as text, the same on every engine; days as 2026-11-30."""
    dimension = DIMENSIONS[code]
    column = dimension.column(facts, clock)
    if column.type().is_date():
        told = column.strftime("%Y-%m-%d")
    else:
        told = column.cast("string") if not column.type().is_string() else column
    told = told.fill_null(UNKNOWN)
    return told if top is None else ibis.ifelse(told.isin(list(top)), told, OTHERS)


def cell(facts: Table, dimensions: Sequence[str], keys: Sequence[str], clock: Clock) -> Table:
    """The rows of one group; a key OTHERS must be told as what it is not, by the caller's filter."""
    for code, wanted in zip(dimensions, keys, strict=True):
        facts = facts.filter(key(facts, code, clock) == wanted)
    return facts


def _visible(facts: Table, seen: Seen) -> BooleanValue:
    allowed = ibis.literal(True) if seen.bodies is None else facts.body_id.isin(sorted(seen.bodies) or [-1])
    if seen.territory:
        allowed = allowed & facts.territory_code.startswith(territory_prefix(seen.territory))
    if seen.topic:
        allowed = allowed & _below(facts, seen.topic)
    return allowed


def _is(facts: Table, dimension: Dimension, value: str) -> BooleanValue:
    """Whether a row has a value of a dimension; a topic and a territory take in all below them."""
    if dimension.sort is Sort.TOPIC and value:
        return _below(facts, value)
    if dimension.sort is Sort.PLACE and value:
        return facts.territory_code.startswith(territory_prefix(value))
    return key(facts, dimension.code, Clock.RECEIVED) == value


def _below(facts: Table, topic: str) -> BooleanValue:
    prefix = topic_prefix(topic)
    return (facts.group_code == topic) | (facts.topic_code == topic) | facts.topic_code.startswith(f"{prefix}.")
