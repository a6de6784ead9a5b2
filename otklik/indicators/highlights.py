"""What the head's page tells: days, terms, bodies and bursts of what a scope sees, in a handful of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from otklik.indicators import beside, bursts, cube, marks
from otklik.indicators.beside import Beside, Side
from otklik.indicators.bursts import Burst
from otklik.indicators.cutting import Cutter
from otklik.indicators.indicator import Clock
from otklik.indicators.queries import SHELF
from otklik.indicators.rules import Period

SPARK, MONTH, WEEK = 30, 30, 7
NOW_MARKS = ("overdue", "at_risk", "newly_late", "untaken", "going_round", "disputed")
JUDGED = ("in_time", "satisfaction", "response", "late_by")
LATELY, BEFORE = "lately", "before"


@dataclass(frozen=True, slots=True)
class Day:
    """The answers of a day: `n` had a term, `in_time` kept it; `stars` is the sum of `rated` ratings.

    Of `replied` authors `spoke` said anything of the answer; `answers` is what ended in all.
    """

    n: int = 0
    in_time: int = 0
    stars: float = 0.0
    rated: int = 0
    replied: int = 0
    spoke: int = 0
    late: int = 0
    answers: int = 0

    def __add__(self, other: "Day") -> "Day":
        return Day(*(getattr(self, name) + getattr(other, name) for name in Day.__slots__))


@dataclass(frozen=True, slots=True)
class Highlights:
    """`received`: letters by day, today first, `bursts.DAYS` of them. `answered`: by day, today first, two months.

    `late`: overdue answers at the midnights that began the last thirty days, the oldest first, and now. `now`: by key
    of a body how many questions stand under each of NOW_MARKS, and `open`. `bodies`: LATELY and BEFORE, JUDGED by body.
    """

    today: date
    received: tuple[int, ...]
    answered: tuple[Day, ...]
    late: tuple[int, ...]
    late_then: int
    now: Mapping[str, Mapping[str, int]]
    bodies: Beside
    bursts: tuple[Burst, ...]

    def standing(self, mark: str) -> int:
        """How many questions of all bodies stand under a mark now."""
        return sum(row[mark] for row in self.now.values())

    def days(self, since: int, count: int) -> Day:
        """The answers of `count` days, the latest `since` days ago."""
        return sum(self.answered[since : since + count], Day())


def load(cutter: Cutter) -> Highlights:
    """All of it for the scope of a cutter, as of its moment: five queries. Raises NoFacts, EngineError."""
    today = timezone.localdate(cutter.now)
    cells, counts = _cells(cutter, today)
    months = _months(today)
    late, then = _late(cutter, today)
    return Highlights(
        today=today,
        received=tuple(int(number) for number in counts.sum(axis=0)),
        answered=_answered(cutter, today),
        late=late,
        late_then=then,
        now=_now(cutter),
        bodies=beside.count(cutter, [SHELF[code] for code in JUDGED], months, ("body",)),
        bursts=bursts.found(*_understood(cells, counts), int(np.flatnonzero(counts.sum(axis=0)).max(initial=0))),
    )


def week_ago(now: datetime) -> datetime:
    """The moment with which what is overdue now is compared."""
    return now - timedelta(days=WEEK)


def yesterday(now: datetime) -> datetime:
    """The midnight that began yesterday, where the region is."""
    return _midnight(timezone.localdate(now) - timedelta(days=1))


def marked(cutter: Cutter, mark: str, *, body: str = "", after: int, limit: int) -> list[int]:
    """Numbers of the questions under a mark, newest first, below `after` (0: from the newest).

    Raises NoFacts, EngineError.
    """
    facts = cube.visible(cube.table(cutter.now), cutter.seen)
    facts = facts.filter(marks.MARKS[mark].of(facts, _moment(mark, cutter.now)))
    if body:
        facts = facts.filter(cube.matches(facts, (("body", (body,)),)))
    if after:
        facts = facts.filter(facts.question_id < after)
    found = facts.select("question_id").order_by(facts.question_id.desc()).limit(limit)
    return [int(number) for number in cutter.run(found)["question_id"].to_pylist()]


def _moment(mark: str, now: datetime) -> datetime:
    return week_ago(now) if mark == "late_then" else yesterday(now)


def _months(today: date) -> tuple[Side, Side]:
    lately = Period(today - timedelta(days=MONTH - 1), today)
    return Side(LATELY, lately), Side(BEFORE, lately.before())


def _cells(cutter: Cutter, today: date) -> tuple[list[tuple[str, str]], bursts.Counts]:
    """Letters of the last weeks by topic and place: a row a cell, a column a day, today first."""
    first = today - timedelta(days=bursts.DAYS - 1)
    facts = cube.visible(cube.table(cutter.now), cutter.seen)
    facts = facts.filter(facts.day.between(first, today))
    keys = {"topic": facts.group_code, "place": facts.municipality_code, "day": facts.day}
    got = cutter.run(facts.aggregate(by=keys, number=facts.count()))
    topics, places = (pc.fill_null(got[name], "").combine_chunks().dictionary_encode() for name in ("topic", "place"))
    both = topics.indices.to_numpy().astype(np.int64) * max(len(places.dictionary), 1) + places.indices.to_numpy()
    known, rows = np.unique(both, return_inverse=True)
    ages = today.toordinal() - date(1970, 1, 1).toordinal() - got["day"].cast(pa.int32()).to_numpy()
    counts = np.zeros((len(known), bursts.DAYS), np.int64)
    np.add.at(counts, (rows, ages), got["number"].to_numpy())
    names = topics.dictionary.to_pylist(), places.dictionary.to_pylist()
    return [(names[0][one // len(names[1])], names[1][one % len(names[1])]) for one in known.tolist()], counts


def _understood(cells: Sequence[tuple[str, str]], counts: bursts.Counts) -> tuple[list[tuple[str, str]], bursts.Counts]:
    """Those of a topic: of what nobody has understood nobody can say that it is hot."""
    kept = [row for row, (topic, _) in enumerate(cells) if topic]
    return [cells[row] for row in kept], counts[kept]


def _answered(cutter: Cutter, today: date) -> tuple[Day, ...]:
    """The answers of two months by day, today first; from shares and means back to what they are made of."""
    period = Period(today - timedelta(days=2 * MONTH - 1), today)
    facts = cube.visible(cube.table(cutter.now), cutter.seen)
    facts = cube.within(facts, Clock.ANSWERED, period)
    judged = [SHELF[code] for code in (*JUDGED, "answered")]
    got = cutter.run(cube.grouped(facts, ("day",), judged, cutter.engine, {})).to_pylist()
    by_day = {row["k0"]: _day(row) for row in got}
    return tuple(by_day.get((today - timedelta(days=age)).isoformat(), Day()) for age in range(period.days))


def _day(row: Mapping[str, float | None]) -> Day:
    n, rated, replied, late, answers = (int(row[f"n{place}"] or 0) for place in range(5))
    in_time, stars, spoke = ((row[f"v{place}"] or 0) * row[f"n{place}"] for place in range(3))  # type: ignore[operator]
    return Day(n, round(in_time), stars, rated, replied, round(spoke), late, answers)


def _now(cutter: Cutter) -> dict[str, dict[str, int]]:
    facts = cube.visible(cube.table(cutter.now), cutter.seen)
    facts = facts.filter(facts.is_open)
    since = yesterday(cutter.now)
    counted = {code: facts.count(where=marks.MARKS[code].of(facts, since)) for code in NOW_MARKS}
    got = cutter.run(facts.aggregate(by={"body": facts.body_id}, open=facts.count(), **counted)).to_pylist()
    return {str(row.pop("body") or ""): row for row in got}


def _late(cutter: Cutter, today: date) -> tuple[tuple[int, ...], int]:
    """How many answers were overdue at each midnight of the last thirty days and now, and a week ago at this hour."""
    moments = [*(_midnight(today - timedelta(days=back)) for back in reversed(range(SPARK))), cutter.now]
    facts = cube.visible(cube.table(cutter.now), cutter.seen)
    spans = cutter.run(marks.late_spans(facts, since=moments[0], until=cutter.now))
    begins, ends = (np.sort(spans[name].cast(pa.int64()).drop_null().to_numpy()) for name in ("begins", "ends"))
    at = np.array([round(moment.timestamp() * 1_000_000) for moment in (*moments, week_ago(cutter.now))])
    # As many as had begun by then, less those that had ended.
    *days, then = (np.searchsorted(begins, at) - np.searchsorted(ends, at)).tolist()
    return tuple(days), then


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
