"""Figures of indicators as pages tell them: the number with its unit, the change and which way it goes."""

from dataclasses import dataclass

from otklik.indicators.cutting import Figure
from otklik.indicators.indicator import Better, Unit
from otklik.screens.parts.tell import THIN_SPACE, number, plural

NOTHING, FEW = "—", "мало данных"
UNITS = {
    Unit.QUESTIONS: "вопросов", Unit.PEOPLE: "человек", Unit.SHARE: "%", Unit.HOURS: "часов", Unit.STARS: "из 5",
    Unit.SCORE: "баллов", Unit.LOAD: "условных вопросов", Unit.TIMES: "раз",
}  # fmt: skip
"""What an axis or a heading says beside the numbers."""
_WHOLE = frozenset({Unit.QUESTIONS, Unit.PEOPLE, Unit.TIMES})
_TAILS = {Unit.SHARE: " %", Unit.HOURS: " ч"}
_STILL = 0.05
"""A change that is told as nought is no change: half of the last digit shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a figure is more than before: «+3,1 п. п.»; `tone` is "good", "bad" or "" where neither."""

    told: str
    words: str
    tone: str
    icon: str


def told(value: float | None, unit: Unit) -> str:
    """«1 234», «87,3 %», «5,2 ч», «4,1»; a dash for None. A count for a thousand residents keeps its digits."""
    return NOTHING if value is None else f"{_digits(_scaled(value, unit), unit)}{_TAILS.get(unit, '')}"


def told_figure(figure: Figure, unit: Unit) -> str:
    """As `told`, and «мало данных» where too few rows stand behind it."""
    return FEW if figure.is_guarded else told(figure.value, unit)


def change_told(change: float | None, unit: Unit, better: Better) -> Change | None:
    """The change as words; None where there is nothing to compare with."""
    if change is None:
        return None
    scaled = _scaled(change, unit)
    if abs(scaled) < _STILL:
        return Change("0", "без изменений", "", "equal")
    tail = " п. п." if unit is Unit.SHARE else _TAILS.get(unit, "")
    digits = f"{_digits(abs(scaled), unit)}{tail}"
    is_up = change > 0
    return Change(f"{'+' if is_up else '−'}{digits}", *_direction(is_up, better))


def rows_told(amount: int) -> str:
    """«1 вопрос», «1 234 вопроса»: what stands behind a figure."""
    return f"{number(amount)} {plural(amount, 'вопрос', 'вопроса', 'вопросов')}"


def _direction(is_up: bool, better: Better) -> tuple[str, str, str]:
    icon = "arrow-up" if is_up else "arrow-down"
    if better is Better.NEITHER:
        return ("больше" if is_up else "меньше", "", icon)
    is_good = is_up == (better is Better.UP)
    return ("лучше" if is_good else "хуже", "good" if is_good else "bad", icon)


def _scaled(value: float, unit: Unit) -> float:
    return 100 * value if unit is Unit.SHARE else value


def _digits(value: float, unit: Unit) -> str:
    if unit in _WHOLE and value == int(value):
        return number(int(value))
    places = 2 if unit in _WHOLE and abs(value) < 10 else 1
    whole, _, rest = f"{value:,.{places}f}".replace(",", THIN_SPACE).partition(".")
    return f"{whole},{rest}"
