"""Each indicator of the shelf, by several slices, is what a plain recount of the rows tells."""

from collections import Counter
from datetime import date

import pyarrow.parquet as pq
import pytest

from otklik.gateways.engines import engine
from otklik.indicators import catalogue
from otklik.indicators.cube import OTHERS
from otklik.indicators.cutting import SMALL, Cutter
from otklik.indicators.indicator import Clock, Indicator
from otklik.indicators.rules import Period, Slice
from otklik.offices.rules import EVERYTHING
from otklik.shelf import things
from tests.indicators.ground import NOW, RESIDENTS, facts, table
from tests.indicators.recount import PLAIN

ROWS, SHELF = facts(6000, seed=11), things(catalogue, Indicator)
SPRING = Period(date(2026, 3, 1), date(2026, 5, 31))
COLUMNS = {"place": "municipality_code", "group": "group_code", "channel": "channel", "body": "body_id"}
CODES = sorted(SHELF)


@pytest.fixture(scope="module")
def cutter(tmp_path_factory):
    path = tmp_path_factory.mktemp("facts") / "all.parquet"
    pq.write_table(table(ROWS), path)
    return Cutter(engine("duckdb://", [str(path)]).run, "duckdb", EVERYTHING.reaches, RESIDENTS, NOW)


def based(code, period=SPRING):
    """The rows that a figure stands on."""
    plain = PLAIN[code]
    return [
        row for row in ROWS
        if plain.over(row) and (plain.by is None or (row[plain.by] and period.since <= row[plain.by] <= period.until))
    ]  # fmt: skip


def key(row, dimension):
    value = row[COLUMNS[dimension]]
    return "" if value is None else str(value)


def check(figure, code, rows, scale=1.0):
    """That a figure tells what these rows do, or holds its tongue where they are few."""
    assert figure.n == len(rows)
    wanted = PLAIN[code].tell(rows)
    if wanted is None or (figure.n < SMALL and (scale != 1 or not SHELF[code].is_additive)):
        assert figure.value is None
    else:
        assert figure.value == pytest.approx(wanted * scale, rel=1e-9)


def by_keys(found, code, dimensions, period=SPRING):
    """Each group of a cut against the rows of its keys; no group is missing."""
    rows = based(code, period)
    for group in found.groups:
        check(group.figures[0], code, [row for row in rows
              if all(key(row, one) == wanted for one, wanted in zip(dimensions, group.keys, strict=True))])  # fmt: skip
    told = {group.keys for group in found.groups}
    assert {tuple(key(row, one) for one in dimensions) for row in rows} <= told


def test_the_recount_is_of_the_whole_shelf():
    assert set(PLAIN) == set(SHELF) and len(SHELF) >= 46
    assert all(SHELF[code].clock is Clock.NOW for code in CODES if PLAIN[code].by is None)


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_by_two_dimensions_with_its_sums_and_total(cutter, code):
    found = cutter.cut(Slice((code,), ("group", "channel"), SPRING, top=0), [SHELF[code]])
    by_keys(found, code, ("group", "channel"))
    check(found.total[0], code, based(code))
    for dimension, sums in found.sums.items():
        for wanted, figures in sums.items():
            check(figures[0], code, [row for row in based(code) if key(row, dimension) == wanted])


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_of_the_top_and_of_the_others(cutter, code):
    found = cutter.cut(Slice((code,), ("body", "group"), SPRING, top=2), [SHELF[code]])
    rows = based(code)
    top = {one: {value for value, _ in sorted(Counter(key(row, one) for row in rows).items(),
                 key=lambda pair: (-pair[1], pair[0]))[:2]} for one in ("body", "group")}  # fmt: skip
    for group in found.groups:
        check(group.figures[0], code, [
            row for row in rows
            if all((key(row, one) not in top[one]) if wanted == OTHERS else key(row, one) == wanted
                   for one, wanted in zip(("body", "group"), group.keys, strict=True))
        ])  # fmt: skip
    check(found.total[0], code, rows)
    assert sum(group.figures[0].n for group in found.groups) == len(rows)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("compare", ["previous", "year"])
def test_an_indicator_beside_what_was_before(cutter, code, compare):
    found = cutter.cut(Slice((code,), ("place",), SPRING, compare=compare), [SHELF[code]])
    before = SPRING.before() if compare == "previous" else SPRING.year_ago()
    if SHELF[code].clock is Clock.NOW:
        assert all(group.figures[0].before is None for group in found.groups)
        return
    for group in found.groups:
        figure, rows = group.figures[0], [row for row in based(code, before) if key(row, "place") == group.keys[0]]
        wanted = PLAIN[code].tell(rows)
        is_told = wanted is not None and (SHELF[code].is_additive or len(rows) >= SMALL)
        assert figure.before_n == len(rows)
        assert figure.before == (pytest.approx(wanted, rel=1e-9) if is_told else None)


@pytest.mark.parametrize("code", [code for code in CODES if SHELF[code].is_additive])
def test_an_indicator_for_a_thousand_residents(cutter, code):
    found = cutter.cut(Slice((code,), ("place",), SPRING, per="1000"), [SHELF[code]])
    for group in found.groups:
        if group.keys[0] == "":
            assert group.figures[0].value is None
        else:
            rows = [row for row in based(code) if key(row, "place") == group.keys[0]]
            check(group.figures[0], code, rows, 1000 / RESIDENTS[group.keys[0]])


def test_indicators_of_all_clocks_stand_side_by_side(cutter):
    codes = ("in_time", "received", "open", "answer_hours", "authors", "load_each", "satisfaction", "overdue")
    found = cutter.cut(Slice(codes, ("body",), SPRING, top=0), [SHELF[code] for code in codes])
    for group in found.groups:
        for figure, code in zip(group.figures, codes, strict=True):
            check(figure, code, [row for row in based(code) if key(row, "body") == group.keys[0]])


def test_without_sums_all_else_is_the_same(cutter):
    asked, measured = Slice(("in_time", "authors"), ("body", "group"), SPRING), [SHELF["in_time"], SHELF["authors"]]
    whole, lean = cutter.cut(asked, measured), cutter.cut(asked, measured, sums=False)
    assert whole.groups == lean.groups and whole.total == lean.total and lean.sums == {} and whole.sums
