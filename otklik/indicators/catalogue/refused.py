"""How many answers refuse."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="refused",
    title="Доля отказов",
    why="Сколько ответов отказывает: рост отказов виден раньше, чем жалобы.",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.replied_at.notnull(),
    hit=lambda facts: facts.outcome == "refused",
)
