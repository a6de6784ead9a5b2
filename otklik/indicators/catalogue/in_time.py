"""How many answers came in time."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="in_time",
    title="Ответы в срок",
    why="Доля ответов, данных не позже срока: первое, за что спрашивают с органа.",
    unit=Unit.SHARE,
    better=Better.UP,
    source="Ульяновская обл., реестр ЦУР; Гиагинский р-н, 244, 1.6",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.is_answered_late.notnull(),
    hit=lambda facts: ~facts.is_answered_late,
)
