"""What nobody has understood."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="no_topic",
    title="Доля без темы",
    why="Сколько вопросов ещё никто не понял.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    hit=lambda facts: facts.topic_code == "",
)
