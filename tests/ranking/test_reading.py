"""Evidence is read of the columnar copy: what was answered, what is owed, each worth what a plain recount says."""

from datetime import UTC, date, datetime, time, timedelta
from math import exp, isnan, log
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings

from otklik.gateways.engines import FACTS, engine
from otklik.indicators.rules import Period
from otklik.ranking import reading
from otklik.ranking.rules import CODES
from tests.indicators.ground import NOW, facts, table

ROWS = facts()
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
NOBODY = np.zeros((0, 2), dtype=np.int64)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    path = tmp_path_factory.mktemp("facts") / "all.parquet"
    pq.write_table(table(ROWS), path)
    return engine("duckdb://", [str(path)]).run


def read(run, period=APRIL, now=NOW, givers=NOBODY):
    return reading.made(run(reading.asked(period, now)), np.array(givers, dtype=np.int64).reshape(-1, 2))


def begins(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def is_answered(row: dict, period=APRIL) -> bool:
    return row["answered_day"] is not None and period.since <= row["answered_day"] <= period.until


def wanted(period=APRIL, now=NOW) -> dict[int, dict]:
    """The rows of a period by number, by plain words."""
    end = min(now, begins(period.until + timedelta(days=1)))
    first = begins(period.since - timedelta(days=reading.OWED_DAYS))
    found = {}
    for row in ROWS:
        later = row["answered_day"] is None or row["answered_day"] > period.until
        owed = later and row["paused_at"] is None and first <= row["answer_due_at"] <= end
        if (is_answered(row, period) or owed) and row["state"] != "rejected" and row["tone"] != "thanks":
            found[row["question_id"]] = row
    return found


def worth(row: dict) -> dict[str, float]:
    """What a row is worth in each component, by plain words; NaN unknown."""
    if not is_answered(row):
        return dict.fromkeys(CODES, 0.0)
    silent = row["replied_at"] is None
    score, promised = row["answer_score"], row["promises_kept"] + row["promises_broken"]
    substance = (
        (float("nan") if row["same_as_id"] else 0.0) if silent else (1 - score if score is not None else float("nan"))
    )
    counted = 1.0 if silent or isnan(substance) else 0.5 + min(0.5, substance)
    stars, unhappy = row["first_stars"], row["first_solved"] is False
    accepted = 0.0 if unhappy or (stars is not None and stars <= 2) or (row["verdicts_bad"] or 0) > 0 else 1.0
    settled = 0.0 if row["reopened"] or row["is_repeated"] else 1.0
    late, hours = row["late_hours"], row["answer_hours"]
    left = 1 - min(max(hours / (hours - late), 0), 1)
    found = {
        "handled": 1.0, "first_time": 1 / (1 + row["returns"]), "one_hand": 1 / (1 + max(row["transfers"] - 1, 0)),
        "in_time": float(late <= 0), "lateness": exp(-max(late, 0) * log(3) / 72), "accepted": accepted,
        "settled": settled, "haste": left * (0.5 if isnan(substance) else substance) * accepted * settled,
        "promises": row["promises_kept"] / promised if promised else float("nan"),
    }  # fmt: skip
    return {**{code: value * counted for code, value in found.items()}, "substance": substance}


def test_what_was_answered_and_what_is_owed_is_evidence(run) -> None:
    found, plain = read(run), wanted()
    assert set(found.bodies.question.tolist()) == {number for number, row in plain.items() if row["body_id"]}
    assert set(found.places.question.tolist()) == {number for number, row in plain.items() if row["municipality_code"]}
    assert any(not is_answered(row) for row in plain.values())
    bodies = np.array(found.bodies.subjects)[found.bodies.subject]
    assert dict(zip(found.bodies.question.tolist(), bodies, strict=True)) == {
        number: str(row["body_id"]) for number, row in plain.items() if row["body_id"]
    }


def test_each_question_is_worth_what_a_plain_recount_says(run) -> None:
    found, plain = read(run).bodies, wanted()
    for number, values in zip(found.question.tolist(), found.values, strict=True):
        expected = worth(plain[number])
        assert values.tolist() == pytest.approx([expected[code] for code in CODES], abs=1e-5, nan_ok=True)


def test_of_a_period_that_runs_only_what_is_due_by_now_is_owed(run) -> None:
    may = Period(date(2026, 5, 1), date(2026, 6, 30))
    found = read(run, may).bodies
    assert set(found.question.tolist()) == {number for number, row in wanted(may).items() if row["body_id"]}


def test_a_question_handed_on_stays_with_who_handed_it_on_as_well(run) -> None:
    plain = {number: row for number, row in wanted().items() if row["body_id"] == 2}
    number = next(iter(plain))
    found = read(run, givers=[(number, 4), (number, 2), (10**9, 4)]).bodies
    mine = [found.subjects[one] for one in found.subject[found.question == number]]
    assert sorted(mine) == ["2", "4"]
    assert found.is_handed.sum() == 1
    assert found.subjects[found.subject[found.is_handed][0]] == "4"


def test_a_period_with_nothing_in_it_is_empty_evidence(run) -> None:
    found = read(run, Period(date(2010, 1, 1), date(2010, 1, 31)))
    assert len(found.bodies) == len(found.places) == 0


def test_another_engine_gives_the_same_evidence(run, tmp_path) -> None:
    session = pytest.importorskip("chdb.session").Session()
    pq.write_table(table(ROWS), tmp_path / "all.parquet")
    session.query(f"CREATE VIEW {FACTS} AS SELECT * FROM file('{tmp_path}/all.parquet', Parquet)")
    statement = ibis.to_sql(reading.asked(APRIL, NOW), dialect="clickhouse")
    with pa.ipc.open_stream(bytes(session.query(statement, "ArrowStream").bytes())) as stream:
        found = reading.made(stream.read_all(), NOBODY)
    assert found.bodies.digest() == read(run).bodies.digest()
    assert found.places.digest() == read(run).places.digest()
