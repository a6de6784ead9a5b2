"""How often people do not accept the answer."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="reopened",
    title="Доля открытых снова",
    why="Сколько ответов человек не принял, и вопрос вернулся в работу.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="ПОС: возврат на доработку",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.replied_at.notnull(),
    hit=lambda facts: facts.reopened > 0,
)
