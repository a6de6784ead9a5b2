"""How many people wrote."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="authors",
    title="Авторов",
    why="Сколько разных людей написало: десять писем одного человека и десять писем от десяти — разные вещи.",
    unit=Unit.PEOPLE,
    better=Better.NEITHER,
    source="собственное определение",
    kind=Kind.DISTINCT,
    clock=Clock.RECEIVED,
    of=lambda facts: facts.author_hash,
)
