"""By what facts may be cut: each dimension is a column, told to people by its names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import ibis
from ibis.expr.types import Table, Value

from otklik.indicators.indicator import Clock


class Sort(StrEnum):
    """What the values of a dimension are: how a page orders, charts and names them."""

    TIME = "time"
    PLACE = "place"
    BODY = "body"
    BLOCK = "block"
    TOPIC = "topic"
    PERSON = "person"
    WORD = "word"


@dataclass(frozen=True)
class Dimension:
    """One way to cut: `column` of facts, by the clock of the indicator for times; `titles` name its few values."""

    code: str
    title: str
    sort: Sort
    column: Callable[[Table, Clock], Value]
    titles: Mapping[str, str] | None = None


def _plain(name: str) -> Callable[[Table, Clock], Value]:
    return lambda facts, clock: facts[name]


def _day(facts: Table, clock: Clock) -> Value:
    return facts.answered_day if clock is Clock.ANSWERED else facts.day


def _week(facts: Table, clock: Clock) -> Value:
    return facts.answered_day.truncate("W") if clock is Clock.ANSWERED else facts.week


def _month(facts: Table, clock: Clock) -> Value:
    return facts.answered_day.truncate("M") if clock is Clock.ANSWERED else facts.month


def _answer_in(facts: Table, clock: Clock) -> Value:
    hours = facts.answer_hours
    return ibis.cases((hours.isnull(), "none"), (hours <= 9, "9h"), (hours <= 24, "day"), (hours <= 72, "3d"),
                      (hours <= 240, "10d"), (hours <= 720, "30d"), else_="more")  # fmt: skip


KINDS = {"appeal": "обращения (59-ФЗ)", "message": "сообщения"}
STATES = {
    "new": "новые", "sent": "направленные", "taken": "в работе", "answered": "с ответом", "closed": "закрытые",
    "rejected": "не рассматриваются",
}  # fmt: skip
TONES = {"negative": "негативный", "neutral": "нейтральный", "positive": "позитивный", "thanks": "благодарность"}
URGENCY = {"now": "срочно, сейчас", "soon": "сегодня", "": "обычные"}
DECIDED = {"source": "источник", "machine": "машина", "person": "человек", "": "никто"}
OUTCOMES = {"solved": "решено", "planned": "запланировано", "explained": "разъяснено", "refused": "отказано",
            "": "без ответа"}  # fmt: skip
PHASES = {"moderation": "модерация", "coordination": "координация", "execution": "исполнение",
          "approval": "согласование", "ended": "завершены"}  # fmt: skip
WEEKDAYS = {str(number): name for number, name in enumerate(("пн", "вт", "ср", "чт", "пт", "сб", "вс"), 1)}
ANSWERED_IN = {"9h": "до 9 ч", "day": "до суток", "3d": "до 3 дней", "10d": "до 10 дней", "30d": "до 30 дней",
               "more": "дольше 30 дней", "none": "без ответа"}  # fmt: skip

DIMENSIONS: dict[str, Dimension] = {
    one.code: one
    for one in (
        Dimension("month", "Месяц", Sort.TIME, _month),
        Dimension("week", "Неделя", Sort.TIME, _week),
        Dimension("day", "День", Sort.TIME, _day),
        Dimension("weekday", "День недели", Sort.WORD, _plain("weekday"), WEEKDAYS),
        Dimension("hour", "Час", Sort.WORD, _plain("hour")),
        Dimension("channel", "Канал", Sort.WORD, _plain("channel")),
        Dimension("source", "Источник", Sort.WORD, _plain("source_name")),
        Dimension("kind", "Вид письма", Sort.WORD, _plain("legal_kind"), KINDS),
        Dimension("group", "Группа тем", Sort.TOPIC, _plain("group_code")),
        Dimension("topic", "Тема", Sort.TOPIC, _plain("topic_code")),
        Dimension("place", "Муниципалитет", Sort.PLACE, _plain("municipality_code")),
        Dimension("settlement", "Населённый пункт", Sort.PLACE, _plain("territory_code")),
        Dimension("body", "Орган", Sort.BODY, _plain("body_id")),
        Dimension("block", "Блок", Sort.BLOCK, _plain("block_code")),
        Dimension("person", "Сотрудник", Sort.PERSON, _plain("assignee_id")),
        Dimension("state", "Состояние", Sort.WORD, _plain("state"), STATES),
        Dimension("phase", "Этап", Sort.WORD, _plain("phase"), PHASES),
        Dimension("outcome", "Итог ответа", Sort.WORD, _plain("outcome"), OUTCOMES),
        Dimension("answered_in", "За сколько отвечено", Sort.WORD, _answer_in, ANSWERED_IN),
        Dimension("tone", "Тон", Sort.WORD, _plain("tone"), TONES),
        Dimension("urgency", "Срочность", Sort.WORD, _plain("urgency"), URGENCY),
        Dimension("decided", "Кто решил тему", Sort.WORD, _plain("decided_by"), DECIDED),
        Dimension("stars", "Оценка", Sort.WORD, _plain("first_stars")),
    )
}
"""By code, in the order in which a page offers them."""
