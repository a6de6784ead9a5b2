"""What higher rooms may ask of figures: the shelf, a slice cut for a person, the rows behind a figure."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from otklik import shelf
from otklik.indicators import catalogue, rules, source
from otklik.indicators.cube import Seen
from otklik.indicators.cutting import Cut, Cutter
from otklik.indicators.dimensions import DIMENSIONS
from otklik.indicators.indicator import Indicator
from otklik.indicators.rules import Known, Slice
from otklik.offices.rules import Scope
from otklik.reference.models import Territory

SHELF: dict[str, Indicator] = shelf.things(catalogue, Indicator)
KNOWN = Known({code: one.title for code, one in SHELF.items()}, {code: one.title for code, one in DIMENSIONS.items()})


def asked(address: dict[str, list[str]], *, now: datetime) -> Slice:
    """The slice of an address. Raises SliceError."""
    return rules.read(address, KNOWN, today=timezone.localdate(now))


def cut(wanted: Slice, scope: Scope, *, now: datetime) -> Cut:
    """A slice counted over what the scope lets see. Raises SliceError, NoFacts, EngineError."""
    return cutter(scope, now=now).cut(wanted, [SHELF[code] for code in wanted.measures])


def rows(
    wanted: Slice, measure: str, keys: Sequence[str], scope: Scope, *, hits_only: bool, after: int, limit: int,
    now: datetime,
) -> list[int]:  # fmt: skip
    """Numbers of the questions behind one figure, newest first, those below `after` (0: from the newest).

    Raises SliceError, NoFacts, EngineError.
    """
    facts = cutter(scope, now=now).rows(wanted, SHELF[measure], tuple(keys), hits_only=hits_only)
    if after:
        facts = facts.filter(facts.question_id < after)
    found = facts.select("question_id").order_by(facts.question_id.desc()).limit(limit)
    return [int(number) for number in source.run(found)["question_id"].to_pylist()]


def cutter(scope: Scope, *, now: datetime) -> Cutter:
    """What slices of a scope are counted with. Raises NoFacts, EngineError."""
    seen = tuple(Seen(reach.bodies, reach.territory_code, reach.topic_code) for reach in scope.reaches)
    return Cutter(source.run, source.engine().kind, seen, residents(), now)


def residents() -> dict[str, int]:
    """How many people live in each municipality by ОКТМО; "" is the region as a whole."""
    found = Territory.objects.filter(population__isnull=False).values_list("code", "kind", "population")
    rows = [(code, kind, people or 0) for code, kind, people in found]
    by_place = {code: people for code, kind, people in rows if kind == Territory.Kind.MUNICIPALITY}
    whole = [people for _, kind, people in rows if kind == Territory.Kind.REGION]
    return {**by_place, "": whole[0] if whole else sum(by_place.values())}
