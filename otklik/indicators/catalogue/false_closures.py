"""How often it is called solved and is not."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="false_closures",
    title="Доля ложных закрытий",
    why="Орган сообщил «решено», а автор ответил, что нет: считается его первое слово, второй ответ его не закрывает.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: (facts.first_outcome == "solved") & facts.first_solved.notnull(),
    hit=lambda facts: ~facts.first_solved,
)
