"""How often a question goes round."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="ping_pong",
    title="Доля «пинг-понга»",
    why="Сколько вопросов передавали три раза и больше: ответа нет, а письмо ходит.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.sent_at.notnull(),
    hit=lambda facts: facts.transfers >= 3,
)
