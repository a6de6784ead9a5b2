"""How often bodies say that it is solved."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="solved_by_body",
    title="Доля «решено» по словам органа",
    why="Сколько ответов сообщает, что решено: рядом смотрите, сколько подтвердили люди.",
    unit=Unit.SHARE,
    better=Better.UP,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.replied_at.notnull(),
    hit=lambda facts: facts.outcome == "solved",
)
