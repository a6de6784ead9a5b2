"""What is said of the places of a text."""

from dataclasses import dataclass

KINDS = ("municipality", "settlement", "street", "house", "building", "landmark", "route")


@dataclass(frozen=True, slots=True)
class Name:
    """One row of a region's gazetteer.

    `kind` is one of KINDS but house and building; `title` stands in the nominative, a street's with its type
    («улица Гагарина», «Банный переулок»); `within` is the code of its municipality, its own where it is one.
    """

    kind: str
    code: str
    title: str
    within: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place a text tells: `text` in one spelling («ул. Гагарина», «58в», «школа № 5», «58»).

    `code` is the gazetteer's, empty where it is silent or several of its names fit; `confidence` is 0..1;
    `start` and `end` are characters of the text as given; `parent` is the index of the street of a house or of the
    house of a building among the places of the same text, None where there is none.
    """

    kind: str
    text: str
    code: str
    confidence: float
    start: int
    end: int
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """The places of one text in its order, its municipality's code («» where none or several fit), a line to show."""

    places: tuple[Place, ...] = ()
    municipality: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A place before it is known which of the gazetteer's `names` it is; `parent` as a draft."""

    kind: str
    text: str
    confidence: float
    start: int
    end: int
    names: tuple[Name, ...] = ()
    parent: "Draft | None" = None
