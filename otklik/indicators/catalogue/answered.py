"""How many questions were answered."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="answered",
    title="Дан ответ",
    why="Сколько вопросов доведено до ответа за период.",
    unit=Unit.QUESTIONS,
    better=Better.NEITHER,
    source="Амурская обл., 527, 1.3(3)",
    kind=Kind.COUNT,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.answered_at.notnull() & (facts.state != "rejected"),
)
