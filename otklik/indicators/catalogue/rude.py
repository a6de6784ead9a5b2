"""How often letters are rude."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="rude",
    title="Доля грубых писем",
    why="Сколько писем с бранью: в таком споре исполнителю нужна поддержка.",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.tone != "",
    hit=lambda facts: facts.is_rude,
)
