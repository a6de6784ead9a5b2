"""Which names of the gazetteer a text's places are, and so which municipality it is about."""

from collections.abc import Sequence

from otklik.appeals.text import canonical
from otklik.triage.places.found import Draft, Place, PlaceReading
from otklik.triage.places.words import street_kind

_DECIDES = ("settlement", "municipality")


def choose(drafts: Sequence[Draft]) -> PlaceReading:
    """The drafts as places with codes, the municipality they agree on, the line to show."""
    ordered = sorted(drafts, key=lambda draft: draft.start)
    municipality = _municipality(ordered)
    settlement = next((name.code for draft in ordered if draft.kind == "settlement" for name in draft.names
                       if name.within == municipality), "")  # fmt: skip
    places = tuple(
        Place(draft.kind, draft.text, _code(draft, municipality, settlement), draft.confidence, draft.start, draft.end,
              _index(ordered, draft.parent))
        for draft in ordered
    )  # fmt: skip
    return PlaceReading(places, municipality, _line(places))


def _municipality(drafts: Sequence[Draft]) -> str:
    """The only municipality that all its evidence allows; streets and landmarks speak where no territory is named."""
    named = [_within(draft) for draft in drafts if draft.names and draft.kind in _DECIDES]
    hints = [_within(draft) for draft in drafts if draft.names and draft.kind not in _DECIDES]
    if named:
        codes = set.intersection(*named)
        for hint in hints:
            codes = codes & hint or codes
    else:
        codes = set.intersection(*hints) if hints else set()
    return codes.pop() if len(codes) == 1 else ""


def _within(draft: Draft) -> set[str]:
    return {name.within for name in draft.names}


def _code(draft: Draft, municipality: str, settlement: str) -> str:
    """The code of the only name that fits; of streets and landmarks first those of the named settlement."""
    fitting = [name for name in draft.names if not municipality or name.within == municipality]
    near = [name for name in fitting if settlement and name.code.startswith(settlement)]
    codes = {name.code for name in near or fitting}
    return codes.pop() if len(codes) == 1 else ""


def _index(drafts: Sequence[Draft], parent: Draft | None) -> int | None:
    return next((at for at, draft in enumerate(drafts) if draft is parent), None)


def _line(places: Sequence[Place]) -> str:
    """«Ключи, ул. Гагарина, 58в»: the settlement, then the surest street with its house, else what else is told."""
    settlement = next((place.text for place in places if place.kind == "settlement"), "")
    streets = [at for at, place in enumerate(places) if place.kind == "street"]
    if streets:
        street = max(streets, key=lambda at: (any(place.parent == at for place in places), places[at].confidence))
        return ", ".join(filter(None, (settlement, _typed(places[street].text), *_numbers(places, street))))
    for kind, form in (("landmark", "{}"), ("house", "дом {}"), ("route", "маршрут {}"), ("municipality", "{}")):
        if place := next((place for place in places if place.kind == kind), None):
            return ", ".join(filter(None, (settlement, form.format(place.text))))
    return settlement


def _typed(street: str) -> str:
    """A street told with no type is shown as a street: «Гагарина» -> «ул. Гагарина»."""
    has_type = any(street_kind(canonical(word.rstrip("."))) for word in street.split())
    return street if has_type else f"ул. {street}"


def _numbers(places: Sequence[Place], street: int) -> tuple[str, ...]:
    """The street's first house and its building, as «3», «к. 2»."""
    house = next((at for at, place in enumerate(places) if place.parent == street), None)
    if house is None:
        return ()
    building = next((place.text for place in places if place.parent == house), "")
    return (places[house].text, f"к. {building}" if building else "")
