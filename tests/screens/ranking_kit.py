"""A region with rankings of two published months, counted from invented evidence."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import patch

from otklik.indicators.rules import Period
from otklik.offices import actions as offices
from otklik.offices.actions import BodyDraft
from otklik.offices.models import Body
from otklik.ranking import actions
from otklik.ranking.reading import Read
from otklik.reference.models import Territory
from tests import region
from tests.ranking import simulated
from tests.region import TOWN, VILLAGE

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MONTHS = ("2026-09", "2026-10")
NAMES = ("Минздрав", "Минтранс", "=Минжилкомхоз", "Минкультуры", "Минприроды", "Минспорт")
FEW = "Минфин"


def found() -> None:
    """Six bodies that get places, one with too few questions, two towns, the formula."""
    region.found()
    for number, name in enumerate((*NAMES, FEW)):
        offices.save_body(BodyDraft(f"b-{number}", name), by=None, at=region.AT)
    Territory.objects.filter(code=TOWN).update(population=120_000)
    Territory.objects.filter(code=VILLAGE).update(population=150_000)
    actions.seed(NOW)


def publish(keys: Sequence[str] = MONTHS) -> None:
    """Rankings published as the worker does it."""
    for seed, key in enumerate(keys, 1):
        with drawn(seed):
            actions.count(key, NOW, is_published=True)


def drawn(seed: int) -> AbstractContextManager[object]:
    """Until left, a count finds invented evidence where the facts would be read."""

    def read(period: Period, now: datetime) -> Read:
        return evidence(seed)

    return patch.object(actions.reading, "read", read)


def evidence(seed: int) -> Read:
    """Of the bodies of `found` and of two towns; the last body has a dozen questions."""
    made = simulated.region(seed, bodies=7, questions=1500, groups=5)
    beyond = set(made.of(6).nonzero()[0][12:].tolist())
    kept = [number for number in range(len(made.ease)) if number not in beyond]
    numbers = dict(Body.objects.filter(code__startswith="b-").values_list("code", "pk"))
    towns = simulated.region(seed + 50, bodies=2, questions=600, groups=5)
    return Read(
        replace(made.only(kept).evidence(), subjects=tuple(str(numbers[f"b-{number}"]) for number in range(7))),
        replace(towns.evidence(), subjects=(TOWN, VILLAGE)),
    )
