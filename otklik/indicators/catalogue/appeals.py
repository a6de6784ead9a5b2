"""How much of it is appeals by 59-ФЗ."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="appeals",
    title="Доля обращений по 59-ФЗ",
    why="Обращения по закону требуют регистрации и подписанного ответа: их доля показывает, чем занят орган.",
    unit=Unit.SHARE,
    better=Better.NEITHER,
    source="59-ФЗ",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    hit=lambda facts: facts.legal_kind == "appeal",
)
