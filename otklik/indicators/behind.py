"""The questions behind one figure of a slice: as many as its n, of «others» too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ibis.expr.types import Table

from otklik.indicators import cube
from otklik.indicators.cube import OTHERS
from otklik.indicators.cutting import Cutter
from otklik.indicators.indicator import Indicator
from otklik.indicators.queries import SHELF, cutter
from otklik.indicators.rules import Slice, SliceError
from otklik.offices.rules import Scope


@dataclass(frozen=True, slots=True)
class Behind:
    """How many questions stand behind a figure, how many of them make it, and a page of their numbers."""

    n: int
    hits: int
    numbers: tuple[int, ...]


def behind(
    wanted: Slice, measure: str, keys: Sequence[str], scope: Scope, *, hits_only: bool, after: int, limit: int,
    now: datetime,
) -> Behind:  # fmt: skip
    """The newest first, those below `after` (0: from the newest); `keys` by the slice's dimensions, none: the total.

    Raises SliceError, NoFacts, EngineError.
    """
    if measure not in SHELF:
        raise SliceError(f"Показателя «{measure[:40]}» нет: откройте число из среза ещё раз.")
    if keys and len(keys) != len(wanted.dimensions):
        raise SliceError("Адрес числа неполон: в нём не все значения разрезов. Откройте число из среза ещё раз.")
    asked = wanted if keys else replace(wanted, dimensions=())
    indicator, counted = SHELF[measure], cutter(scope, now=now)
    facts = _of(counted, asked, indicator, tuple(keys))
    sizes = counted.run(facts.aggregate(n=facts.count(), hits=facts.count(where=indicator.hits(facts)))).to_pylist()[0]
    listed = facts.filter(indicator.hits(facts)) if hits_only else facts
    if after:
        listed = listed.filter(listed.question_id < after)
    found = counted.run(listed.select("question_id").order_by(listed.question_id.desc()).limit(limit))
    return Behind(int(sizes["n"]), int(sizes["hits"]), tuple(int(one) for one in found["question_id"].to_pylist()))


def _of(counted: Cutter, asked: Slice, indicator: Indicator, keys: tuple[str, ...]) -> Table:
    """The rows of the cell: those of the named values, and for «others» all but the values that stay themselves."""
    pairs = list(zip(asked.dimensions, keys, strict=True)) if keys else []
    named = [pair for pair in pairs if pair[1] != OTHERS]
    plain = replace(asked, dimensions=tuple(code for code, _ in named), top=0)
    facts = counted.rows(plain, indicator, tuple(key for _, key in named), hits_only=False)
    for code in (code for code, key in pairs if key == OTHERS):
        alone = counted.cut(replace(asked, dimensions=(code,), compare="", per=""), [SHELF[asked.measures[0]]])
        kept = [group.keys[0] for group in alone.groups if group.keys[0] != OTHERS]
        facts = facts.filter(~cube.key(facts, code, indicator.clock).isin(kept))
    return facts
