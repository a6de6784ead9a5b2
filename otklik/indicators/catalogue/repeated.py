"""How often the same author comes again with the matter."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="repeated",
    title="Доля повторных",
    why="Сколько людей пишет о том же снова: прежний ответ им не помог.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="«Добродел»: доля повторных",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    base=lambda facts: facts.author_hash.notnull(),
    hit=lambda facts: facts.is_repeated,
)
