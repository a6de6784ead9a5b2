"""What an address of the map asks: a slice by municipality, the steps of time, what colour tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from otklik.indicators import queries as indicators
from otklik.indicators.indicator import Clock, Indicator
from otklik.indicators.rules import PER_1000, Slice, SliceError

PLACE, USUAL = "place", "received"
STEPS = {"day": "по дням", "week": "по неделям", "month": "по месяцам"}
_DAYS = {"day": 1, "week": 7, "month": 30}
_MOST_STEPS, _PREFERRED = 120, 31
CHANGE = "change"
PICK = "pick."
"""A filter as the form of the page names it: an empty one is no filter, while `f.` with nothing is «not known»."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`slice` is by municipality, all of them, one measure; `step` a code of STEPS, empty where time can't be walked.

    `shows_change`: colours tell the change and not the value.
    """

    slice: Slice
    indicator: Indicator
    step: str
    shows_change: bool
    notes: tuple[str, ...] = ()

    @property
    def may_count_heads(self) -> bool:
        """Whether a figure for a thousand residents has a meaning: a share or a middle has none."""
        return self.indicator.is_additive

    def steps(self) -> tuple[str, ...]:
        """The steps to choose from: at least two in the period, and not more than can be walked."""
        if self.indicator.clock is Clock.NOW:
            return ()
        days = self.slice.period.days
        return tuple(code for code, length in _DAYS.items() if length < days <= length * _MOST_STEPS)

    def address(self, **changed: str) -> str:
        """The query of the map as it is, or with other values: `m`, `per`, `compare`, `show`, `step`, `since` …"""
        pairs = [(name, value) for name, value in self._pairs() if name not in changed]
        return urlencode([*pairs, *((name, value) for name, value in changed.items() if value)])

    def without(self, code: str, value: str) -> str:
        """The query without one of its filters."""
        return urlencode([pair for pair in self._pairs() if pair != (f"f.{code}", value)])

    def everywhere(self) -> Slice:
        """The slice of the region as a whole."""
        return replace(self.slice, dimensions=())

    def stepped(self) -> Slice:
        """The slice by municipality and time; not compared: a step is seen beside the one before it."""
        return replace(self.slice, dimensions=(PLACE, self.step), compare="")

    def _pairs(self) -> list[tuple[str, str]]:
        asked = self.slice
        pairs = [("m", self.indicator.code)]
        pairs += [(f"f.{code}", value) for code, values in asked.filters for value in values]
        pairs += [("since", asked.period.since.isoformat()), ("until", asked.period.until.isoformat())]
        more = {"per": asked.per, "compare": asked.compare, "show": CHANGE if self.shows_change else "",
                "step": self.step}  # fmt: skip
        return [*pairs, *((name, value) for name, value in more.items() if value)]


def read(address: Mapping[str, Sequence[str]], *, now: datetime) -> Asked:
    """The map of an address; that of a slice too: it is then told what of it the map leaves out. Raises SliceError."""
    wanted = indicators.asked({"m": [USUAL], **{name: list(values) for name, values in address.items()}}, now=now)
    indicator = indicators.SHELF[wanted.measures[0]]
    notes = [_left_out(wanted)] if _left_out(wanted) else []
    if wanted.per == PER_1000 and not indicator.is_additive:
        notes.append(f"«{indicator.title}» на 1000 жителей не пересчитывают: показано как есть.")
    per = wanted.per if indicator.is_additive else ""
    compare = "" if indicator.clock is Clock.NOW else wanted.compare
    narrowed = replace(wanted, measures=(indicator.code,), dimensions=(PLACE,), per=per, compare=compare, top=0)
    shows_change = _one(address, "show") == CHANGE and bool(compare)
    found = Asked(narrowed, indicator, "", shows_change, tuple(notes))
    return replace(found, step=_step(found, _one(address, "step")))


def picked(address: Mapping[str, Sequence[str]]) -> dict[str, list[str]] | None:
    """The address that the form of the page means, in the words of a slice; None where the form was not sent."""
    picks = {name: values[-1] for name, values in address.items() if name.startswith(PICK) and values}
    if not picks:
        return None
    filters = {f"f.{name.removeprefix(PICK)}": value for name, value in picks.items()}
    kept = {name: list(values) for name, values in address.items() if name not in picks and name not in filters}
    return kept | {name: [value] for name, value in filters.items() if value}


def _step(asked: Asked, written: str) -> str:
    if written and written not in STEPS:
        raise SliceError(f"Шаг «{written[:20]}» не понят; есть: {', '.join(STEPS)}.")
    offered = asked.steps()
    if written in offered or not offered:
        return written if written in offered else ""
    fine = [code for code in offered if asked.slice.period.days / _DAYS[code] <= _PREFERRED]
    return fine[0] if fine else offered[-1]


def _left_out(wanted: Slice) -> str:
    told = [indicators.KNOWN.dimensions[code] for code in wanted.dimensions if code not in (PLACE, *STEPS)]
    if len(wanted.measures) > 1:
        return f"Карта показывает один показатель: «{indicators.KNOWN.measures[wanted.measures[0]]}», первый из адреса."
    return f"Карта считает по муниципалитетам: разрез «{told[0]}» на ней не показан." if told else ""


def _one(address: Mapping[str, Sequence[str]], name: str) -> str:
    values = address.get(name, ())
    return values[-1].strip() if values else ""
