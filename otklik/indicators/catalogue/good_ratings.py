"""How many of those who rate are content."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="good_ratings",
    title="Доля оценок 4 и 5",
    why="Сколько оценивших довольны.",
    unit=Unit.SHARE,
    better=Better.UP,
    source="ПОС: доля оценок 4–5",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.first_stars.notnull(),
    hit=lambda facts: facts.first_stars >= 4,
)
