"""Settlements and districts: «г. Пермь», «в деревне Заводь», «в Кедроборске», «Лугоградский район»."""

import re

from otklik.triage.places.found import Draft, Name
from otklik.triage.places.line import Line
from otklik.triage.places.words import either, kind_of
from otklik.triage.words.gazetteer import Gazetteer

_NO_NAME = either(
    "inside_district",
    "street",
    "settlement",
    "district",
    "number",
    "person",
    "not_a_name",
    "address",
    "house",
    "route",
    "numbered",
)
_DISTRICT = re.compile(r".{3,}(?:ск|цк|н|ов)(?:ий|ый|ого|ом|ому|им|ым)")
_VILLAGES = ("ово", "ево", "ино", "ыно")
_SCARCE = re.compile(r".*(?:ый|ий|ая|ое|ие|ые|ой|ом|их|ых|ого|ей)")
_BENT = ("ый", "ий", "ая", "ое", "ой", "ом", "ого", "ому", "ую")
_ADJECTIVE = re.compile(r".{3,}(?:ск|цк)(?:ий|ого|ом|ому|им)")
_TOWN_SHORT = ("г", "гор")
_NO_TOWN = frozenset(
    ("отпуск", "запуск", "пропуск", "выпуск", "впуск", "спуск", "киоск", "минск", "поиск", "риск", "иск", "диск")
)


