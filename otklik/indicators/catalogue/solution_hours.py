"""How long people wait for the last word."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="solution_hours",
    title="Часов до решения",
    why="Медиана от поступления до окончательного ответа там, где он ведётся отдельно.",
    unit=Unit.HOURS,
    better=Better.DOWN,
    source="Севастополь, 2020: окончательный ответ — 7 рабочих дней",
    kind=Kind.MEDIAN,
    clock=Clock.RECEIVED,
    of=lambda facts: facts.solution_hours,
)
