"""Where it happens: settlements, streets, houses, landmarks, routes of a text, and the municipality they agree on."""

from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from operator import or_

from otklik.appeals.text import LONGEST_READ
from otklik.triage.gazetteer import EMPTY, Gazetteer
from otklik.triage.places import houses, landmarks, settlements, streets
from otklik.triage.places.choice import choose
from otklik.triage.places.found import Draft, PlaceReading
from otklik.triage.places.line import PIECES, Line
from otklik.triage.places.words import ROLES, either, may_tell
from otklik.triage.reader import Reader

NOTHING = PlaceReading()
_VILLAGE = ROLES["village"]


def read(texts: Sequence[str], gazetteer: Gazetteer = EMPTY) -> list[PlaceReading]:
    """The places of each text, in order; of a text longer than LONGEST_READ its beginning is read."""
    return [_read_one(text, gazetteer) for text in texts]


def _read_one(text: str, gazetteer: Gazetteer) -> PlaceReading:
    text = text[:LONGEST_READ]
    pieces = PIECES.split(text)
    by_word = gazetteer.lexicon.roles(pieces[1::2])
    roles = reduce(or_, by_word, 0)
    if not (may_tell(roles) or (roles & _VILLAGE and " с." in f" {text}")):
        return NOTHING
    drafts = _drafts(Line(text, pieces, by_word, gazetteer.lexicon), gazetteer)
    return choose(drafts) if drafts else NOTHING


def _house(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    return houses.alone(line.text, line.starts[at])


_Finder = Callable[[Line, int, Gazetteer], list[Draft]]

_FINDERS: tuple[tuple[int, _Finder], ...] = (
    (ROLES["street"], streets.typed),
    (ROLES["district"], settlements.district),
    (ROLES["route"], landmarks.routes),
    (ROLES["numbered"], landmarks.numbered),
    (ROLES["named"], landmarks.named),
    (either("settlement", "village"), settlements.typed),
    (ROLES["cross"], streets.crossing),
    (either("known", "shape"), streets.untyped),
    (ROLES["weak"], streets.before_house),
    (either("known", "town"), settlements.bare),
    (ROLES["house"], _house),
    (ROLES["bare"], landmarks.beside),
)
"""Who looks at a word of which role; the first to find something has it."""

_ANY = reduce(or_, (roles for roles, _ in _FINDERS))


@lru_cache(maxsize=4096)
def _finders(roles: int) -> tuple[_Finder, ...]:
    return tuple(finder for wanted, finder in _FINDERS if roles & wanted)


def _drafts(line: Line, gazetteer: Gazetteer) -> list[Draft]:
    found: list[Draft] = []
    taken = 0
    for at, roles in enumerate(line.roles):
        if not roles & _ANY or line.starts[at] < taken:
            continue
        for finder in _finders(roles & _ANY):
            if fresh := finder(line, at, gazetteer):
                found = [draft for draft in found if not _overlaps(draft, fresh)] + fresh
                taken = max(draft.end for draft in fresh)
                break
    return found


def _overlaps(draft: Draft, fresh: Sequence[Draft]) -> bool:
    """Whether a later find took the place of this one: «дом 5» was alone until «по Ленина» came."""
    return any(draft.start < other.end and other.start < draft.end for other in fresh)


READER = Reader(
    code="place",
    title="Место",
    why="Чтобы было видно, где это, и вопрос попал в свой муниципалитет",
    read=read,
)
