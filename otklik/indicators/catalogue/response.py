"""How many people rate at all."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="response",
    title="Доля оценивших",
    why="Сколько людей вообще оценило ответ: без этого числа средняя оценка обманчива.",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.replied_at.notnull(),
    hit=lambda facts: facts.first_stars.notnull() | facts.first_solved.notnull(),
)
