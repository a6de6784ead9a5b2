"""How much of what is open is overdue."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="overdue_share",
    title="Доля просроченных среди открытых",
    why="Просрочено в расчёте на открытые: большой и малый орган становятся сравнимы.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="Республика Крым, рейтинг: % просроченных",
    kind=Kind.SHARE,
    clock=Clock.NOW,
    base=lambda facts: facts.is_open,
    hit=lambda facts: facts.is_overdue,
)
