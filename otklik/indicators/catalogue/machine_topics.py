"""How many topics the machine decides."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="machine_topics",
    title="Доля тем, решённых машиной",
    why="Сколько тем выбрала машина: столько выборов не делал оператор.",
    unit=Unit.SHARE,
    better=Better.UP,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.decided_by != "",
    hit=lambda facts: facts.decided_by == "machine",
)
