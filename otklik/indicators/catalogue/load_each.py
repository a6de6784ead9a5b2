"""What one person has on their hands."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="load_each",
    title="Нагрузка на сотрудника",
    why="Взвешенные открытые вопросы в расчёте на того, кто их ведёт.",
    unit=Unit.LOAD,
    better=Better.DOWN,
    source="Гиагинский р-н, 244, 1.13; веса собственные",
    kind=Kind.PER_EACH,
    clock=Clock.NOW,
    base=lambda facts: facts.is_open & facts.assignee_id.notnull(),
    of=lambda facts: facts.load,
    by=lambda facts: facts.assignee_id,
)
