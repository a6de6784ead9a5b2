"""Figures side by side: the same as slices tell, and as a plain recount."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from otklik.gateways.engines import engine
from otklik.indicators import beside
from otklik.indicators.beside import Side
from otklik.indicators.cutting import SMALL, Cutter
from otklik.indicators.queries import SHELF
from otklik.indicators.rules import Period, Slice
from otklik.offices.rules import EVERYTHING, Reach
from tests.indicators.ground import NOW, between, facts, middle, share_in_time, table

ROWS = facts()
MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
BODY = (("body", ("2",)),)
SIDES = (Side("own", MAY, BODY), Side("then", MAY.before(), BODY), Side("all", MAY))


@pytest.fixture(scope="module")
def cutter(tmp_path_factory):
    path = tmp_path_factory.mktemp("facts") / "all.parquet"
    pq.write_table(table(ROWS), path)
    return Cutter(engine("duckdb://", [str(path)]).run, "duckdb", EVERYTHING.reaches, {}, NOW)


def test_a_side_tells_what_a_slice_of_it_tells(cutter) -> None:
    measures = [SHELF[code] for code in SHELF]
    counted = beside.count(cutter, measures, SIDES)
    for side in SIDES:
        cut = cutter.cut(Slice(tuple(SHELF), (), side.period, side.filters), measures)
        for one, told, expected in zip(measures, counted[side.name][()], cut.total, strict=True):
            assert (one.code, told.n) == (one.code, expected.n)
            assert told.value == pytest.approx(expected.value), one.code


def test_groups_of_a_side_are_those_of_a_plain_recount(cutter) -> None:
    counted = beside.count(cutter, [SHELF["in_time"], SHELF["answer_hours"]], SIDES, ("place",))
    for side, period in (("own", MAY), ("then", MAY.before())):
        assert counted[side]
        for (place,), (share, hours) in counted[side].items():
            rows = between(ROWS, "answered_day", period.since, period.until)
            rows = [row for row in rows if row["body_id"] == 2 and row["municipality_code"] == place]
            assert share.n == len(rows)
            assert share.value == (pytest.approx(share_in_time(rows)) if len(rows) >= SMALL else None)
            assert hours.value == (pytest.approx(middle(rows)) if len(rows) >= SMALL else None)


def test_days_are_keys_as_slices_tell_them(cutter) -> None:
    counted = beside.count(cutter, [SHELF["received"]], (Side("all", MAY),), ("month", "body"))
    assert {keys[0] for keys in counted["all"]} == {"2026-05-01"}
    assert {keys[1] for keys in counted["all"]} == {"", "1", "2", "3", "4"}


def test_a_side_is_of_what_the_person_may_see(cutter) -> None:
    seen = Cutter(cutter.run, "duckdb", (Reach(frozenset({1}), "", "", frozenset()),), {}, NOW)
    counted = beside.count(seen, [SHELF["received"]], SIDES)
    assert counted["own"] == {}
    own = [row for row in between(ROWS, "day", MAY.since, MAY.until) if row["body_id"] == 1]
    assert counted["all"][()][0].value == len(own)


def test_a_share_of_parts_is_guarded() -> None:
    assert beside.share(3, 4).value is None and beside.share(3, 4).n == 4
    assert beside.share(3, SMALL).value == 3 / SMALL
