"""Streets: by their type («ул. Ленина», «Банный переулок») and without it («на Гагарина 58в», «по Лесной»)."""

from dataclasses import dataclass

from otklik.triage.places import houses
from otklik.triage.places.found import Draft, Name
from otklik.triage.places.line import Line
from otklik.triage.places.words import either, kind_of
from otklik.triage.words.gazetteer import Gazetteer, bare_street

_MONTHS = frozenset(
    ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
     "декабря")
)  # fmt: skip
_NO_NAME = either("street", "settlement", "district", "number", "cross", "address")
_BEFORE_HOUSE = either("number", "house", "beside", "inside", "cross")
_HAS_SHAPE = either("known", "shape")
_GENITIVE = ("а", "я", "ы", "и", "ко", "о", "их", "ых", "ов", "ев", "ург")
_FIRST_NAME = ("а", "я", "ы", "ев", "ика", "ала", "ков", "роев")
_SURNAME = ("ова", "ева", "ина", "ого", "ая", "ой", "ую", "яя")
_BENT = ("ая", "ой", "ую", "яя", "ей", "ый", "ий", "ого", "ому", "ом", "юю")
_BENT_STREET = ("ской", "цкой", "ского", "цкого")
_FATHERS = ("ич", "ича", "ичу", "вна", "вны", "вне")


@dataclass(frozen=True, slots=True)
class _Named:
    """A street's name: words `first` to `last` of the line, the gazetteer's rows, how sure."""

    first: int
    last: int
    names: tuple[Name, ...]
    confidence: float


