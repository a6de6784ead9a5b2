"""The facts that figures are counted over: the columnar copy, in the engine of the settings, and how fresh it is."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from ibis.expr.types import Table

from otklik.facts import parquet, view
from otklik.facts.models import Fact, MonthFile, Touched
from otklik.gateways import engines
from otklik.gateways.engines import Engine, EngineError

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Freshness:
    """Up to when what happened is in the figures; `is_behind`: something since is not."""

    as_of: datetime | None
    is_behind: bool


class NoFacts(RuntimeError):
    """Nothing has been counted yet; the message says what to do (Russian)."""

    def __init__(self) -> None:
        super().__init__("Считать пока нечего: ни одно письмо не попало в показатели. Они появятся через минуту.")


@dataclass(frozen=True)
class Reader:
    """The engine with the facts of one moment: all that a page tells is counted over the same files."""

    kind: str
    _engine: list[Engine]

    def run(self, expression: Table) -> pa.Table:
        """The rows of an expression; a file that is missing or cut short is written anew and the question asked again.

        Raises NoFacts, EngineError.
        """
        for _ in range(_TRIES):
            try:
                return self._engine[0].run(expression)
            except EngineError:
                if not _is_worth_asking_again(self._engine[0]):
                    raise
                engines.forget(settings.OTKLIK_ENGINE)
                self._engine[0] = engine()
        return self._engine[0].run(expression)


def engine() -> Engine:
    """The engine of the settings over the files of all months. Raises NoFacts, EngineError."""
    address = settings.OTKLIK_ENGINE
    if engines.reads_files(address):
        for _ in range(_TRIES):
            # A file may go between our look and the engine's.
            with suppress(EngineError):
                return engines.engine(address, _files())
        return engines.engine(address, _files())
    return engines.engine(address, (), view=view.statement(timezone.get_default_timezone_name()))


def opened() -> Reader:
    """What a page asks all its questions of. One query. Raises NoFacts, EngineError."""
    found = engine()
    return Reader(found.kind, [found])


def run(expression: Table) -> pa.Table:
    """The rows of one expression. Raises NoFacts, EngineError."""
    return opened().run(expression)


def first_day() -> date | None:
    """The day of the very first fact, where the region is. One query."""
    moment = Fact.objects.aggregate(first=Min("received_at"))["first"]
    return timezone.localdate(moment) if moment else None


def freshness() -> Freshness:
    """Two queries."""
    waiting = Touched.objects.order_by("at").values_list("at", flat=True).first()
    latest = MonthFile.objects.order_by("-as_of").values_list("as_of", flat=True).first()
    return Freshness(waiting or latest, waiting is not None)


def _is_worth_asking_again(asked: Engine) -> bool:
    """Whether a month was healed just now, by us or by somebody else, or a connection may have been lost."""
    return not asked.files or bool(parquet.heal(timezone.now())) or list(asked.files) != _files()


def _files() -> list[str]:
    """The files of all months; what is missing or was never written is written first."""
    rows = list(MonthFile.objects.order_by("month"))
    if not rows or not all(parquet.is_whole(row) for row in rows):
        parquet.heal(timezone.now())
        rows = list(MonthFile.objects.order_by("month"))
    if not any(row.rows for row in rows):
        raise NoFacts
    return [str(parquet.folder() / row.name) for row in rows if row.rows]
