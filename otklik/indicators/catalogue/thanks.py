"""How often people thank."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="thanks",
    title="Благодарностей",
    why="Сколько людей написало, чтобы поблагодарить.",
    unit=Unit.QUESTIONS,
    better=Better.UP,
    source="типовой классификатор: 0147–0155",
    kind=Kind.COUNT,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.tone == "thanks",
)
