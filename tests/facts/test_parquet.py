"""The columnar copy: equal to the facts, written by month, whole or not at all, healed from the database."""

from datetime import UTC, date, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from otklik.facts import parquet
from otklik.facts.columns import SCHEMA, STORED
from otklik.facts.models import Fact, MonthFile, Touched
from tests.factories import NOON, a_body, a_question

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.OTKLIK_HOME = tmp_path


def rows():
    """What the files hold, by question."""
    found = {}
    for kept in MonthFile.objects.all():
        found |= {row["question_id"]: row for row in pq.read_table(parquet.folder() / kept.name).to_pylist()}
    return found


def test_the_copy_is_equal_to_the_facts():
    body = a_body()
    a_question(body=body, due_at=NOON + timedelta(days=3))
    a_question(received_at=NOON - timedelta(days=40))
    parquet.write_stale(LATER)
    kept = rows()
    assert set(kept) == set(Fact.objects.values_list("pk", flat=True))
    for fact in Fact.objects.all():
        assert {name: kept[fact.pk][name] for name in STORED} == {name: getattr(fact, name) for name in STORED}


def test_days_are_those_of_the_region(settings):
    settings.TIME_ZONE = "Asia/Yekaterinburg"
    question = a_question(received_at=datetime(2026, 3, 31, 20, 30, tzinfo=UTC))
    parquet.write_stale(LATER)
    row = rows()[question.pk]
    assert (row["day"], row["month"], row["hour"]) == (date(2026, 4, 1), date(2026, 4, 1), 1)
    assert (row["week"], row["weekday"]) == (date(2026, 3, 30), 3)


def test_only_the_months_that_changed_are_written_anew():
    old, fresh = a_question(received_at=NOON - timedelta(days=40)), a_question()
    parquet.write_stale(LATER)
    before = dict(MonthFile.objects.values_list("month", "name"))
    a_question()
    assert parquet.write_stale(LATER + timedelta(minutes=1)) == 1
    after = dict(MonthFile.objects.values_list("month", "name"))
    assert after[date(2026, 1, 1)] == before[date(2026, 1, 1)] and after[date(2026, 3, 1)] != before[date(2026, 3, 1)]
    assert {old.pk, fresh.pk} < set(rows())


def test_a_month_that_took_long_rests():
    a_question()
    parquet.write_stale(LATER)
    MonthFile.objects.update(took_s=60)
    a_question()
    assert parquet.write_stale(LATER + timedelta(minutes=9)) == 0 and Touched.objects.exists()
    assert parquet.write_stale(LATER + timedelta(minutes=10)) == 1 and len(rows()) == 2


def test_what_changes_while_a_month_is_written_stays_stale(monkeypatch):
    a_question()
    whole = parquet.write

    def meanwhile(month, at):
        written = whole(month, at)
        a_question()
        return written

    monkeypatch.setattr(parquet, "write", meanwhile)
    parquet.write_stale(LATER)
    assert Touched.objects.count() == 1


@pytest.mark.parametrize("harm", ["missing", "cut"])
def test_a_harmed_file_is_written_anew_from_the_database(harm):
    question = a_question()
    parquet.write_stale(LATER)
    path = parquet.folder() / MonthFile.objects.get().name
    path.unlink() if harm == "missing" else path.write_bytes(path.read_bytes()[:100])
    assert parquet.heal(LATER) == (date(2026, 3, 1),)
    assert set(rows()) == {question.pk}
    assert parquet.heal(LATER) == ()


def test_a_reader_of_the_old_file_is_not_disturbed_and_it_goes_when_nobody_can_read_it(monkeypatch):
    a_question()
    parquet.write_stale(LATER)
    with (parquet.folder() / MonthFile.objects.get().name).open("rb") as old:
        a_question()
        parquet.write_stale(LATER + timedelta(minutes=1))
        assert pq.read_table(old).num_rows == 1
    assert parquet.sweep() == 0
    monkeypatch.setattr(parquet, "_READ_FOR_S", -1)
    assert parquet.sweep() == 1 and len(rows()) == 2


def test_a_broken_write_leaves_the_old_file(monkeypatch):
    a_question()
    parquet.write_stale(LATER)
    a_question()

    def broken(rows):
        raise OSError("disk is full")

    monkeypatch.setattr(parquet, "_table", broken)
    with pytest.raises(OSError):
        parquet.write_stale(LATER + timedelta(minutes=1))
    assert len(rows()) == 1 and Touched.objects.exists()


def test_no_text_and_nobody_s_name_is_in_it():
    assert not {"excerpt", "place", "text", "author_key"} & set(SCHEMA.names)
