"""How long people wait to be heard."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="reaction_hours",
    title="Часов до первой реакции",
    why="Медиана от поступления до первой реакции: человек видит, что его услышали.",
    unit=Unit.HOURS,
    better=Better.DOWN,
    source="Республика Башкортостан, распоряжение Главы, декабрь 2025",
    kind=Kind.MEDIAN,
    clock=Clock.RECEIVED,
    of=lambda facts: facts.reaction_hours,
)
