"""What the keys of a slice are called: topics, bodies, places, people, days."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from otklik.indicators.cube import OTHERS, UNKNOWN
from otklik.indicators.dimensions import DIMENSIONS, Sort
from otklik.offices import queries as offices
from otklik.reference.models import Territory, Topic
from otklik.screens.operator.names import channel_title

OTHERS_TITLE = "прочие"
_UNKNOWN = {
    Sort.TIME: "без даты", Sort.PLACE: "место не определено", Sort.BODY: "без органа", Sort.BLOCK: "без блока",
    Sort.TOPIC: "тема не определена", Sort.PERSON: "никому не поручено", Sort.WORD: "не указано",
}  # fmt: skip
_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
Titles = Mapping[str, Mapping[str, str]]


def titles(codes: Iterable[str], keys: Mapping[str, Collection[str]]) -> Titles:
    """By dimension the title of each of its `keys`; a key nobody knows is told as it is. A query a sort of keys."""
    found = {}
    for code in codes:
        wanted = [key for key in keys.get(code, ()) if key not in (OTHERS, UNKNOWN)]
        known = _known(code, wanted)
        rest = {OTHERS: OTHERS_TITLE, UNKNOWN: unknown(code)}
        found[code] = {key: known.get(key) or rest.get(key) or key for key in keys.get(code, ())}
    return found


def unknown(code: str) -> str:
    """What the rows are called of which a dimension is not known."""
    titles_of_words = DIMENSIONS[code].titles or {}
    return titles_of_words.get(UNKNOWN, "без оценки" if code == "stars" else _UNKNOWN[DIMENSIONS[code].sort])


def choices(code: str) -> dict[str, str]:
    """The values that a page can offer to filter by; empty for days and other endless ones. One query at most."""
    dimension = DIMENSIONS[code]
    if dimension.titles is not None:
        return dict(dimension.titles)
    return _OFFERED[dimension.sort]() if dimension.sort in _OFFERED and code not in ("topic", "settlement") else {}


def _known(code: str, keys: Collection[str]) -> Mapping[str, str]:
    dimension = DIMENSIONS[code]
    if dimension.titles is not None:
        return dimension.titles
    if code in _TOLD:
        return {key: _TOLD[code](key) for key in keys}
    return _NAMED[dimension.sort](keys) if keys and dimension.sort in _NAMED else {}


def _topics(keys: Collection[str]) -> dict[str, str]:
    # Of a code in two editions the newer one names it: it comes last.
    return dict(Topic.objects.filter(code__in=keys).order_by("edition__valid_from").values_list("code", "name"))


def _places(keys: Collection[str]) -> dict[str, str]:
    return dict(Territory.objects.filter(code__in=keys).values_list("code", "name"))


def _bodies(keys: Collection[str] = ()) -> dict[str, str]:
    return {str(body.id): body.label for body in offices.bodies().values()}


def _blocks(keys: Collection[str] = ()) -> dict[str, str]:
    return {body.block_code: body.block_name for body in offices.bodies().values() if body.block_code}


def _people(keys: Collection[str]) -> dict[str, str]:
    named = offices.names_of_people({int(key) for key in keys if key.isdecimal()})
    return {str(number): name for number, name in named.items()}


def _municipalities() -> dict[str, str]:
    found = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).order_by("name")
    return dict(found.values_list("code", "name"))


def _groups() -> dict[str, str]:
    return dict(Topic.objects.filter(parent=None).order_by("edition__valid_from", "code").values_list("code", "name"))


def _month(key: str) -> str:
    day = _day_of(key)
    return f"{_MONTHS[day.month - 1]} {day.year}" if day else key


def _week(key: str) -> str:
    day = _day_of(key)
    return f"неделя с {day:%d.%m.%Y}" if day else key


def _day(key: str) -> str:
    day = _day_of(key)
    return f"{day:%d.%m.%Y}" if day else key


def _hour(key: str) -> str:
    return f"{int(key):02d}:00" if key.isdecimal() else key


def _stars(key: str) -> str:
    return f"{key} из 5"


def _day_of(key: str) -> date | None:
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None


_TOLD: Mapping[str, Callable[[str], str]] = {
    "month": _month, "week": _week, "day": _day, "hour": _hour, "stars": _stars, "channel": channel_title,
}  # fmt: skip
_NAMED: Mapping[Sort, Callable[[Collection[str]], Mapping[str, str]]] = {
    Sort.TOPIC: _topics, Sort.PLACE: _places, Sort.BODY: _bodies, Sort.BLOCK: _blocks, Sort.PERSON: _people,
}  # fmt: skip
_OFFERED: Mapping[Sort, Callable[[], dict[str, str]]] = {
    Sort.BODY: _bodies, Sort.BLOCK: _blocks, Sort.PLACE: _municipalities, Sort.TOPIC: _groups,
}  # fmt: skip
