"""How much goes by the fast lane."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="fast_lane",
    title="Доля быстрых тем",
    why="Сколько вопросов идёт ускоренным порядком.",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    source="ПОС: ускоренный порядок, до 10 дней",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.sent_at.notnull(),
    hit=lambda facts: facts.is_fast,
)
