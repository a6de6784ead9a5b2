"""What people have on their hands."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="load",
    title="Нагрузка",
    why="Открытые вопросы с весом: обращение тяжелее сообщения, ждущее легче работы.",
    unit=Unit.LOAD,
    better=Better.NEITHER,
    source="Гиагинский р-н, 244, 1.13; веса собственные",
    kind=Kind.SUM,
    clock=Clock.NOW,
    base=lambda facts: facts.is_open,
    of=lambda facts: facts.load,
)
