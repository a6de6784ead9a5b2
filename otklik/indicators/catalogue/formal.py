"""How many answers say nothing."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="formal",
    title="Доля отписок",
    why="Сколько опубликованных ответов похоже на отписку: ни действия, ни дня, ни ответственного.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="Рязанская обл., правила ответов; собственная модель",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.answer_score.notnull(),
    hit=lambda facts: facts.answer_score >= 0.5,
)
