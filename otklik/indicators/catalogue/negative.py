"""How much is written in pain or anger."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="negative",
    title="Доля негативных",
    why="Сколько людей пишет с раздражением: тон меняется раньше, чем число писем.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.tone != "",
    hit=lambda facts: facts.tone == "negative",
)