def typed(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """The settlement whose type is the word `at`."""
    if before := _before(line, at, gazetteer):
        return before
    has_comma = line.canons[at] in _TOWN_SHORT and line.gap(at) == ", "
    if not (line.joins(at) or has_comma) or _is_no_type(line, at) or (len(line.canons[at]) > 4 and "." in line.gap(at)):
        return []
    length, names = _known(line, at + 1, gazetteer)
    kind = kind_of("village" if line.has(at, "village") else "settlement", line.canons[at]).normal
    if names:
        return [_settlement(line, at, at + length, names, 0.97)]
    if at + 1 < line.count and line.written[at + 1] == "[ИМЯ]" and not has_comma:
        return [Draft("settlement", f"{kind} [ИМЯ]", 0.6, line.starts[at], line.ends[at + 1])]
    if not line.is_name(at + 1) or line.roles[at + 1] & _NO_NAME or len(line.written[at + 1]) < 3:
        return []
    last = at + 2 if _goes_on(line, at + 1) else at + 1
    text = f"{kind} {line.text[line.starts[at + 1] : line.ends[last]]}"
    return [Draft("settlement", text, 0.85, line.starts[at], line.ends[last])]


def _before(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """The settlement whose name stands before its type, as forms write it: «Пермь г,», «Первомайский посёлок»."""
    word = at - 1
    if word < 0 or line.gap(word) != " " or not line.is_name(word) or line.roles[word] & _NO_NAME:
        return []
    names = tuple(name for name in gazetteer.longest(line.canons, word)[1] if name.kind == "settlement")
    if line.canons[at] in _TOWN_SHORT:
        is_told = line.gap(at).startswith((",", ";", ".,", "\n")) and (names or line.opens(word))
    else:
        is_adjective = len(line.canons[at]) > 3 and _ADJECTIVE.fullmatch(line.canons[word]) is not None
        is_told = is_adjective and not (line.joins(at) and line.is_name(at + 1))
    if not is_told:
        return []
    if names:
        return [_settlement(line, word, at, names, 0.95)]
    kind = kind_of("village" if line.has(at, "village") else "settlement", line.canons[at]).normal
    return [Draft("settlement", f"{kind} {line.written[word]}", 0.7, line.starts[word], line.ends[at])]


def bare(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """A settlement with no type: known to the gazetteer, or ending as towns do."""
    length, names = _known(line, at, gazetteer)
    if not names:
        return _town(line, at)
    last = at + length - 1
    if line.has(last + 1, "district") or line.has(last + 1, "inside_district"):
        return []
    is_plain = line.canons[at] in gazetteer.plain and (length == 1 or not line.is_name(at))
    confidence = _sure(line, at, last, is_plain)
    return [_settlement(line, at, last, names, confidence)] if confidence else []


def district(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """The district or municipality whose type is the word `at`: «в Лугоградском муниципальном округе»."""
    word = at - 1
    while line.has(word, "inside_district") or (word >= 0 and line.canons[word] == "городской"):
        word -= 1
    if word < 0 or line.gap(word) != " " or line.gap(at - 1) != " ":
        return []
    names = tuple(name for name in gazetteer.longest(line.canons, word)[1] if name.kind == "municipality")
    is_adjective = _DISTRICT.fullmatch(line.canons[word]) is not None
    if not names and not (is_adjective and line.is_name(word) and not line.has(word, "not_a_name")):
        return []
    if not names and line.opens(word) and "ск" not in line.canons[word]:
        return []
    text = names[0].title if names else line.text[line.starts[word] : line.ends[at]]
    return [Draft("municipality", text, 0.95 if names else 0.8, line.starts[word], line.ends[at], names)]


def _known(line: Line, at: int, gazetteer: Gazetteer) -> tuple[int, tuple[Name, ...]]:
    """The settlements and towns (a municipality named by its town) of the gazetteer that begin at the word."""
    length, names = gazetteer.longest(line.canons, at)
    places = tuple(name for name in names if name.kind == "settlement")
    return length, places or tuple(
        name for name in names if name.kind == "municipality" and not name.title.endswith("округ")
    )


def _is_no_type(line: Line, at: int) -> bool:
    """Whether a short form is something else: «2021 г.», «с» as a preposition, «п. 5»."""
    word = line.canons[at]
    if len(word) > 2:
        return False
    if at and line.has(at - 1, "number") and line.gap(at - 1) in ("", " ", "\xa0"):
        return True
    has_point = line.gap(at).startswith(".")
    if at and len(line.written[at - 1]) == 1 and line.written[at - 1].isupper() and line.written[at].isupper():
        return True  # Initials: «им. А. Х. Иванова».
    if len(word) == 1 and line.written[at].isupper() and not line.is_loud and not line.opens(at):
        return True
    return not has_point and (word in ("с", "ст", "х") or not line.is_name(at + 1))


def _goes_on(line: Line, at: int) -> bool:
    return (
        line.is_name(at + 1)
        and line.gap(at) == " "
        and not line.roles[at + 1] & _NO_NAME
        and _SCARCE.fullmatch(line.canons[at]) is not None
    )


def _sure(line: Line, at: int, last: int, is_plain: bool) -> float:
    """How sure it is that a name of the gazetteer with no type is a settlement."""
    if not is_plain:
        return 0.92
    is_bent = line.canons[last].endswith(_BENT)
    if not line.is_name(at) or (is_bent and not line.closes(last)):
        return 0.0
    if line.has(at - 1, "inside") and line.gap(at - 1) == " ":
        return 0.75
    return 0.7 if line.has(last + 1, "street") and not line.opens(at) else 0.0


def _town(line: Line, at: int) -> list[Draft]:
    word = line.canons[at]
    if not line.has(at, "town") or not line.is_name(at) or len(word) < 6 or word in _NO_TOWN:
        return []
    is_led = line.has(at - 1, "inside") and line.gap(at - 1) == " "
    if word.endswith("ском") and not line.closes(at):  # «в Камском крае» is no town.
        return []
    if word.endswith(_VILLAGES) and line.has(at + 1, "number"):
        return []  # «от Иваново 5»: rather a street than a village.
    if not is_led and not word.endswith(("ск", "град", "бург")):
        return []
    return [Draft("settlement", line.written[at], 0.75 if is_led else 0.65, line.starts[at], line.ends[at])]


def _settlement(line: Line, first: int, last: int, names: tuple[Name, ...], confidence: float) -> Draft:
    return Draft("settlement", names[0].title, confidence, line.starts[first], line.ends[last], names)
