"""What waits for an operator."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="waiting_desk",
    title="Ждут решения оператора",
    why="Сколько вопросов стоит у центра: тему или исполнителя должен назвать человек.",
    unit=Unit.QUESTIONS,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.COUNT,
    clock=Clock.NOW,
    base=lambda facts: facts.waits_for.isin(["triage", "routing", "arbiter", "quarantine"]),
)
