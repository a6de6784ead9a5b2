"""Where it happens: settlements, streets, houses, landmarks, routes of a text, and the municipality they agree on."""

from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from operator import or_

import numpy as np

from otklik.appeals.cutting import SPELLED, Cuts, Ints
from otklik.appeals.text import LONGEST_READ
from otklik.triage.places import houses, landmarks, settlements, streets
from otklik.triage.places.choice import choose
from otklik.triage.places.found import Draft, PlaceReading
from otklik.triage.places.line import SLASHED, Line
from otklik.triage.places.words import ROLES, Lexicon, either, may_tell
from otklik.triage.reader import Reader
from otklik.triage.words.gazetteer import EMPTY, Gazetteer

NOTHING = PlaceReading()
_VILLAGE = ROLES["village"]


def read(texts: Sequence[str], gazetteer: Gazetteer = EMPTY) -> list[PlaceReading]:
    """The places of each text, in order; of a text longer than LONGEST_READ its beginning is read."""
    cuts = Cuts.of(texts)
    spelled = SPELLED.over(cuts.vocabulary)
    told = zip(cuts.cuts, cuts.rows.each(cuts.are_words), *_roles(cuts, gazetteer.lexicon), strict=True)
    readings = []
    for cut, are_words, by_word, roles in told:
        text = cut.text
        if cut.cleaned != text or ("/" in text and SLASHED.search(text)):
            line = Line.cut(text[:LONGEST_READ], gazetteer.lexicon)
            readings.append(_read_line(line, reduce(or_, line.roles, 0), gazetteer))
        elif _may_tell(text, roles):
            line = Line(text, cut.pieces, by_word.tolist(), [spelled[number] for number in cut.numbers])
            if not are_words.all():
                line.keep(are_words.tolist())
            readings.append(_read_line(line, roles, gazetteer))
        else:
            readings.append(NOTHING)
    return readings


def _roles(cuts: Cuts, lexicon: Lexicon) -> tuple[list[Ints], list[int]]:
    """The roles of the words of each text, and all that its words have between them."""
    rows = cuts.rows
    by_word = lexicon.table.over(cuts.vocabulary)[rows.flat]
    between = np.zeros(len(cuts), np.intp)
    full = np.flatnonzero(rows.lengths)
    if len(full):
        between[full] = np.bitwise_or.reduceat(by_word, rows.starts[full])
    return rows.each(by_word), between.tolist()


def _may_tell(text: str, roles: int) -> bool:
    return may_tell(roles) or bool(roles & _VILLAGE and " с." in f" {text}")


def _read_line(line: Line, roles: int, gazetteer: Gazetteer) -> PlaceReading:
    drafts = _drafts(line, gazetteer) if _may_tell(line.text, roles) else ()
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
    (ROLES["shape"], streets.between),
    (ROLES["mark"], streets.hidden),
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
