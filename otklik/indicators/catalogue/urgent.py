"""What can't wait."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="urgent",
    title="Срочных",
    why="Сколько вопросов об угрозе жизни, аварии или массовом отключении.",
    unit=Unit.QUESTIONS,
    better=Better.NEITHER,
    source="собственное определение",
    kind=Kind.COUNT,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.urgency == "now",
)
