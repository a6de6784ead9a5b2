"""What people think of answers."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="satisfaction",
    title="Средняя оценка",
    why="Первая оценка по вопросу, 1–5, по ссылке из ответа и в системе-источнике: читайте рядом с долей ответивших.",
    unit=Unit.STARS,
    better=Better.UP,
    source="Гиагинский р-н, 244, 1.6",
    kind=Kind.MEAN,
    clock=Clock.ANSWERED,
    of=lambda facts: facts.first_stars,
)
