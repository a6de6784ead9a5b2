"""What is overdue now."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="overdue",
    title="Просрочено сейчас",
    why="Сколько открытых вопросов ждёт дольше срока: каждый — человек, которому не ответили.",
    unit=Unit.QUESTIONS,
    better=Better.DOWN,
    source="Гиагинский р-н, 244, 1.6",
    kind=Kind.COUNT,
    clock=Clock.NOW,
    base=lambda facts: facts.is_overdue,
)
