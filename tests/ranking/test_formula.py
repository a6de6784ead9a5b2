"""A formula is put in force whole and right, or refused in words; periods are read by their keys."""

from dataclasses import replace
from datetime import date

import pytest

from otklik.ranking import periods
from otklik.ranking.flaws import flaws
from otklik.ranking.rules import PLACE, League, RankingError, Weight
from otklik.ranking.seeded import FIRST


def parts(*percents):
    return tuple(Weight(one.code, percent, "") for one, percent in zip(FIRST.parts, percents, strict=False))


def inside(code, percent):
    return tuple(replace(one, percent=percent) if one.code == code else one for one in FIRST.components)


def places(*bounds):
    kept = tuple(one for one in FIRST.leagues if one.subjects != PLACE)
    return kept + tuple(League(f"l{low}", f"от {low}", PLACE, (), low, high) for low, high in bounds)


def test_the_first_formula_is_right_and_gives_a_reason_for_each_weight() -> None:
    assert flaws(FIRST) == ()
    assert all(one.why for one in (*FIRST.parts, *FIRST.components))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"parts": parts(20, 30, 25, 20)}, "в сумме дают 95 %, а нужно 100: прибавьте 5"),
        ({"parts": parts(40, 30, 25, 25)}, "уберите 20"),
        ({"parts": parts(-5, 55, 25, 25)}, "«Количество» — -5 %, а вес бывает от 0 до 100"),
        ({"parts": parts(50, 50)}, "нужны ровно 4"),
        ({"parts": parts(float("nan"), 30, 25, 25)}, "а вес бывает от 0 до 100"),
        ({"components": inside("haste", 50)}, "Веса внутри «Скорость» в сумме дают 130 %"),
        ({"components": FIRST.components[1:]}, "Веса внутри «Количество»: нужны ровно 1"),
        ({"components": (*FIRST.components, Weight("smiles", 0))}, "Показателя «smiles» нет"),
        ({"minimum": 1}, "нужно от 2 до 10000"),
        ({"why": "  "}, "Не сказано, почему"),
        ({"leagues": places((0, 50), (60, None))}, "разрыв или нахлёст"),
        ({"leagues": places((0, 50), (40, None))}, "разрыв или нахлёст"),
        ({"leagues": places((0, None), (40, None))}, "разрыв или нахлёст"),
        ({"leagues": places((10, None))}, "должны начинаться с 0"),
        ({"leagues": places((0, 100))}, "не иметь верхней границы"),
        ({"leagues": FIRST.leagues[1:]}, "Региональные органы не попадают ни в одну лигу"),
        ({"leagues": (*FIRST.leagues, replace(FIRST.leagues[0], code="twice"))}, "стоят в двух лигах"),
        ({"leagues": (*FIRST.leagues, FIRST.leagues[0])}, "нужны свой код"),
    ],
)
def test_a_bad_formula_is_refused_with_what_to_do(change, told) -> None:
    assert told in " ".join(flaws(replace(FIRST, **change)))


@pytest.mark.parametrize(
    ("key", "since", "until", "title", "before"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31), "октябрь 2026", "2026-09"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "февраль 2026", "2026-01"),
        ("2026-01", date(2026, 1, 1), date(2026, 1, 31), "январь 2026", "2025-12"),
        ("2026-W43", date(2026, 10, 19), date(2026, 10, 25), "19–25 октября 2026", "2026-W42"),
        ("2026-W40", date(2026, 9, 28), date(2026, 10, 4), "28 сентября – 4 октября 2026", "2026-W39"),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4), "29 декабря 2025 – 4 января 2026", "2025-W52"),
        ("2026-10-05..2026-10-20", date(2026, 10, 5), date(2026, 10, 20), "5–20 октября 2026", ""),
    ],
)
def test_a_period_is_read_by_its_key(key, since, until, title, before) -> None:
    found = periods.period(key)
    assert (found.since, found.until) == (since, until)
    assert (periods.title(key), periods.before(key)) == (title, before)


@pytest.mark.parametrize(
    "key",
    ["", "2026", "2026-13", "2026-W60", "вчера", "2026-10-20..2026-10-05", "2026-01-01..", "0000-01", "2026-10-05",
     "2020-01-01..2026-01-01"],
)  # fmt: skip
def test_a_period_that_is_none_is_refused_in_words(key) -> None:
    with pytest.raises(RankingError, match="Период"):
        periods.period(key)


def test_ended_months_and_weeks_come_in_the_order_in_which_they_ended() -> None:
    found = list(periods.ended(date(2026, 9, 1), date(2026, 11, 1)))
    assert found[:4] == ["2026-W37", "2026-W38", "2026-W39", "2026-09"]
    assert found[-2:] == ["2026-10", "2026-W44"]
    assert "2026-W36" not in found and "2026-11" not in found
