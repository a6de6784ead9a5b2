"""What may become overdue."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="at_risk",
    title="Под риском сейчас",
    why="Сколько вопросов в последней четверти срока: их ещё можно успеть.",
    unit=Unit.QUESTIONS,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.COUNT,
    clock=Clock.NOW,
    base=lambda facts: facts.is_at_risk,
)
