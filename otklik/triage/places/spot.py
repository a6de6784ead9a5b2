"""The one place that a text is about, as two texts about the same place would both tell it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from otklik.appeals.text import canonical
from otklik.triage.places.found import Place, PlaceReading
from otklik.triage.places.words import street_kind

_NUMBER = re.compile(r"\d+")
# Where the gazetteer is silent a name stays as it was inflected: «Лесной», «Лесная», «Лесную» are one street.
_ENDING = re.compile(r"(?<=\w{3})(?:ая|яя|ой|ей|ую|юю|ий|ый|ом|ем|ого|его)\b")
_SETTLEMENT_LENGTH = 11


@dataclass(frozen=True, slots=True)
class Spot:
    """`name` is a street with its type or a landmark in one spelling, empty where the text tells neither.

    `house` is the number without its letter, None where none is told; `settlement` is a code, empty where unknown.
    """

    name: str = ""
    house: int | None = None
    settlement: str = ""
    is_street: bool = False


NOWHERE = Spot()


def spot(reading: PlaceReading) -> Spot:
    """The surest street of a reading with its house, else its first landmark, else nowhere."""
    settlement = next((place.code for place in reading.places if place.kind == "settlement" and place.code), "")
    streets = [at for at, place in enumerate(reading.places) if place.kind == "street"]
    if streets:
        at = max(streets, key=lambda one: (_house(reading.places, one) is not None, reading.places[one].confidence))
        street = reading.places[at]
        return Spot(_street(street.text), _house(reading.places, at), settlement or _code(street), is_street=True)
    mark = next((place for place in reading.places if place.kind == "landmark"), None)
    return Spot(canonical(mark.text), None, settlement or _code(mark)) if mark else NOWHERE


def _street(text: str) -> str:
    """A street told with no type is a street: «Гагарина» is «ул. гагарина»; cases do not matter."""
    folded = _ENDING.sub("", canonical(text))
    return folded if any(street_kind(word.rstrip(".")) for word in folded.split()) else f"ул. {folded}"


def _code(place: Place) -> str:
    return place.code if len(place.code) == _SETTLEMENT_LENGTH else ""


def _house(places: Sequence[Place], street: int) -> int | None:
    house = next((place.text for place in places if place.parent == street and place.kind == "house"), "")
    number = _NUMBER.search(house)
    return int(number[0]) if number and len(number[0]) < 6 else None
