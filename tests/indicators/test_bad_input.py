"""What can't be counted is told in words that help; what lies broken is made whole from the database."""

from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from otklik.facts import parquet
from otklik.facts.models import Fact, MonthFile
from otklik.gateways import engines
from otklik.gateways.engines import EngineError
from otklik.indicators import queries, source
from otklik.indicators.cutting import Cutter
from otklik.indicators.rules import Period, Slice, SliceError
from otklik.indicators.source import NoFacts
from otklik.offices.rules import EVERYTHING, Reach, Scope, Verb
from tests.factories import NOON, a_question
from tests.indicators.ground import facts, table

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
TODAY = Period(NOON.date(), NOON.date())


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.OTKLIK_HOME = tmp_path


@pytest.fixture
def three():
    """Three questions of one day, in their file."""
    found = [a_question() for _ in range(3)]
    parquet.write_stale(LATER)
    return found


def cut(wanted=Slice(("received",), (), TODAY), scope=EVERYTHING):
    return queries.cut(wanted, scope, now=LATER)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({"m": ["recieved"]}, "Нет показателя «recieved»"),
        ({"d": ["colour"]}, "Нет разреза «colour»"),
        ({"f.colour": ["red"]}, "Отбор по «colour» не понят"),
        ({"d": list(queries.KNOWN.dimensions)[:10]}, "Выбрано 10, а разрезов может быть не больше 4"),
        ({"m": list(queries.SHELF)[:10]}, "Выбрано 10, а показателей может быть не больше 8"),
        ({"since": ["2026-02-30"]}, "не прочитаны"),
        ({"since": ["2026-03-02"], "until": ["2026-03-01"]}, "кончается раньше"),
        ({"since": ["0001-01-01"]}, "сократите"),
        ({"top": ["-1"]}, "Сколько строк"),
        ({"compare": ["century"]}, "Сравнение «century»"),
        ({"m": ["recieved"], "d": ["colour"]}, "Нет разреза «colour»"),
    ],
)
def test_an_address_edited_by_hand_is_told_what_is_wrong(address, words):
    with pytest.raises(SliceError, match=words):
        queries.asked(address, now=NOON)


def test_nothing_at_all_says_when_to_come_back():
    with pytest.raises(NoFacts, match="Считать пока нечего"):
        cut()


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ((("group", ("im.03",)), ("topic", ("im.04.01",))), "«Группа тем» и «Тема» исключают друг друга"),
        ((("place", ("99701000",)), ("settlement", ("99703000101",))), "исключают друг друга"),
        ((("tone", ("angry",)),), "«Тон» нет значения «angry»"),
        ((("month", ("2020-01-01",)),), "«Месяц» лежит вне периода"),
        ((("channel", ("pigeon",)),), "расширьте период или снимите"),
    ],
)
def test_filters_that_nothing_passes_say_why(three, filters, words):
    found = cut(Slice(("received", "in_time"), ("group",), TODAY, filters))
    assert found.groups == () and found.total[0].value == 0 and words in " ".join(found.remarks)


def test_filters_that_agree_are_not_blamed(three):
    found = cut(Slice(("received",), (), TODAY, (("group", ("im.03",)), ("topic", ("im.03.01",)))))
    assert not any("исключают" in remark for remark in found.remarks)


def test_a_period_before_the_first_letter_says_when_it_came(three):
    found = cut(Slice(("received",), ("month",), Period(date(2020, 1, 1), date(2020, 12, 31))))
    assert found.groups == () and f"первое письмо получено {NOON:%d.%m.%Y}" in found.remarks[0]


def test_a_comparison_with_days_before_the_first_letter_says_so(three):
    assert "сравнение неполное" in cut(replace(Slice(("received",), (), TODAY), compare="year")).remarks[0]
    assert cut().remarks == ()


@pytest.mark.parametrize("harm", ["missing", "cut", "folder"])
def test_a_harmed_month_is_made_whole_and_counted(three, harm):
    assert cut().total[0].value == 3
    path = parquet.folder() / MonthFile.objects.get().name
    path.unlink() if harm != "cut" else path.write_bytes(path.read_bytes()[:100])
    if harm == "folder":
        parquet.folder().rmdir()
    assert cut().total[0].value == 3


@pytest.mark.parametrize("harm", ["missing", "cut"])
def test_a_month_harmed_between_two_questions_of_a_page_is_made_whole(three, harm):
    reader = queries.cutter(EVERYTHING, now=LATER)
    path = parquet.folder() / MonthFile.objects.get().name
    path.unlink() if harm == "missing" else path.write_bytes(path.read_bytes()[:100])
    assert reader.cut(Slice(("received",), (), TODAY), [queries.SHELF["received"]]).total[0].value == 3


def test_a_month_replaced_while_a_page_reads_is_told_as_it_was_or_as_it_is(three):
    reader = queries.cutter(EVERYTHING, now=LATER)
    old = parquet.folder() / MonthFile.objects.get().name
    a_question()
    parquet.write_stale(LATER + timedelta(hours=1))
    asked = Slice(("received",), (), TODAY), [queries.SHELF["received"]]
    assert reader.cut(*asked).total[0].value == 3
    old.unlink()
    assert reader.cut(*asked).total[0].value == 4


def test_the_copy_is_never_short_of_a_month_that_was_not_written():
    a_question(received_at=NOON - timedelta(days=60))
    a_question()
    assert source.run(queries.cutter(EVERYTHING, now=LATER).rows(
        Slice(("received",), (), Period(date(2025, 1, 1), NOON.date())), queries.SHELF["received"], (), hits_only=False
    )).num_rows == Fact.objects.count() == 2  # fmt: skip


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("oracle://here", "есть: duckdb://"),
        ("clickhouse://127.0.0.1:1", "ClickHouse"),
        ("postgres://nobody@127.0.0.1:1/none", "PostgreSQL"),
        ("duckdb://?memory_limit=hello", "DuckDB"),
    ],
)
def test_an_engine_that_is_down_is_named_with_what_to_do(three, settings, address, words):
    settings.OTKLIK_ENGINE = address
    with pytest.raises(EngineError, match=words):
        cut()


def test_an_engine_out_of_memory_says_what_to_ask_less_of(tmp_path):
    rows = table(facts(2000))
    pq.write_table(pa.concat_tables([rows] * 200), tmp_path / "many.parquet")
    few = engines.engine("duckdb://?memory_limit=12MB&threads=1", [str(tmp_path / "many.parquet")])
    wanted = Slice(("answer_hours",), ("topic", "place"), Period(date(2020, 1, 1), date(2027, 1, 1)))
    with pytest.raises(EngineError, match=r"не хватило памяти.*сократите период"):
        Cutter(few.run, few.kind, EVERYTHING.reaches, {}, NOON).cut(wanted, [queries.SHELF["answer_hours"]])


def test_threads_of_a_process_share_one_limit_of_memory(three):
    assert cut().total[0].value == 3
    before = len(engines._instances)
    engines.forget("duckdb://?memory_limit=1GB&threads=2")
    assert cut().total[0].value == 3 and len(engines._instances) == before


def test_figures_by_worker_are_for_those_who_head_them(three):
    asked = Slice(("open",), ("person",), TODAY)
    only_counts = Scope((Reach(None, "", "", frozenset({Verb.READ, Verb.ANALYSE})),))
    with pytest.raises(SliceError, match="Сотрудник"):
        cut(asked, only_counts)
    with pytest.raises(SliceError, match="Сотрудник"):
        cut(Slice(("open",), (), TODAY, (("person", ("1",)),)), only_counts)
    assert cut(asked).total[0].n >= 0