def typed(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """The street, its fellow and its houses where the word `at` is a type of streets."""
    is_full = len(line.canons[at]) > 4
    goes_on = (line.joins(at) and not (is_full and "." in line.gap(at))) or (not is_full and line.gap(at) == ", ")
    after = _named(line, at + 1, gazetteer) if goes_on else None
    before = _before(line, at, gazetteer)
    if before and not (after and (after.names or not is_full)):
        return _with_houses(line, _draft(line, before, at), line.starts[before.first], line.ends[at])
    if not after or (is_full and _is_plain(line, after)):
        return []
    return _with_fellow(line, after, _draft(line, after, at), line.starts[at], gazetteer)


def hidden(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """The street whose name was masked as a person's, told by its house: «в доме [ИМЯ] 23», «[ИМЯ] 84.»."""
    if line.written[at] != "[ИМЯ]" or not houses.is_followed(line.text, line.ends[at]):
        return []
    first = at - 1 if line.has(at - 1, "capital") and line.opens(at - 1) and line.gap(at - 1) == " " else at
    is_told = line.has(at - 1, "house") or _is_told(line, at)
    if not (is_told or line.opens(first)) or line.roles[first] & _NO_NAME:
        return []
    named = _Named(first, at, (), 0.5)
    return _with_houses(line, _draft(line, named, None), line.starts[first], line.ends[at])


def between(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """The two streets of «от Осинской до Свердловской»."""
    if line.canons[at - 1 : at] != ["от"] or line.canons[at + 1 : at + 2] != ["до"] or at + 2 >= line.count:
        return []
    ends = (at, at + 2)
    if not all(line.is_name(word) and line.canons[word].endswith(_BENT_STREET) for word in ends):
        return []
    if line.gap(at) != " " or any(line.has(word, "not_a_name") for word in ends):
        return []
    found = [_draft(line, _Named(word, word, (), 0.7), None) for word in ends]
    return [_spanned(line, draft, draft.start, draft.end) for draft in found]


def untyped(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """The street and its houses where the word `at` may be its name and no type stands beside it."""
    length, names = gazetteer.longest(line.canons, at)
    streets = tuple(name for name in names if name.kind == "street")
    last = at + length - 1 if streets else at
    if not _is_told(line, at) and not (last + 1 < line.count and line.roles[last + 1] & _BEFORE_HOUSE):
        return []
    if (line.has(last + 1, "street") and line.gap(last) == " ") or _is_person(line, at, last):
        return []
    confidence = (_sure_known if streets else _sure_by_form)(line, at, last)
    if not confidence:
        return []
    named = _Named(at, last, streets, confidence)
    return _with_fellow(line, named, _draft(line, named, None), line.starts[at], gazetteer)


def before_house(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """The street where only its house tells that the word `at` is one: «на Мира 5», «на Мира, д. 5»."""
    is_near = line.has(at + 1, "number") or line.has(at + 1, "house")
    return untyped(line, at, gazetteer) if is_near and not line.roles[at] & _HAS_SHAPE else []


def crossing(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """Two streets after «перекрёсток», «угол», «между»."""
    found: list[Draft] = []
    word = at + 1
    while word < min(line.count, at + 9) and len(found) < 2:
        if line.has(word, "street") or line.canons[word] in ("и", "с"):
            word += 1
            continue
        named = _named(line, word, gazetteer)
        if not named or not (named.names or line.has(word, "shape") or (line.has(word, "weak") and line.is_name(word))):
            break
        found.append(_spanned(line, _draft(line, named, None), line.starts[word], line.ends[named.last]))
        word = named.last + 1
    return found if len(found) == 2 else []


def _named(line: Line, at: int, gazetteer: Gazetteer) -> _Named | None:
    """The name that begins at the word `at` after a type of streets."""
    if at >= line.count:
        return None
    length, names = gazetteer.longest(line.canons, at)
    if streets := tuple(name for name in names if name.kind == "street"):
        return _Named(at, at + length - 1, streets, 0.95)
    if line.is_mark(at):
        return _Named(at, at, (), 0.5) if line.written[at] == "[ИМЯ]" else None
    if len(line.written[at]) == 1:
        return _after_initial(line, at, gazetteer)
    if line.has(at, "number"):
        return _numbered(line, at)
    return _by_form(line, at)


def _after_initial(line: Line, at: int, gazetteer: Gazetteer) -> _Named | None:
    """«К.Маркса», «М. Горького»."""
    if not line.written[at].isupper() or not line.gap(at).startswith(".") or not line.is_name(at + 1):
        return None
    rest = _named(line, at + 1, gazetteer)
    return _Named(at, rest.last, rest.names, rest.confidence) if rest else None


def _numbered(line: Line, at: int) -> _Named | None:
    """«8 Марта», «40 лет Победы», «1905 года», «1-я Красноармейская»."""
    if at + 1 >= line.count or line.gap(at).strip(" -"):
        return None
    after = line.canons[at + 1]
    if after in _MONTHS or after in ("года", "мая"):
        return _Named(at, at + 1, (), 0.85)
    if after in ("лет", "летия", "летие") and at + 2 < line.count:
        return _Named(at, at + 2, (), 0.85)
    is_ordinal = line.canons[at].endswith(("-я", "-й", "-ая", "-ой", "-ый"))
    return _Named(at, at + 1, (), 0.85) if is_ordinal and line.is_name(at + 1) else None


def _by_form(line: Line, at: int) -> _Named | None:
    if line.roles[at] & _NO_NAME or len(line.written[at]) < 3:
        return None
    if line.has(at, "not_a_name") and not line.canons[at].endswith(_BENT):
        return None
    if line.is_name(at):
        return _Named(at, at + 1 if _goes_on(line, at) else at, (), 0.85)
    is_numbered = houses.is_followed(line.text, line.ends[at])
    is_short = len(line.canons[at - 1]) <= 4 and line.gap(at - 1).startswith(".")
    if line.has(at, "shape") or (
        is_numbered and len(line.canons[at]) > 3 and line.canons[at].endswith((*_GENITIVE, *_BENT))
    ):
        return _Named(at, at, (), 0.75)
    return _Named(at, at, (), 0.7) if is_short and line.canons[at].endswith(("ая", "ой", "ого")) else None


def _goes_on(line: Line, at: int) -> bool:
    """Whether the name has a second word: «Карла Маркса», «Героев Хасана»."""
    return (
        line.is_name(at + 1)
        and line.gap(at) == " "
        and not line.roles[at + 1] & _NO_NAME
        and line.canons[at + 1].endswith(_GENITIVE)
        and line.canons[at].endswith(_FIRST_NAME)
        and not line.canons[at].endswith(_SURNAME)
    )


def _before(line: Line, at: int, gazetteer: Gazetteer) -> _Named | None:
    """The name that stands before its type: «Банный переулок», «на Комсомольском проспекте»."""
    word = at - 1
    if word < 0 or line.gap(word) != " " or not line.canons[word].endswith(_BENT):
        return None
    streets = tuple(name for name in gazetteer.longest(line.canons, word)[1] if name.kind == "street")
    if streets and line.is_name(word) is not line.opens(word):
        return _Named(word, word, streets, 0.95)
    if line.is_name(word) and not line.opens(word) and not line.has(word, "not_a_name"):
        return _Named(word, word, (), 0.8)
    return None


def _sure_known(line: Line, at: int, last: int) -> float:
    """How sure it is that a name of the gazetteer with no type is a street, 0 for not at all."""
    is_told, is_name = _is_told(line, at), line.is_name(at) or line.is_name(last)
    if _has_house(line, at, last):
        return 0.93 if is_told or is_name else 0.7
    if line.has(at, "number"):
        return 0.6 if is_told and (last - at > 1 or (is_name and line.canons[at - 1] == "по")) else 0.0
    if not is_told or (line.canons[last].endswith(("ов", "ев", "ей")) and not is_name):
        return 0.0
    bends = line.canons[last].endswith(_BENT) and not line.canons[last].endswith("ого")
    if bends and _describes(line, last):
        return 0.0
    return 0.8 if is_name else 0.6


def _sure_by_form(line: Line, at: int, last: int) -> float:
    """How sure it is that a word shaped like a street's name is one."""
    if line.has(at, "not_a_name") or line.has(at, "person") or line.roles[at] & _NO_NAME:
        return 0.0
    is_told, is_shape, is_name = _is_told(line, at), line.has(at, "shape"), line.is_name(at)
    if _has_house(line, at, last):
        if is_shape and (is_told or is_name or line.opens(at)):
            return 0.8 if is_told else 0.7
        return 0.65 if is_told and is_name and line.has(at, "weak") else 0.0
    if not (is_told and is_shape and is_name) or _describes(line, last):
        return 0.0
    return 0.6


def _has_house(line: Line, first: int, last: int) -> bool:
    """Whether a house stands right after the words or right before them."""
    return houses.is_followed(line.text, line.ends[last]) or (
        line.has(first - 1, "on") and houses.is_preceded(line.text, line.starts[first])
    )


def _is_told(line: Line, at: int) -> bool:
    """Whether «на», «по» or «по адресу» stands before the word."""
    return at > 0 and ((line.has(at - 1, "on") and line.gap(at - 1) == " ") or line.has(at - 1, "address"))


def _describes(line: Line, last: int) -> bool:
    """Whether a noun follows that the word may describe: «на Новой площадке»."""
    if line.closes(last) or (line.has(last + 1, "capital") and not line.is_loud):
        return False
    noun = line.canons[last + 1]
    endings = ("е", "и") if line.is_name(last) else ("е", "и", "ой", "ей")
    return len(noun) > 3 and noun.endswith(endings) and not noun.endswith(("ли", "ые", "ие"))


def _is_plain(line: Line, named: _Named) -> bool:
    """Whether the name is a plain word after «улица»: «на улице новая площадка»."""
    is_low = not (line.is_name(named.first) or line.is_name(named.last) or line.is_mark(named.first))
    return is_low and line.canons[named.last].endswith(_BENT) and not _has_house(line, named.first, named.last)


def _is_person(line: Line, at: int, last: int) -> bool:
    near = [
        word for word in (at - 1, last + 1) if 0 <= word < line.count and line.gap(min(word, last)) in (" ", ". ", ".")
    ]
    return any(line.canons[word].endswith(_FATHERS) and line.is_name(word) for word in near) or line.has(
        at - 1, "person"
    )


def _draft(line: Line, named: _Named, kind_at: int | None) -> Draft:
    """The street without its place in the text; of a gazetteer's names those of the told type, if there are any."""
    names = named.names
    if kind_at is None:
        kind = ""
    else:
        kind = kind_of("street", line.canons[kind_at]).normal
        names = tuple(name for name in names if bare_street(name.title)[0] == kind) or names
    if names:
        text = " ".join(bare_street(names[0].title))
    else:
        text = f"{kind} {line.text[line.starts[named.first] : line.ends[named.last]]}".strip()
    return Draft("street", text, named.confidence, line.starts[named.first], line.ends[named.last], names)


def _with_houses(line: Line, street: Draft, start: int, end: int) -> list[Draft]:
    whole = _spanned(line, street, start, end)
    return [whole, *houses.around(line.text, whole)]


def _with_fellow(line: Line, named: _Named, street: Draft, start: int, gazetteer: Gazetteer) -> list[Draft]:
    """The street with its houses, and where it has none, the second one of «ул. Ленина и Гагарина»."""
    found = _with_houses(line, street, start, line.ends[named.last])
    word = named.last + 2
    if len(found) > 1 or word >= line.count or line.canons[word - 1] not in ("и", "с") or line.gap(named.last) != " ":
        return found
    names = tuple(name for name in gazetteer.longest(line.canons, word)[1] if name.kind == "street")
    if line.is_name(word) and (names or line.has(word, "shape")) and not line.has(word, "not_a_name"):
        fellow = _draft(line, _Named(word, word, names, 0.7), None)
        return [*found, *_with_houses(line, fellow, fellow.start, fellow.end)]
    return found


def _spanned(line: Line, street: Draft, start: int, end: int) -> Draft:
    return Draft(street.kind, street.text, street.confidence, start, end, street.names)
