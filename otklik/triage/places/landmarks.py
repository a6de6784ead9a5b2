"""Landmarks and routes: «школа № 5», «остановка Рынок», «возле почты», «автобусы 36, 77», «58 маршрут»."""

import re

from otklik.triage.places.found import Draft
from otklik.triage.places.houses import UNITS
from otklik.triage.places.line import Line
from otklik.triage.places.words import either, kind_of
from otklik.triage.words.gazetteer import Gazetteer

_NUMBER = re.compile(
    rf"\.?\s*(?P<sign>№|N|#|номер)?\s*[\"«]?(?P<number>[1-9]\d{{0,3}})(?![\w:%]|[.,-]\d|-[^\W\d]){UNITS}", re.IGNORECASE
)
_ROUTES = rf"(?P<number>[1-9]\d{{0,2}}[а-яА-Я]?)(?![\w:%]|[.,-]\d|-[^\W\d]){UNITS}"
_ROUTE = re.compile(rf"\.?\s*(?:№+|N|#|номер\w*)?\s*[\"«]?{_ROUTES}", re.IGNORECASE)
_NEXT_ROUTE = re.compile(rf"\s*(?:,|и|/|или)\s*(?:№\s*)?{_ROUTES}")
_ORDINAL = re.compile(
    r"(?P<number>[1-9]\d{0,2})(?:-?(?:й|го|му|м|ый|ой|ого|ом|я|ю|ю|ая))?|(?P<letter>[1-9]\d{0,2}[а-яё])"
)
_QUOTED = re.compile(r"\.?\s*[«\"“](?P<name>[^»\"”\n]{2,40})[»\"”]")
# «У школы нет денег» tells no place, «у моста» does: of what only stands somewhere, short words tell a place too.
_STANDING = frozenset(
    ("общежитие", "переезд", "молочная кухня", "ветклиника", "ЦУМ", "мост", "заправка", "кладбище", "магазин", "парк",
     "рынок", "вокзал", "церковь", "детский сад", "гаражи", "стоянка")
)  # fmt: skip
_AT = frozenset(("у", "к", "до", "от", "за"))
_DESCRIBES = ("ого", "его", "ой", "ей", "ым", "им")
_NO_NAME = either("street", "settlement", "district", "number", "person", "not_a_name", "on", "inside", "beside")


def numbered(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """«школа № 5», «д/с 364», «во 2 школе»."""
    kind = kind_of("numbered", line.canons[at]).normal
    if match := _NUMBER.match(line.text, line.ends[at]):
        return [
            _landmark(
                f"{kind} № {match['number']}",
                0.9 if match["sign"] else 0.75,
                line.starts[at],
                match.end("number"),
                gazetteer,
            )
        ]
    if (number := _number_before(line, at)) and number.isdecimal():
        return [_landmark(f"{kind} № {number}", 0.7, line.starts[at - 1], line.ends[at], gazetteer)]
    return beside(line, at, gazetteer)


def named(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """«остановка Рынок», «ТЦ "Мир"»."""
    kind = kind_of("named", line.canons[at]).normal
    if match := _QUOTED.match(line.text, line.ends[at]):
        return [_landmark(f"{kind} «{match['name'].strip()}»", 0.85, line.starts[at], match.end(), gazetteer)]
    last = at
    while last - at < 3 and line.joins(last) and line.is_name(last + 1) and not line.roles[last + 1] & _NO_NAME:
        last += 1
        if line.gap(last) != " ":
            break
    if last == at or ("." in line.gap(at) and line.canons[at] not in ("ост", "маг")):
        return beside(line, at, gazetteer)
    name = line.text[line.starts[at + 1] : line.ends[last]]
    return [_landmark(f"{kind} «{name}»", 0.7, line.starts[at], line.ends[last], gazetteer)]


def beside(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """«возле почты», «рядом с парком»: a landmark with neither number nor name."""
    if not line.has(at, "bare") or line.gap(at - 1) != " ":
        return []
    first = at - 1 if at > 1 and line.canons[at - 1].endswith(_DESCRIBES) and line.gap(at - 2) == " " else at
    before = first - 2 if first > 1 and line.canons[first - 1] in ("с", "со", "от") else first - 1
    kind = kind_of("bare", line.canons[at]).normal
    if not line.has(before, "beside") and not (kind in _STANDING and first - 1 >= 0 and line.canons[first - 1] in _AT):
        return []
    return [_landmark(kind, 0.5, line.starts[first], line.ends[at], gazetteer)]


def routes(line: Line, at: int, gazetteer: Gazetteer) -> list[Draft]:
    """«автобус 58», «маршруты № 36, 77», «58 маршрут», «77го автобуса»."""
    found: list[Draft] = []
    match = _ROUTE.match(line.text, line.ends[at])
    start = line.starts[at]
    while match and len(found) < 16:
        found.append(_route(match["number"], start, match.end("number"), gazetteer))
        match = _NEXT_ROUTE.match(line.text, match.end("number"))
        start = match.start("number") if match else 0
    if not found and (number := _number_before(line, at)):
        found.append(_route(number, line.starts[at - 1], line.ends[at], gazetteer))
    return found


def _number_before(line: Line, at: int) -> str:
    """The number of «58 маршрут», empty where it counts («5 автобусов») or is none."""
    if at == 0 or not line.has(at - 1, "number") or line.gap(at - 1) != " ":
        return ""
    match = _ORDINAL.fullmatch(line.canons[at - 1])
    if not match or (line.has(at, "plural") and line.canons[at - 1].isdecimal()):
        return ""
    return match["number"] or match["letter"] or ""


def _landmark(title: str, confidence: float, start: int, end: int, gazetteer: Gazetteer) -> Draft:
    return Draft("landmark", title, confidence, start, end, gazetteer.thing("landmark", title))


def _route(number: str, start: int, end: int, gazetteer: Gazetteer) -> Draft:
    return Draft("route", number.lower(), 0.85, start, end, gazetteer.thing("route", number))
