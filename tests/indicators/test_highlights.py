"""What the head's page is made of: days, terms, marks, each equal to a plain recount of the facts."""

from datetime import datetime, time, timedelta

import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from otklik.gateways.engines import engine
from otklik.indicators import cube, highlights, marks
from otklik.indicators.bursts import DAYS
from otklik.indicators.cutting import Cutter
from otklik.indicators.highlights import BEFORE, LATELY, MONTH, NOW_MARKS, SPARK
from otklik.offices.rules import EVERYTHING
from tests.indicators.ground import NOW, between, facts, table

ROWS = facts()
TODAY = timezone.localdate(NOW)


@pytest.fixture(scope="module")
def cutter(tmp_path_factory):
    path = tmp_path_factory.mktemp("facts") / "all.parquet"
    pq.write_table(table(ROWS), path)
    return Cutter(engine("duckdb://", [str(path)]).run, "duckdb", EVERYTHING.reaches, {}, NOW)


@pytest.fixture(scope="module")
def seen(cutter):
    return highlights.load(cutter)


def was_late(row: dict, at: datetime) -> bool:
    ended = row["answer_done_at"] or row["closed_at"]
    owed = row["is_open"] and row["paused_at"] is None if ended is None else ended >= at
    return bool(owed and row["received_at"] < at and row["answer_due_at"] < at)


def midnight(days_ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(TODAY - timedelta(days=days_ago), time()))


def test_letters_by_day_are_counted_back_from_today(seen) -> None:
    days = [TODAY - timedelta(days=age) for age in range(DAYS)]
    assert seen.received == tuple(sum(row["day"] == day for row in ROWS) for day in days)


def test_answers_by_day_are_whole_rows_again(seen) -> None:
    for age in (0, 1, 9, 35, 59):
        rows = between(ROWS, "answered_day", TODAY - timedelta(days=age), TODAY - timedelta(days=age))
        judged = [row for row in rows if row["is_answered_late"] is not None]
        rated = [row["first_stars"] for row in rows if row["first_stars"] is not None]
        day = seen.answered[age]
        assert (day.n, day.in_time) == (len(judged), sum(not row["is_answered_late"] for row in judged))
        assert (day.rated, day.stars) == (len(rated), pytest.approx(sum(rated)))
        assert day.late == day.n - day.in_time
        assert day.answers == sum(row["state"] != "rejected" for row in rows)
        assert day.replied == sum(row["replied_at"] is not None for row in rows)


def test_what_was_overdue_is_told_of_each_past_midnight_and_of_a_week_ago(seen) -> None:
    moments = [*(midnight(age) for age in reversed(range(SPARK))), NOW]
    assert seen.late == tuple(sum(was_late(row, at) for row in ROWS) for at in moments)
    assert seen.late_then == sum(was_late(row, NOW - timedelta(days=7)) for row in ROWS)
    assert seen.late_then > 0


def test_the_list_of_what_was_overdue_holds_the_very_questions(cutter, seen) -> None:
    listed = highlights.marked(cutter, "late_then", after=0, limit=10_000)
    assert listed == sorted(
        (row["question_id"] for row in ROWS if was_late(row, NOW - timedelta(days=7))), reverse=True
    )
    assert len(listed) == seen.late_then
    # The line of days is counted otherwise than the list: both must agree at any moment.
    for age in (0, 5, 29):
        table_now = cube.table(NOW)
        found = cutter.run(table_now.filter(marks.is_late_at(table_now, midnight(age))).count().as_table())
        assert found.to_pylist()[0].popitem()[1] == seen.late[SPARK - 1 - age]


@pytest.mark.parametrize("mark", NOW_MARKS)
def test_a_mark_counts_as_many_as_its_list_holds(cutter, seen, mark: str) -> None:
    assert seen.standing(mark) == len(highlights.marked(cutter, mark, after=0, limit=10_000))


def test_marks_are_those_of_a_plain_recount(seen) -> None:
    opened = [row for row in ROWS if row["is_open"]]
    late = [row for row in opened if row["due_at"] < NOW]
    assert seen.standing("overdue") == len(late)
    assert seen.standing("newly_late") == sum(row["due_at"] >= midnight(1) for row in late)
    assert seen.standing("at_risk") == sum(row["warn_at"] <= NOW <= row["due_at"] for row in opened)
    assert seen.standing("untaken") == sum(row["urgency"] == "now" for row in opened)
    assert seen.standing("going_round") == sum(row["transfers"] >= 3 for row in opened)
    assert seen.standing("disputed") == sum(row["waits_for"] == "arbiter" for row in opened)
    assert sum(row["open"] for row in seen.now.values()) == len(opened)
    assert seen.now["3"]["overdue"] == sum(row["body_id"] == 3 for row in late)


def test_a_list_narrows_to_a_body_and_runs_on(cutter, seen) -> None:
    first = highlights.marked(cutter, "overdue", body="3", after=0, limit=2)
    rest = highlights.marked(cutter, "overdue", body="3", after=first[-1], limit=10_000)
    assert len(first) + len(rest) == seen.now["3"]["overdue"]
    assert first[-1] > rest[0]


def test_bodies_stand_beside_their_month_before(seen) -> None:
    for side, since in ((LATELY, MONTH - 1), (BEFORE, 2 * MONTH - 1)):
        first = TODAY - timedelta(days=since)
        rows = between(ROWS, "answered_day", first, first + timedelta(days=MONTH - 1))
        rows = [row for row in rows if row["body_id"] == 1 and row["is_answered_late"] is not None]
        figure = seen.bodies[side][("1",)][0]
        assert figure.n == len(rows)
        assert figure.value == pytest.approx(sum(not row["is_answered_late"] for row in rows) / len(rows))
