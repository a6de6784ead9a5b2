"""How long people wait for an answer."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="answer_hours",
    title="Часов до ответа",
    why="Медиана от поступления до ответа: половина людей ждала не дольше.",
    unit=Unit.HOURS,
    better=Better.DOWN,
    source="Республика Крым, рейтинг: среднее время ответа",
    kind=Kind.MEDIAN,
    clock=Clock.ANSWERED,
    of=lambda facts: facts.answer_hours,
)
