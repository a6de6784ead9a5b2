"""How many promises are kept."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="promises_kept",
    title="Доля выполненных обещаний",
    why="Вопросы, где все обещанные дни соблюдены, среди тех, где срок обещания наступил.",
    unit=Unit.SHARE,
    better=Better.UP,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: (facts.promises_kept + facts.promises_broken) > 0,
    hit=lambda facts: facts.promises_broken == 0,
)
