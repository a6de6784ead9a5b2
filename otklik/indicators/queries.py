"""What higher rooms may ask of figures: the shelf, a slice cut for a person, the rows behind a figure."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from otklik import shelf
from otklik.indicators import catalogue, remarks, rules, source
from otklik.indicators.cutting import Cut, Cutter
from otklik.indicators.dimensions import DIMENSIONS
from otklik.indicators.indicator import Indicator
from otklik.indicators.rules import Known, Slice
from otklik.offices.rules import Scope, Verb
from otklik.reference.models import Territory

SHELF: dict[str, Indicator] = shelf.things(catalogue, Indicator)
KNOWN = Known({code: one.title for code, one in SHELF.items()}, {code: one.title for code, one in DIMENSIONS.items()})


def asked(address: dict[str, list[str]], *, now: datetime) -> Slice:
    """The slice of an address. Raises SliceError."""
    return rules.read(address, KNOWN, today=timezone.localdate(now))


def cut(wanted: Slice, scope: Scope, *, now: datetime) -> Cut:
    """A slice counted over what the scope lets see, with what is to be said of it.

    Raises SliceError, NoFacts, EngineError.
    """
    found = cutter(scope, now=now).cut(wanted, [SHELF[code] for code in wanted.measures])
    is_empty = not any(figure.n for figure in found.total)
    first = source.first_day() if is_empty or wanted.compare else None
    return replace(found, remarks=remarks.of(wanted, first, is_empty=is_empty))


def cutter(scope: Scope, *, now: datetime) -> Cutter:
    """What slices of a scope are counted with. Two queries. Raises NoFacts, EngineError."""
    reader = source.opened()
    return Cutter(reader.run, reader.kind, scope.reaches, residents(), now, names_people=names_people(scope))


def names_people(scope: Scope) -> bool:
    """Whether a scope lets see figures of single workers: who heads them or shares work out, not who only analyses."""
    return any(scope.may(verb) for verb in (Verb.EXTEND, Verb.OPERATE, Verb.PEOPLE))


def residents() -> dict[str, int]:
    """How many people live in each municipality by ОКТМО; "" is the region as a whole."""
    found = Territory.objects.filter(population__isnull=False).values_list("code", "kind", "population")
    rows = [(code, kind, people or 0) for code, kind, people in found]
    by_place = {code: people for code, kind, people in rows if kind == Territory.Kind.MUNICIPALITY}
    whole = [people for _, kind, people in rows if kind == Territory.Kind.REGION]
    return {**by_place, "": whole[0] if whole else sum(by_place.values())}
