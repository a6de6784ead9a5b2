"""How many questions came."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="received",
    title="Получено",
    why="Сколько вопросов пришло: отсюда начинается всякий разбор, и сравнивать органы без этого числа нельзя.",
    unit=Unit.QUESTIONS,
    better=Better.NEITHER,
    source="Амурская обл., 527, 1.3(5)",
    kind=Kind.COUNT,
    clock=Clock.RECEIVED,
)
