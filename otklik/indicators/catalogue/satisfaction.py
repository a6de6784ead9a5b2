"""What people think of answers."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="satisfaction",
    title="Средняя оценка",
    why="Средняя оценка ответов, 1–5: читайте рядом с долей ответивших.",
    unit=Unit.STARS,
    better=Better.UP,
    source="Гиагинский р-н, 244, 1.6",
    kind=Kind.MEAN,
    clock=Clock.ANSWERED,
    of=lambda facts: facts.stars,
)
