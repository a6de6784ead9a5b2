"""What waits for its author."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="waiting_author",
    title="Ждут автора",
    why="Сколько вопросов стоит, пока автор не ответит на уточняющий вопрос.",
    unit=Unit.QUESTIONS,
    better=Better.NEITHER,
    source="собственное определение",
    kind=Kind.COUNT,
    clock=Clock.NOW,
    base=lambda facts: facts.waits_for == "author",
)
