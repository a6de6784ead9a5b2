"""What the passport of a body or a place tells: its figures beside the past and the region, its months, its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from otklik.indicators import beside, cube
from otklik.indicators.beside import Beside, Side
from otklik.indicators.cube import Filters
from otklik.indicators.cutting import Cutter, Figure
from otklik.indicators.indicator import Clock
from otklik.indicators.queries import SHELF
from otklik.indicators.rules import Period

MEASURES = (
    "received", "open", "overdue", "at_risk", "in_time", "answer_hours", "satisfaction", "response", "confirmed",
    "false_closures", "reopened", "repeated", "promises_kept", "formal", "returned", "transferred", "negative",
)  # fmt: skip
LISTED = ("received", "in_time", "overdue", "satisfaction")
"""What a list of bodies or places tells of each."""
OWN, THEN = "own", "then"
MONTHS, REPEATED = 12, 5
Figures = tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of what a passport is: the filters of its rows, its days and those they are compared with."""

    filters: Filters
    period: Period
    then: Period

    @property
    def months(self) -> Period:
        """The last twelve months, the first one whole."""
        last = self.period.until
        first = last.replace(day=1)
        for _ in range(MONTHS - 1):
            first = (first - timedelta(days=1)).replace(day=1)
        return Period(first, last)


@dataclass(frozen=True, slots=True)
class Passport:
    """`now` and `then`: a figure for each of MEASURES. `months`: by its first day received and in time.

    `split`: by dimension (group, body, tone and the one of places) and value how many were received now and then.
    `judged`: by dimension (body and the one of places) and value the share in time. `repeated`: numbers of the
    questions that others were joined to, with how many.
    """

    asked: Asked
    now: Figures
    then: Figures
    months: Mapping[date, tuple[Figure, Figure]]
    split: Mapping[str, Mapping[str, tuple[int, int]]]
    judged: Mapping[str, Mapping[str, Figure]]
    repeated: tuple[tuple[int, int], ...]


def load(cutter: Cutter, asked: Asked, places: str) -> Passport:
    """All of it but the region; `places` is the dimension by which its places are told. Raises NoFacts, EngineError."""
    sides = (Side(OWN, asked.period, asked.filters), Side(THEN, asked.then, asked.filters))
    counted = beside.count(cutter, [SHELF[code] for code in MEASURES], sides)
    return Passport(
        asked=asked, now=_whole(counted, OWN), then=_whole(counted, THEN), months=_months(cutter, asked),
        split=_split(cutter, sides, ("group", "body", "tone", places)), judged=_judged(cutter, sides[0], places),
        repeated=_repeated(cutter, asked),
    )  # fmt: skip


def region(cutter: Cutter, period: Period) -> Figures:
    """MEASURES of all that the scope sees: what a passport is held against. Raises NoFacts, EngineError."""
    return _whole(beside.count(cutter, [SHELF[code] for code in MEASURES], (Side(OWN, period),)), OWN)


def listed(cutter: Cutter, period: Period, by: str) -> Mapping[str, Figures]:
    """LISTED of each body or place, by key. Raises NoFacts, EngineError."""
    counted = beside.count(cutter, [SHELF[code] for code in LISTED], (Side(OWN, period),), (by,))
    return {key: figures for (key,), figures in counted[OWN].items()}


def _whole(counted: Beside, side: str) -> Figures:
    nothing = tuple(Figure(0.0 if SHELF[code].is_additive else None, 0) for code in MEASURES)
    return counted[side].get((), nothing)


def _months(cutter: Cutter, asked: Asked) -> dict[date, tuple[Figure, Figure]]:
    side = Side(OWN, asked.months, asked.filters)
    counted = beside.count(cutter, [SHELF[code] for code in ("received", "in_time")], (side,), ("month",))[OWN]
    empty = Figure(0.0, 0), Figure(None, 0)
    found, month = {}, asked.months.since
    while month <= asked.months.until:
        received, in_time = counted.get((month.isoformat(),), empty)
        found[month] = (received, in_time)
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def _split(cutter: Cutter, sides: Sequence[Side], codes: tuple[str, ...]) -> dict[str, dict[str, tuple[int, int]]]:
    """Letters add up: they are counted once by all dimensions together and put together by each."""
    counted = beside.count(cutter, [SHELF["received"]], sides, codes)
    found: dict[str, dict[str, tuple[int, int]]] = {code: {} for code in codes}
    for place, code in enumerate(codes):
        for side in (OWN, THEN):
            for keys, (figure,) in counted[side].items():
                now, then = found[code].get(keys[place], (0, 0))
                found[code][keys[place]] = (now + figure.n, then) if side == OWN else (now, then + figure.n)
    return found


def _judged(cutter: Cutter, side: Side, places: str) -> dict[str, dict[str, Figure]]:
    """Hits and rows of a share add up, the shares do not."""
    in_time, answers = SHELF["in_time"], {}
    facts = cube.visible(cube.table(cutter.now), cutter.seen)
    facts = cube.within(facts.filter(cube.matches(facts, side.filters)), Clock.ANSWERED, side.period)
    keys = {code: cube.key(facts, code, Clock.ANSWERED) for code in ("body", places)}
    counted = {"hits": facts.count(where=in_time.hits(facts)), "n": in_time.n(facts)}
    rows = cutter.run(facts.aggregate(by=keys, **counted)).to_pylist()
    for code in keys:
        sums: dict[str, tuple[int, int]] = {}
        for row in rows:
            hits, n = sums.get(row[code], (0, 0))
            sums[row[code]] = (hits + row["hits"], n + row["n"])
        answers[code] = {key: beside.share(hits, n) for key, (hits, n) in sums.items()}
    return answers


def _repeated(cutter: Cutter, asked: Asked) -> tuple[tuple[int, int], ...]:
    facts = cube.visible(cube.table(cutter.now), cutter.seen)
    facts = cube.within(facts.filter(cube.matches(facts, asked.filters)), Clock.RECEIVED, asked.period)
    joined = facts.filter(facts.same_as_id.notnull()).group_by("same_as_id").aggregate(number=lambda rows: rows.count())
    got = cutter.run(joined.order_by(joined.number.desc(), joined.same_as_id.desc()).limit(REPEATED)).to_pylist()
    return tuple((int(row["same_as_id"]), int(row["number"])) for row in got)
