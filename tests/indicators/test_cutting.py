"""Slices: equal to a plain recount, totals of rows and not of shares, comparisons, guards, others."""

from datetime import date

import pyarrow.parquet as pq
import pytest

from otklik.gateways.engines import engine
from otklik.indicators import catalogue
from otklik.indicators.cube import OTHERS
from otklik.indicators.cutting import SMALL, Cutter
from otklik.indicators.indicator import Indicator
from otklik.indicators.rules import Period, Slice, SliceError
from otklik.offices.rules import EVERYTHING, Reach
from otklik.shelf import things
from tests.indicators.ground import NOW, RESIDENTS, between, facts, middle, share_in_time, table

ROWS = facts()
SHELF = things(catalogue, Indicator)
SPRING = Period(date(2026, 3, 1), date(2026, 5, 31))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    path = tmp_path_factory.mktemp("facts") / "all.parquet"
    pq.write_table(table(ROWS), path)
    return engine("duckdb://", [str(path)]).run


@pytest.fixture
def cut(run):
    def asked(*measures, seen=EVERYTHING.reaches, **slices):
        cutter = Cutter(run, "duckdb", tuple(seen), RESIDENTS, NOW)
        chosen = Slice(measures, slices.pop("dimensions", ()), slices.pop("period", SPRING), **slices)
        return cutter.cut(chosen, [SHELF[code] for code in measures])

    return asked


def received(**wanted):
    found = between(ROWS, "day", SPRING.since, SPRING.until)
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def answered(**wanted):
    found = between(ROWS, "answered_day", SPRING.since, SPRING.until)
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def test_groups_are_those_of_a_plain_recount(cut):
    found = cut("received", "in_time", "answer_hours", dimensions=("group", "channel"), top=0)
    # Seven groups and those without a topic, by three channels.
    assert len(found.groups) == 24
    for group in found.groups:
        of = {"group_code": group.keys[0], "channel": group.keys[1]}
        assert group.figures[0].value == len(received(**of))
        assert group.figures[1].value == pytest.approx(share_in_time(answered(**of)))
        assert group.figures[2].value == pytest.approx(middle(answered(**of)))


def test_the_total_of_a_share_is_counted_from_rows(cut):
    found = cut("in_time", "answer_hours", dimensions=("group",))
    assert found.total[0].value == pytest.approx(share_in_time(answered()))
    assert found.total[1].value == pytest.approx(middle(answered()))


def test_sums_of_each_dimension_stand_beside_the_groups(cut):
    found = cut("in_time", dimensions=("group", "channel"))
    assert found.sums["channel"]["api"][0].value == pytest.approx(share_in_time(answered(channel="api")))


def test_others_are_counted_from_their_rows(cut):
    found = cut("in_time", dimensions=("group",), top=3)
    kept = {group.keys[0] for group in found.groups} - {OTHERS}
    assert len(found.groups) == 4 and found.groups[-1].keys == (OTHERS,)
    rest = [row for row in answered() if row["group_code"] not in kept]
    assert found.groups[-1].figures[0].value == pytest.approx(share_in_time(rest))


def test_a_period_is_compared_with_as_many_days_before(cut):
    found = cut("received", dimensions=("channel",), compare="previous")
    before = between(ROWS, "day", date(2025, 11, 29), date(2026, 2, 28))
    assert found.total[0].before == len(before)
    assert found.total[0].change == len(received()) - len(before)


def test_months_stand_beside_the_same_months_a_year_ago(cut):
    found = cut("received", dimensions=("month",), compare="year", period=Period(date(2026, 4, 1), date(2026, 5, 20)))
    april, may = found.groups
    assert april.figures[0].before == len(between(ROWS, "day", date(2025, 4, 1), date(2025, 4, 30)))
    assert may.figures[0].before == len(between(ROWS, "day", date(2025, 5, 1), date(2025, 5, 20)))


def test_what_is_so_now_knows_no_period_and_no_comparison(cut):
    found = cut("open", compare="year", period=Period(date(2020, 1, 1), date(2020, 1, 2)))
    assert found.total[0].value == sum(row["is_open"] for row in ROWS) and found.total[0].before is None


def test_a_share_of_few_is_not_told(cut):
    found = cut("in_time", dimensions=("day", "group"), top=0)
    few = [group.figures[0] for group in found.groups if 0 < group.figures[0].n < SMALL]
    assert few and all(figure.value is None and figure.is_guarded for figure in few)


def test_a_thousand_residents_are_those_of_the_place(cut):
    found = cut("received", dimensions=("place",), per="1000")
    by_place = {group.keys[0]: group.figures[0].value for group in found.groups}
    assert by_place["99703000"] == pytest.approx(len(received(municipality_code="99703000")) / 40)
    # Where it is not known no residents are.
    assert by_place[""] is None
    assert found.total[0].value == pytest.approx(len(received()) / 169)


def test_residents_are_not_asked_of_a_channel(cut):
    with pytest.raises(SliceError, match="Канал"):
        cut("received", dimensions=("channel",), per="1000")


def test_filters_keep_all_below(cut):
    found = cut("received", filters=(("group", ("im.03",)), ("place", ("99701000",))))
    assert found.total[0].value == len(received(group_code="im.03", municipality_code="99701000"))


def test_contradictory_filters_leave_nothing(cut):
    found = cut("received", "in_time", dimensions=("topic",), filters=(("group", ("im.03",)), ("topic", ("im.04.01",))))
    assert found.groups == () and found.total[0].value == 0 and found.total[1].value is None


def test_everybody_sees_their_own(cut):
    seen = [Reach(frozenset({1}), "", "", frozenset()), Reach(None, "99703000", "im.02", frozenset())]
    found = cut("received", seen=seen)
    own = [row for row in received() if row["body_id"] == 1
           or (row["territory_code"] == "99703000" and row["group_code"] == "im.02")]  # fmt: skip
    assert found.total[0].value == len(own)
    assert cut("received", seen=()).total[0].value == 0


def test_the_rows_behind_a_figure_are_as_many_as_it_tells(run):
    asked = Slice(("in_time",), ("group",), SPRING)
    cutter = Cutter(run, "duckdb", EVERYTHING.reaches, RESIDENTS, NOW)
    group = cutter.cut(asked, [SHELF["in_time"]]).groups[0]
    everything = run(cutter.rows(asked, SHELF["in_time"], group.keys, hits_only=False)).num_rows
    hits = run(cutter.rows(asked, SHELF["in_time"], group.keys, hits_only=True)).num_rows
    assert everything == group.figures[0].n and hits / everything == pytest.approx(group.figures[0].value)
    with pytest.raises(SliceError, match="Прочие"):
        cutter.rows(asked, SHELF["in_time"], (OTHERS,), hits_only=False)


@pytest.mark.parametrize("code", sorted(SHELF))
def test_every_indicator_of_the_shelf_is_counted(cut, code):
    found = cut(code, dimensions=("place",))
    assert found.total[0].n >= 0 and SHELF[code].why and SHELF[code].source
