"""The rows of the board: each figure with the address of the very questions it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from otklik.appeals.states import Desk
from otklik.facts.board import Counts, Day, Key
from otklik.facts.rules import NONE, ONLY, OPEN, FeedFilter
from otklik.reference.rules import municipality_code
from otklik.screens.control.spark import Spark, draw
from otklik.screens.operator import filters
from otklik.screens.operator.names import Names
from otklik.screens.parts.tell import number

_HEAVY = 1.5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: how it is filtered in the feed, its tone where it is not empty."""

    name: str
    title: str
    tone: str
    narrowing: Mapping[str, str]
    hint: str


COLUMNS = (
    Column("late", "Просрочено", "danger", {"term": "late"}, "Срок прошёл, ответа нет"),
    Column("today", "Сегодня", "risk", {"term": "today"}, "Срок до конца сегодняшнего дня там, где вопрос"),
    Column("tomorrow", "Завтра", "", {"term": "tomorrow"}, "Срок завтра"),
    Column("risk", "Риск", "risk", {"term": "risk"}, "Прошла большая часть срока, или прогноз ждёт опоздания"),
    Column("author", "Ждут автора", "", {"waits_for": Desk.AUTHOR}, "Автора спросили, ответа от него ещё нет"),
    Column("returned", "Возвращено", "", {"mark": "returned"}, "Орган вернул вопрос с причиной, новый ещё не назначен"),
    Column("promised", "Обещания", "", {"term": "promised"}, "Автору обещан день, обещание ещё не выполнено"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and the feed that holds its questions; `tone` is empty for an empty figure."""

    name: str
    title: str
    count: int
    href: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """A body, block, territory or channel; `share` is of answers in time, `usual` and `times` tell of the load."""

    key: str
    title: str
    href: str
    open: Cell
    cells: tuple[Cell, ...]
    usual: str
    times: str
    share: str
    answers: int
    answered_href: str
    missed: Cell
    spark: Spark | None


@dataclass(frozen=True)
class Ground:
    """What rows are made of: the axis, the filter of the page, names, answers by day, usual loads, today."""

    axis: str
    wanted: FeedFilter
    names: Names
    answers: Mapping[Key, Mapping[date, Day]]
    usual: Mapping[int, float]
    today: date


def rows(counts: Mapping[Key, Counts], ground: Ground) -> tuple[Row, ...]:
    """A row of each that has something, the most late first; what nobody has comes last."""
    keys = set(counts) | set(ground.answers)
    made = [(key, counts.get(key, Counts()), _row(key, counts.get(key, Counts()), ground)) for key in keys]
    made.sort(key=lambda one: (not one[0], -one[1].late, -one[1].today, -one[1].open, one[2].title))
    return tuple(row for _, _, row in made)


def total(counts: Mapping[Key, Counts], ground: Ground) -> Row:
    """All rows together."""
    days: dict[date, Day] = {}
    for given in ground.answers.values():
        for day, one in given.items():
            had = days.get(day, Day())
            days[day] = Day(had.answers + one.answers, had.late + one.late)
    return _made("", "Всего", ground.wanted, sum(counts.values(), Counts()), days, None, ground)


def code(key: Key, ground: Ground) -> str:
    """How the feed's filter names a row."""
    if not key:
        return NONE
    if isinstance(key, int):
        card = ground.names.bodies.get(key)
        return card.code if card else NONE
    return f"{ONLY}{key}" if ground.axis == "territory" and not municipality_code(key) else key


def narrowed(wanted: FeedFilter, axis: str, named: str) -> FeedFilter:
    """The filter of the page, kept to one row."""
    return replace(wanted, **{axis: named})


def feed(wanted: FeedFilter, **narrowing: str) -> str:
    """The address of the feed with a filter."""
    return f"{reverse('feed')}?{filters.written(replace(wanted, **narrowing))}"


def _row(key: Key, counts: Counts, ground: Ground) -> Row:
    named = code(key, ground)
    usual = ground.usual.get(key) if isinstance(key, int) else None
    wanted = narrowed(ground.wanted, ground.axis, named)
    return _made(named, _title(key, ground), wanted, counts, ground.answers.get(key, {}), usual, ground)


def _made(
    key: str, title: str, wanted: FeedFilter, counts: Counts, days: Mapping[date, Day], usual: float | None,
    ground: Ground,
) -> Row:  # fmt: skip
    answers, late = sum(day.answers for day in days.values()), sum(day.late for day in days.values())
    return Row(
        key=key,
        title=title,
        href=_deeper(ground.axis, key),
        open=Cell("open", "В работе", counts.open, feed(wanted, state=OPEN), ""),
        cells=tuple(_cell(column, getattr(counts, column.name), wanted) for column in COLUMNS),
        usual=number(round(usual)) if usual else "",
        times=_times(counts.open, usual),
        share=f"{_whole(answers - late, answers)} %" if answers else "",
        answers=answers,
        answered_href=feed(wanted, term="answered"),
        missed=Cell("missed", "Поздно", late, feed(wanted, term="missed"), ""),
        spark=draw(days, ground.today),
    )


def _cell(column: Column, count: int, wanted: FeedFilter) -> Cell:
    return Cell(column.name, column.title, count, feed(wanted, **column.narrowing), column.tone if count else "")


def _whole(part: int, of: int) -> int:
    """Whole per cent that do not say «all» of what is not all."""
    share = round(100 * part / of)
    return min(share, 99) if part < of else share


def _times(count: int, usual: float | None) -> str:
    if not usual or count / usual < _HEAVY:
        return ""
    return f"в {count / usual:.1f} раза больше".replace(".", ",")


def _deeper(axis: str, key: str) -> str:
    """A block opens its bodies."""
    return f"{reverse('control')}?{urlencode({'by': 'body', 'block': key})}" if axis == "block" and key else ""


def _title(key: Key, ground: Ground) -> str:
    nowhere = {
        "body": "Без исполнителя",
        "block": "Вне блоков",
        "territory": "Место неизвестно",
        "channel": "Без канала",
    }
    if not key:
        return nowhere[ground.axis]
    if isinstance(key, int):
        return ground.names.body(key) or "Орган удалён"
    named = {"block": ground.names.block, "territory": ground.names.territory, "channel": ground.names.channel}
    return named[ground.axis](key)
