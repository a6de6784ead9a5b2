"""Measures say what a model is worth, and a broken table is told plainly."""

import numpy as np
import pytest

from otklik.triage.errors import LabelledTableError, TooFewLabels, TriageError
from otklik.triage.topics.calibration import calibration_error
from otklik.triage.topics.evaluation import (
    coverage,
    cross_validate,
    measure,
    read_labelled,
    threshold,
)
from otklik.triage.topics.model import Choice, TopicReading
from otklik.triage.topics.training import LabelledText

HEADER = "Исполнитель;Группа тем;Текст инцидента;Тема\r\n"


def reading(*choices):
    ranked = tuple(Choice(label, confidence) for label, confidence in choices)
    return TopicReading(executor=(), group=ranked, theme=(), reasons=())


def rows(*labels):
    return [LabelledText("…", group=label) for label in labels]


READINGS = [
    reading(("а", 0.9), ("б", 0.1)),
    reading(("а", 0.8), ("б", 0.2)),
    reading(("б", 0.7), ("а", 0.3)),
    reading(("б", 0.6), ("в", 0.4)),
]


def test_measures_of_a_small_table():
    got = measure(READINGS, rows("а", "а", "а", "б"))["group"]
    assert (got.n, got.accuracy, got.top3) == (4, 0.75, 1.0)
    assert got.weighted_f1 == pytest.approx(0.75 * 0.8 + 0.25 * 2 / 3, abs=1e-4)
    assert got.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2, abs=1e-4)
    assert got.coverage_at_95 == 0.5


def test_a_head_nobody_labelled_is_not_measured():
    assert set(measure(READINGS, rows("а", "а", "б", None))) == {"group"}
    assert measure(READINGS, rows("а", "а", "б", None))["group"].n == 3


def test_confidence_that_comes_true_has_no_error():
    sure = np.full(100, 0.75)
    assert calibration_error(sure, np.arange(100) < 75) == pytest.approx(0)
    assert calibration_error(sure, np.arange(100) < 25) == pytest.approx(0.5)


COVERAGE = [
    ([1, 1, 1, 1], 1.0, "all right"),
    ([0, 0, 0, 0], 0.0, "all wrong"),
    ([1, 1, 0, 1], 0.5, "the surest half is right"),
]


@pytest.mark.parametrize(("right", "share", "reason"), COVERAGE)
def test_coverage_takes_the_surest_first(right, share, reason):
    assert coverage(np.array([0.9, 0.8, 0.7, 0.6]), np.array(right), 0.95) == share, reason


def test_the_threshold_is_the_least_confidence_that_holds():
    assert threshold(READINGS, rows("а", "а", "а", "б"), "group", 0.95) == 0.8


def test_folds_are_measured_apart_and_together():
    labelled = [LabelledText(f"{word} во дворе номер {at}", group=group) for at in range(20) for word, group in PAIRS]
    checked = cross_validate(labelled, folds=3)
    assert len(checked.folds) == 3
    assert checked.mean["group"].n == 40
    assert checked.mean["group"].accuracy > 0.9


PAIRS = (("яма", "Дороги"), ("батарея", "ЖКХ"))


def test_more_folds_than_rows_are_refused():
    with pytest.raises(TooFewLabels, match="Строк 2, частей 5"):
        cross_validate(rows("а", "б"))


def table(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode(encoding))
    return path


READABLE = [
    (HEADER + 'А;Б;"Яма\nво дворе; большая";В\r\n', "utf-8", "a cell of two lines with the delimiter inside"),
    ("\ufeff" + HEADER + 'А;Б;"Яма\nво дворе; большая";В\r\n', "utf-8", "byte order mark"),
    (HEADER + 'А;Б;"Яма\nво дворе; большая";В\r\n', "cp1251", "Windows encoding"),
    (HEADER.replace(";", ",") + 'А,Б,"Яма\nво дворе; большая",В\r\n', "utf-8", "commas"),
    (
        "Тема;Группа тем;№;Исполнитель;Текст инцидента\n" + 'В;Б;1;А;"Яма\nво дворе; большая"\n\n',
        "utf-8",
        "another order",
    ),
]


@pytest.mark.parametrize(("content", "encoding", "reason"), READABLE)
def test_a_table_is_read_whatever_wrote_it(tmp_path, content, encoding, reason):
    read = list(read_labelled(table(tmp_path, content, encoding)))
    assert read == [LabelledText("Яма\nво дворе; большая", "А", "Б", "В")], reason


BROKEN = [
    ("", "нужны столбец", "empty"),
    ("Тема;Группа тем\nа;б\n", "нужны столбец «Текст инцидента»", "no text"),
    ("Текст инцидента;Дата\nа;б\n", "хотя бы один столбец с меткой", "no labels"),
    ("Тема;Тема;Текст инцидента\nа;б;в\n", "столбец «Тема» встречается 2 раза", "a column twice"),
    ("Тема;Текст инцидента\nа;б\nа;б;в\n", "строка 3: ячеек 3, а столбцов 2", "a cell too many"),
]


@pytest.mark.parametrize(("content", "message", "reason"), BROKEN)
def test_a_broken_table_is_told_with_its_place(tmp_path, content, message, reason):
    with pytest.raises(LabelledTableError, match=message):
        list(read_labelled(table(tmp_path, content)))


def test_a_lost_table_is_an_error_of_the_room(tmp_path):
    with pytest.raises(TriageError, match="не открывается"):
        list(read_labelled(tmp_path / "none.csv"))
