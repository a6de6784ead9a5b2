"""The columnar copy: equal to the facts, written by month, whole or not at all, healed from the database."""

import resource
from datetime import UTC, date, datetime, timedelta
from shutil import rmtree
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from otklik.facts import parquet
from otklik.facts.columns import SCHEMA, STORED
from otklik.facts.models import Fact, MonthFile, Touched
from otklik.indicators.queries import SHELF, cutter
from otklik.indicators.rules import Period, Slice
from otklik.offices.rules import EVERYTHING
from tests.factories import NOON, a_body, a_question

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
RECEIVED = Slice(("received",), (), Period(date(2026, 3, 1), date(2026, 3, 31)))


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


def test_a_quick_month_is_written_whenever_it_changed_and_a_new_one_by_the_other_worker():
    a_question()
    assert parquet.write_stale(LATER, is_quick=True) == 0, "nobody knows yet how long it takes"
    assert parquet.write_stale(LATER, is_quick=False) == 1
    MonthFile.objects.update(took_s=parquet.QUICK_S)
    a_question()
    assert parquet.write_stale(LATER, is_quick=False) == 0
    assert parquet.write_stale(LATER, is_quick=True) == 1 and len(rows()) == 2


def test_of_two_that_write_a_month_at_once_the_later_look_stays(monkeypatch):
    a_question()
    whole, late = parquet._stream, []

    def overtaken(month, to):
        written = whole(month, to)
        if not late:
            late.append(a_question())
            parquet.write(month, LATER + timedelta(seconds=1))
        return written

    monkeypatch.setattr(parquet, "_stream", overtaken)
    parquet.write(date(2026, 3, 1), LATER)
    assert late[0].pk in rows()
    assert len(list(parquet.folder().glob("*.parquet"))) == 1


def _garble(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + bytes(len(whole) - 300) + whole[-100:])


HARMS = {
    "missing": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "garbage of the same size": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "garbage in the middle": _garble,
    "the folder is gone": lambda path: rmtree(path.parent),
    "no columns of today": lambda path: pq.write_table(pq.read_table(path).drop_columns(["load"]), path),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_file_is_written_anew_from_the_database(harm):
    question = a_question()
    parquet.write_stale(LATER)
    HARMS[harm](parquet.folder() / MonthFile.objects.get().name)
    assert parquet.heal(LATER) == (date(2026, 3, 1),)
    assert set(rows()) == {question.pk}
    assert parquet.heal(LATER) == ()


@pytest.mark.parametrize("harm", HARMS)
def test_a_slice_over_a_harmed_file_is_counted_all_the_same(harm):
    a_question()
    parquet.write_stale(LATER)
    counted = cutter(EVERYTHING, now=LATER).cut(RECEIVED, [SHELF["received"]]).total[0].n
    HARMS[harm](parquet.folder() / MonthFile.objects.get().name)
    assert cutter(EVERYTHING, now=LATER).cut(RECEIVED, [SHELF["received"]]).total[0].n == counted == 1


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


def test_a_full_disk_leaves_the_old_file_and_nothing_of_the_new_one():
    a_question()
    parquet.write_stale(LATER)
    a_question()
    before = sorted(path.name for path in parquet.folder().iterdir())
    least, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, most))
    try:
        with pytest.raises(OSError, match="File too large"):
            parquet.write_stale(LATER + timedelta(minutes=1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))
    assert sorted(path.name for path in parquet.folder().iterdir()) == before
    assert len(rows()) == 1 and Touched.objects.exists()
    assert parquet.write_stale(LATER + timedelta(minutes=2)) == 1 and len(rows()) == 2


# What a column of the copy may be: numbers, moments, codes from lists of the region and of the product.
CODES = {
    "channel", "source_name", "legal_kind", "state", "waits_for", "topic_code", "group_code", "territory_code",
    "block_code", "decided_by", "tone", "urgency", "due_kind", "phase", "answer_state", "outcome", "first_outcome",
    "municipality_code",
}  # fmt: skip


def test_no_text_and_nobody_s_name_is_in_it():
    assert {name for name in SCHEMA.names if pa.types.is_string(SCHEMA.field(name).type)} == CODES
    assert not {"excerpt", "place", "text", "author_key"} & set(SCHEMA.names)


def test_what_a_letter_tells_of_its_author_is_in_no_column():
    told = "Меня зовут Прасковья Недоедова, телефон +7 912 345-67-89, pras@example.ru, ул. Тайная, 7, кв. 40"
    key = uuid4()
    a_question(told, author=key, place="ул. Тайная, 7")
    parquet.write_stale(LATER)
    (row,) = rows().values()
    written = " ".join(map(str, row.values())).lower()
    pieces = ("прасковья", "недоедова", "9123456789", "345-67", "pras", "тайная", str(key), key.hex)
    assert not [piece for piece in pieces if piece in written]
    assert row["author_hash"] is not None, "people are still told apart"
