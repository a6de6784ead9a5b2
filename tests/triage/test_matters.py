"""A letter is proposed for a split only where its author sets several matters apart."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.triage.readers.matters import READER

SPLIT = [
    (
        "Здравствуйте! 1. На Садовой 5 не вывозят мусор. 2. Автобус 12 не приходит вовремя.",
        ["1. На Садовой 5 не вывозят мусор.", "2. Автобус 12 не приходит вовремя."],
        "a numbered list",
    ),
    (
        "Когда уберут снег с тротуара? И второй вопрос: почему в школе 3 холодно?",
        ["Когда уберут снег с тротуара?", "И второй вопрос: почему в школе 3 холодно?"],
        "the author says so",
    ),
    (
        "Во дворе дома 8 яма на яме. Также прошу поставить фонарь у остановки.",
        ["Во дворе дома 8 яма на яме.", "Также прошу поставить фонарь у остановки."],
        "one more plea",
    ),
]
WHOLE = [
    ("1. Мусор не вывозят неделю подряд. 2. Мусор разносят собаки по двору.", "one subject"),
    ("Нет воды с 1. Жду ответа.", "a number that lists nothing"),
    ("Также прошу починить лифт в подъезде и убрать мусор.", "nothing before the mark"),
    ("Дорога разбита, и ещё автобус опаздывает из-за этого каждый день.", "one sentence"),
    ("1. Ну и ну, что сказать. 2. Автобус 12 не приходит вовремя.", "an item says no matter"),
    ("Заявление от 12.05.2022 подано в 2 экземплярах, ответа нет.", "dates"),
    ("", "nothing"),
    ("😀😀😀 " * 30, "emoji"),
]


def parts(text):
    return [text[part.start : part.end] for part in READER.read([text])[0].parts]


@pytest.mark.parametrize(("text", "cut", "reason"), SPLIT)
def test_matters_set_apart_are_proposed_as_a_split(text, cut, reason):
    assert parts(text) == cut, reason


@pytest.mark.parametrize(("text", "reason"), WHOLE)
def test_other_letters_stay_whole(text, reason):
    assert parts(text) == [], reason


@given(st.text(alphabet="12.) \nавтобус мусор?И вопрос второй", max_size=300))
def test_parts_follow_one_another(text):
    found = READER.read([text])[0].parts
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("text", ["1. " * 30_000, "ещё вопрос " * 9_000, "\n" * 100_000])
def test_odd_texts_are_read_quickly(text):
    started = time.perf_counter()
    parts(text)
    assert time.perf_counter() - started < 1.0
