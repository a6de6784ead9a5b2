"""A slice as expressions of the engine: who may see what, which rows, by what they are put together."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from operator import and_, or_

import ibis
from ibis.expr.types import BooleanValue, Table, Value

from otklik.facts.columns import SCHEMA
from otklik.gateways.engines import FACTS
from otklik.indicators import measuring
from otklik.indicators.dimensions import DIMENSIONS, Dimension, Sort
from otklik.indicators.indicator import Clock, Indicator
from otklik.indicators.measuring import DUCKDB
from otklik.indicators.rules import Period, Slice
from otklik.offices.rules import Reach
from otklik.reference.rules import group_code, territory_prefix, topic_prefix

Filters = tuple[tuple[str, tuple[str, ...]], ...]
OTHERS, UNKNOWN = "…", ""
"""The key of what is beyond the top, and of what is not known."""
# No body, person, hour or rating is so numbered, and nothing in a list stands there.
_NOBODY, _OTHER = -1, 0


def table(now: datetime | None) -> Table:
    """The facts with what is so at this moment: overdue, at risk; without a moment, without these columns."""
    facts = ibis.table(ibis.Schema.from_pyarrow(SCHEMA), name=FACTS)
    if now is None:
        return facts
    moment = ibis.literal(now, type="timestamp('UTC')")
    late = facts.is_open & facts.due_at.notnull() & (facts.due_at < moment)
    return facts.mutate(
        is_overdue=late.fill_null(False),
        is_at_risk=(facts.is_open & (facts.due_at >= moment) & (facts.warn_at <= moment)).fill_null(False),
    )


def visible(facts: Table, seen: Sequence[Reach]) -> Table:
    """The rows that any of these reaches lets see; none where there is none."""
    if any(one.bodies is None and not one.territory_code and not one.topic_code for one in seen):
        return facts
    allowed = [_visible(facts, one) for one in seen]
    return facts.filter(reduce(or_, allowed) if allowed else ibis.literal(False))


def kept(facts: Table, asked: Slice) -> Table:
    """The rows that the filters of a slice keep, of any time."""
    return facts.filter(matches(facts, asked.filters)) if asked.filters else facts


def matches(facts: Table, filters: Filters) -> BooleanValue:
    """Whether a row is kept by these filters: by all of them, by any value of each."""
    each = [[_is(facts, DIMENSIONS[code], value) for value in values] for code, values in filters]
    return reduce(and_, [reduce(or_, one) for one in each if one] or [ibis.literal(True)])


def within(facts: Table, clock: Clock, period: Period) -> Table:
    """The rows of a period by the clock of an indicator; what is so now is so whatever the period."""
    return facts if clock is Clock.NOW else facts.filter(is_within(facts, clock, period))


def is_within(facts: Table, clock: Clock, period: Period) -> BooleanValue:
    """Whether a row is of a period by the clock of an indicator."""
    if clock is Clock.NOW:
        return ibis.literal(True)
    day = facts.answered_day if clock is Clock.ANSWERED else facts.day
    return day.between(period.since, period.until)


def grouped(
    facts: Table, dimensions: Sequence[str], indicators: Sequence[Indicator], engine: str,
    top: Mapping[str, Sequence[str]],
) -> Table:  # fmt: skip
    """A row a group: `k0`, `k1` … its keys as text, then `v0`, `n0`, `v1`, `n1` … by indicator, all of one clock.

    `top` names by dimension the values that stay themselves; the others are one group. A share or a median of them is
    counted from their rows, never from their shares.
    """
    return by_keys(facts, dimensions, indicators[0].clock, figures(facts, indicators, engine), engine, top)


def by_keys(
    facts: Table, dimensions: Sequence[str], clock: Clock, told: Mapping[str, Value], engine: str,
    top: Mapping[str, Sequence[str]],
) -> Table:  # fmt: skip
    """What is told of each group beside its keys `k0`, `k1` … as text.

    Rows are put together by the columns as they lie, and only then are keys made text: a text of each of ten million
    rows takes ten times as long as the count.
    """
    if not dimensions:
        return facts.aggregate(**told)
    parted = [_parted(facts, code, clock, engine, top.get(code)) for code in dimensions]
    groups = facts.aggregate(by={f"k{place}": raw for place, (raw, _) in enumerate(parted)}, **told)
    texts = {f"k{place}": text(groups[f"k{place}"]) for place, (_, text) in enumerate(parted)}
    return groups.select(**texts, **{name: groups[name] for name in told})


def figures(facts: Table, indicators: Sequence[Indicator], engine: str) -> dict[str, Value]:
    """What an aggregate counts: `v0`, `n0`, `v1`, `n1` … by indicator."""
    told: dict[str, Value] = {}
    for place, indicator in enumerate(indicators):
        told[f"v{place}"] = measuring.value(indicator, facts, engine).cast("float64")
        told[f"n{place}"] = indicator.n(facts)
    return told


def key(facts: Table, code: str, clock: Clock) -> Value:
    """The value of a dimension as text, the same on every engine; days as 2026-11-30."""
    return _text(DIMENSIONS[code].column(facts, clock))


def cell(facts: Table, dimensions: Sequence[str], keys: Sequence[str], clock: Clock) -> Table:
    """The rows of one group; a key OTHERS must be told as what it is not, by the caller's filter."""
    for code, wanted in zip(dimensions, keys, strict=True):
        facts = facts.filter(_is_told(DIMENSIONS[code].column(facts, clock), wanted))
    return facts


