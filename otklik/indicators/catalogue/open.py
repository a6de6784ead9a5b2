"""What is open now."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="open",
    title="Открыто сейчас",
    why="Сколько вопросов ещё без ответа.",
    unit=Unit.QUESTIONS,
    better=Better.NEITHER,
    source="Гиагинский р-н, 244, 1.6",
    kind=Kind.COUNT,
    clock=Clock.NOW,
    base=lambda facts: facts.is_open,
)
