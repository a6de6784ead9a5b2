"""How often a question changes hands."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="transferred",
    title="Доля переданных дальше",
    why="Сколько вопросов хотя бы раз сменило орган: маршрут ошибся или орган отказался.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.sent_at.notnull(),
    hit=lambda facts: facts.transfers > 0,
)
