"""The facts that figures are counted over: the columnar copy, in the engine of the settings, and how fresh it is."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from django.conf import settings
from django.utils import timezone
from ibis.expr.types import Table

from otklik.facts import parquet
from otklik.facts.models import MonthFile, Touched
from otklik.gateways import engines
from otklik.gateways.engines import Engine, EngineError


@dataclass(frozen=True, slots=True)
class Freshness:
    """Up to when what happened is in the figures; `is_behind`: something since is not."""

    as_of: datetime | None
    is_behind: bool


class NoFacts(RuntimeError):
    """Nothing has been counted yet; the message says what to do (Russian)."""

    def __init__(self) -> None:
        super().__init__("Считать пока нечего: ни одно письмо не попало в показатели. Они появятся через минуту.")


def engine() -> Engine:
    """The engine of the settings over the files of all months. Raises NoFacts, EngineError."""
    return engines.engine(settings.OTKLIK_ENGINE, _files())


def run(expression: Table) -> pa.Table:
    """The rows of an expression; a file that is missing or cut short is written anew and the question asked again.

    Raises NoFacts, EngineError.
    """
    try:
        return engine().run(expression)
    except EngineError:
        if not parquet.heal(timezone.now()):
            raise
        engines.forget(settings.OTKLIK_ENGINE)
        return engine().run(expression)


def freshness() -> Freshness:
    """Two queries."""
    waiting = Touched.objects.order_by("at").values_list("at", flat=True).first()
    latest = MonthFile.objects.order_by("-as_of").values_list("as_of", flat=True).first()
    return Freshness(waiting or latest, waiting is not None)


def _files() -> list[str]:
    """The files of all months; what is missing or was never written is written first."""
    rows = list(MonthFile.objects.order_by("month"))
    if not rows or not all(parquet.is_whole(row) for row in rows):
        parquet.heal(timezone.now())
        rows = list(MonthFile.objects.order_by("month"))
    if not any(row.rows for row in rows):
        raise NoFacts
    return [str(parquet.folder() / row.name) for row in rows if row.rows]
