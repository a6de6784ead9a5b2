"""By how much late answers are late."""

from otklik.indicators.indicator import Better, Clock, Indicator, Kind, Unit

INDICATOR = Indicator(
    code="late_by",
    title="На сколько опаздывают",
    why="Медиана опоздания среди опоздавших ответов: час и месяц опоздания — разные беды.",
    unit=Unit.HOURS,
    better=Better.DOWN,
    source="собственное определение",
    kind=Kind.MEDIAN,
    clock=Clock.ANSWERED,
    base=lambda facts: facts.is_answered_late.fill_null(False),
    of=lambda facts: facts.late_hours,
)