def _visible(facts: Table, seen: Reach) -> BooleanValue:
    allowed = ibis.literal(True) if seen.bodies is None else facts.body_id.isin(sorted(seen.bodies) or [-1])
    if seen.territory_code:
        allowed = allowed & facts.territory_code.startswith(territory_prefix(seen.territory_code))
    if seen.topic_code:
        allowed = allowed & _below(facts, seen.topic_code)
    return allowed


def _is(facts: Table, dimension: Dimension, value: str) -> BooleanValue:
    """Whether a row has a value of a dimension; a topic and a territory take in all below them."""
    if dimension.sort is Sort.TOPIC and value:
        return _below(facts, value)
    if dimension.sort is Sort.PLACE and value:
        return facts.territory_code.startswith(territory_prefix(value))
    return _is_told(dimension.column(facts, Clock.RECEIVED), value)


def _below(facts: Table, topic: str) -> BooleanValue:
    if group_code(topic) == topic:
        return facts.group_code == topic
    return (facts.topic_code == topic) | facts.topic_code.startswith(f"{topic_prefix(topic)}.")


def _parted(
    facts: Table, code: str, clock: Clock, engine: str, top: Sequence[str] | None
) -> tuple[Value, Callable[[Value], Value]]:
    """By what rows are put together, what is beyond the top as one; and the text of it."""
    column = DIMENSIONS[code].column(facts, clock)
    if top is None:
        return column, _text
    values = list(top) if column.type().is_string() else [int(value) for value in top if value]
    is_none = column.isnull() if UNKNOWN in top and not column.type().is_string() else ibis.literal(False)
    if engine == DUCKDB:
        # DuckDB looks through a list for each of ten million rows, but for each different text if asked for a place.
        place_of = _place_of_text if column.type().is_string() else _place_of_number
        place = ibis.ifelse(is_none, _NOBODY, ibis.coalesce(place_of(values, column), _OTHER))
        named = [str(value) for value in values]
        return place, lambda at: ibis.cases(
            (at == _OTHER, OTHERS), (at == _NOBODY, UNKNOWN), else_=_value_at(named, at)
        )
    stays = column.isin(values).fill_null(False) | is_none
    if column.type().is_string():
        return ibis.ifelse(stays, column, OTHERS), _text
    other = ibis.literal(_NOBODY, type=column.type())
    return ibis.ifelse(stays, column, other), lambda at: ibis.ifelse((at == other).fill_null(False), OTHERS, _text(at))


@ibis.udf.scalar.builtin(name="list_position")
def _place_of_text(values: list[str], value: str) -> int:
    """The place of a text in a list, from 1; null where it is in none."""
    raise NotImplementedError


@ibis.udf.scalar.builtin(name="list_position")
def _place_of_number(values: list[int], value: int) -> int:
    """The place of a number in a list, from 1; null where it is in none."""
    raise NotImplementedError


@ibis.udf.scalar.builtin(name="list_extract")
def _value_at(values: list[str], place: int) -> str:
    """The value at a place of a list, from 1."""
    raise NotImplementedError


def _text(column: Value) -> Value:
    if column.type().is_date():
        return column.strftime("%Y-%m-%d").fill_null(UNKNOWN)
    return (column if column.type().is_string() else column.cast("string")).fill_null(UNKNOWN)


def _is_told(column: Value, wanted: str) -> BooleanValue:
    """Whether a column has the value that a key tells; compared as it lies: what can't hold it is not even read."""
    if column.type().is_string():
        return (column == wanted).fill_null(True) if wanted == UNKNOWN else column == wanted
    if wanted == UNKNOWN:
        return column.isnull()
    try:
        told = date.fromisoformat(wanted) if column.type().is_date() else int(wanted)
        return (column == ibis.literal(told, type=column.type())).fill_null(False)
    except (ValueError, OverflowError, TypeError):
        return ibis.literal(False)
