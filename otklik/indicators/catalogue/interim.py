"""How often people are told on the way."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="interim",
    title="Доля с промежуточным ответом",
    why="Сколько людей сначала узнало, что делается.",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.answered_at.notnull(),
    hit=lambda facts: facts.interims > 0,
)
