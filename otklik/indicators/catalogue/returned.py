"""How many answers came back for rework."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="returned",
    title="Доля ответов с доработки",
    why="Сколько ответов согласующий хотя бы раз вернул: брак до публикации.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="Республика Саха (Якутия), «Народный контроль», п. 4.2",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.replied_at.notnull(),
    hit=lambda facts: facts.returns > 0,
)
