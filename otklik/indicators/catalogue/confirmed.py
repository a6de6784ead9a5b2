"""How many authors confirm that it is solved."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="confirmed",
    title="Доля подтверждённых решений",
    why="Сколько авторов, сказавших своё слово, подтвердили, что вопрос решён.",
    unit=Unit.SHARE,
    better=Better.UP,
    source="Гиагинский р-н, 244, 1.6: полнота решения",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.first_solved.notnull(),
    hit=lambda facts: facts.first_solved,
)
