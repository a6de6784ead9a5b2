"""What one body can't solve alone."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="shared",
    title="Доля вопросов нескольких органов",
    why="Сколько вопросов не решить одному органу.",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    source="Нижневартовск, 160-р, 3.3",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.sent_at.notnull(),
    hit=lambda facts: facts.is_shared,
)
