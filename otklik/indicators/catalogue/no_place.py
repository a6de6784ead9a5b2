"""What is nowhere on the map."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="no_place",
    title="Доля без места",
    why="Сколько вопросов без муниципалитета: их не видно на карте и в паспорте территории.",
    unit=Unit.SHARE,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.SHARE,
    clock=Clock.RECEIVED,
    hit=lambda facts: facts.territory_code == "",
)
