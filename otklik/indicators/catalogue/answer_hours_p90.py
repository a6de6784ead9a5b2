"""How long the slowest tenth waits for an answer."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="answer_hours_p90",
    title="Часов до ответа, 9 из 10",
    why="За сколько часов ответ получили девять из десяти: медиана не видит тех, кого забыли.",
    unit=Unit.HOURS,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.NINETIETH,
    clock=Clock.ANSWERED,
    of=lambda facts: facts.answer_hours,
)
