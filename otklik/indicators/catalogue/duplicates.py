"""How much is one cause in many letters."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="duplicates",
    title="Доля объединённых",
    why="Сколько вопросов о том же, о чём уже пишут другие: одна причина, много писем.",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    hit=lambda facts: facts.same_as_id.notnull(),
)
