"""How much the machine sends by itself."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="auto_routed",
    title="Доля направленных машиной",
    why="Сколько вопросов дошло до органа без руки оператора.",
    unit=Unit.SHARE,
    better=Better.UP,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.sent_at.notnull(),
    hit=lambda facts: facts.is_auto_routed,
)
