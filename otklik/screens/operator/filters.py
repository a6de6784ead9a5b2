"""The address of a feed read into a filter, and a filter told as words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from otklik.appeals.states import Desk, State
from otklik.facts.rules import NONE, ONLY, OPEN, FeedFilter, FilterError
from otklik.screens.operator.names import Names

TERMS = {"late": "просрочены", "today": "срок сегодня", "tomorrow": "срок завтра", "week": "срок в неделю"}
TERMS |= {"risk": "под риском просрочки", "promised": "обещан срок автору", "promised_today": "обещано на сегодня"}
TERMS |= {"answered": "ответ дан за 30 дней", "missed": "ответ дан поздно за 30 дней"}
DECIDERS = {"source": "тему назвал источник", "machine": "тему решила машина", "person": "тему решил человек"}
MARKS = {"urgent": "срочные", "alike": "похожие на прежние", "rude": "грубые", "thanks": "благодарности"}
MARKS |= {"returned": "возвращённые органами", "shared": "с соисполнителями"}
MARKS |= {"rework": "ответ на доработке", "reopened": "открыты снова", "unhappy": "автор недоволен"}
MARKS |= {"happy": "оценка 4-5", "broken": "обещание нарушено"}
DESKS: dict[str, str] = {Desk.TRIAGE: "ждут темы", Desk.ROUTING: "ждут исполнителя", Desk.DEADLINES: "ждут срока"}
DESKS |= {Desk.QUARANTINE: "в карантине", Desk.AUTHOR: "ждут автора", Desk.ARBITER: "ждут арбитра"}
DESKS |= {Desk.APPROVAL: "на согласовании"}
STATES: dict[str, str] = {
    OPEN: "открытые",
    State.NEW: "новые",
    State.SENT: "направленные",
    State.TAKEN: "в работе",
    State.ANSWERED: "с ответом",
    State.CLOSED: "закрытые",
    State.REJECTED: "нерассматриваемые",
}
_CHOICES: dict[str, tuple[str, Mapping[str, str]]] = {
    "waits_for": ("ожидание", DESKS),
    "state": ("состояние", STATES),
    "term": ("срок", TERMS),
    "decided_by": ("кто решил тему", DECIDERS),
    "mark": ("пометка", MARKS),
}
_NOWHERE = {"body": "без исполнителя", "block": "вне блоков", "territory": "место неизвестно"}
_NAMES = tuple(FeedFilter.__dataclass_fields__)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a filter in words, and the address of the feed without it."""

    text: str
    without: str


def read(query: Mapping[str, str]) -> FeedFilter:
    """The filter of an address.

    Raises FilterError for a value that no list offers.
    """
    values = {name: _clean(query.get(name, "")) for name in _NAMES}
    for name, (title, choices) in _CHOICES.items():
        if values[name] and values[name] not in choices:
            raise FilterError(f"В адресе {title} «{values[name]}» не прочитано; есть: {', '.join(choices)}.")
    return FeedFilter(**values)


def read_kept(address: str) -> FeedFilter:
    """The filter of a feed that a form remembers; one that can't be read is the whole feed."""
    try:
        return read(QueryDict(address).dict())
    except FilterError:
        return FeedFilter()


def written(wanted: FeedFilter) -> str:
    """The address of a filter, without what is empty."""
    return urlencode({name: value for name, value in asdict(wanted).items() if value})


def remembered(address: str) -> str:
    """A feed's address as a parameter of another address."""
    return urlencode({"from": address})


def chips(wanted: FeedFilter, names: Names) -> tuple[Chip, ...]:
    """The parts of a filter in words, in the order of a sentence: «просрочены · Дороги · Заречный район»."""
    values = asdict(wanted)
    order = (
        "mark",
        "waits_for",
        "state",
        "term",
        "topic",
        "territory",
        "body",
        "block",
        "channel",
        "decided_by",
        "words",
    )
    return tuple(
        Chip(_told(name, values[name], names), written(FeedFilter(**{**values, name: ""})))
        for name in order
        if values[name]
    )


def _told(name: str, value: str, names: Names) -> str:
    if name in _CHOICES:
        return _CHOICES[name][1][value]
    if value == NONE and name in _NOWHERE:
        return _NOWHERE[name]
    told = {
        "topic": names.topic,
        "territory": names.territory,
        "body": names.body_by_code,
        "block": names.block,
        "channel": names.channel,
        "words": "слова: {}".format,
    }
    return told[name](value.removeprefix(ONLY))


def _clean(value: str) -> str:
    # A zero byte in a parameter is an error of PostgreSQL, not of the person.
    return value.replace("\x00", "").strip()[:_LONGEST]
