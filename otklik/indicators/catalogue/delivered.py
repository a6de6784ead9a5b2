"""How much the system itself brings to who answers."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="delivered",
    title="Доставлено системой до конечного исполнителя",
    why="Доля вопросов, которые система сама доставила тому, кто и ответил: без пересылки между органами.",
    unit=Unit.SHARE,
    better=Better.UP,
    source="Постановление Правительства РФ от 16.11.2020 № 1844: 50 %",
    kind=Kind.SHARE,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.sent_at.notnull() & facts.answered_at.notnull(),
    hit=lambda facts: facts.is_auto_routed & (facts.transfers == 0),
)
