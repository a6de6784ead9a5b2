"""What waits for a signature."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="on_approval",
    title="На согласовании сейчас",
    why="Сколько ответов ждёт подписи: узкое место не всегда у исполнителя.",
    unit=Unit.QUESTIONS,
    better=Better.NEITHER,
    source="ПОС: согласование и утверждение",
    kind=Kind.COUNT,
    clock=Clock.NOW,
    base=lambda facts: facts.waits_for == "approval",
)
