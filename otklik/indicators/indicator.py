"""What one indicator is: declared once, it is counted, explained, compared and drilled to its rows by all pages."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import ibis
from ibis.expr.types import BooleanValue, NumericValue, Table, Value


class Kind(StrEnum):
    """How the figure is made of the rows."""

    COUNT = "count"
    # Rows that are `hit` among those of the `base`.
    SHARE = "share"
    MEDIAN = "median"
    NINETIETH = "p90"
    MEAN = "mean"
    SUM = "sum"
    # Different values of `of`.
    DISTINCT = "distinct"
    # The sum of `of` a different value of `by`.
    PER_EACH = "per_each"


class Clock(StrEnum):
    """Which moment of a question places it in a period."""

    RECEIVED = "received"
    ANSWERED = "answered"
    # As things stand: a period does not apply.
    NOW = "now"


class Unit(StrEnum):
    """In what a figure is told."""

    QUESTIONS = "questions"
    PEOPLE = "people"
    SHARE = "share"
    HOURS = "hours"
    STARS = "stars"
    SCORE = "score"
    LOAD = "load"
    TIMES = "times"


class Better(StrEnum):
    """Which way is the better one; nowhere for what merely is so."""

    UP = "up"
    DOWN = "down"
    NEITHER = ""


Rows = Callable[[Table], BooleanValue]


def every(facts: Table) -> BooleanValue:
    """All rows."""
    return ibis.literal(True)


@dataclass(frozen=True)
class Indicator:
    """One thing on the shelf `catalogue/`: the file name is its `code`; `title`, `why` and `source` are Russian.

    `base`: the rows it is counted over. `hit`: of a share, those that count. `of`: of the other kinds, the column that
    is summed up (may be null: such rows are not of the base). `by`: of PER_EACH, what it is shared among. Columns are
    those of `facts.columns.SCHEMA`, and `is_overdue`, `is_at_risk`, `is_due_today` as of now.
    """

    code: str
    title: str
    why: str
    unit: Unit
    better: Better
    source: str
    kind: Kind
    clock: Clock
    base: Rows = every
    hit: Rows | None = None
    of: Callable[[Table], Value] | None = None
    by: Callable[[Table], Value] | None = None

    @property
    def is_additive(self) -> bool:
        """Whether the parts of it add up to the whole: a count and a sum do, nothing else does."""
        return self.kind in (Kind.COUNT, Kind.SUM)

    def rows(self, facts: Table) -> BooleanValue:
        """The rows that the figure stands on: its n."""
        kept = self.base(facts)
        return kept & self.of(facts).notnull() if self.of is not None else kept

    def hits(self, facts: Table) -> BooleanValue:
        """The rows that make the figure: of a share those that count, else all that it stands on."""
        return self.rows(facts) & self.hit(facts) if self.hit is not None else self.rows(facts)

    def n(self, facts: Table) -> NumericValue:
        """How many rows it stands on."""
        if self.base is every and self.of is None:
            return facts.count()
        return facts.count(where=self.rows(facts))
