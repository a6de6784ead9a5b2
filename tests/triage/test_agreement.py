"""Kappa counts agreement beyond chance; confusions are told from most to least."""

import pytest

from otklik.triage.measured.agreement import agreement
from otklik.triage.measured.confusion import OTHERS, heat, matrix, top

COHEN = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15


def test_kappa_is_that_of_the_textbook():
    found = agreement(COHEN)
    assert (found.n, found.same) == (50, 0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.low < 0.4 < found.high
    assert 0.35 < found.high - found.low < 0.65


@pytest.mark.parametrize(
    ("pairs", "kappa", "why"),
    [
        ([("a", "a"), ("b", "b")] * 10, 1.0, "always the same"),
        ([("a", "b"), ("b", "a")] * 10, -1.0, "never the same"),
        ([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")] * 10, 0.0, "as by chance"),
        ([("a", "a")] * 10, None, "one topic only: chance agrees too"),
        ([], None, "nothing to compare"),
    ],
)
def test_kappa_of_plain_cases(pairs, kappa, why):
    assert agreement(pairs).kappa == (kappa if kappa is None else pytest.approx(kappa)), why


COUNTS = {("a", "a"): 50, ("b", "a"): 7, ("c", "a"): 3, ("b", "b"): 20, ("a", "b"): 9, ("c", "c"): 1}


def test_confusions_stand_by_how_often():
    assert [(one.proposed, one.chosen, one.count) for one in top(COUNTS, 2)] == [("a", "b", 9), ("b", "a", 7)]
    assert top(COUNTS)[0].share == pytest.approx(9 / 29)


def test_the_table_keeps_the_commonest_and_sums_the_others():
    found = matrix(COUNTS, 2)
    assert found.codes == ("a", "b", OTHERS)
    assert found.rows == ((50, 7, 3), (9, 20, 0), (0, 0, 1))


@pytest.mark.parametrize(("count", "most", "heated"), [(0, 9, 0), (1, 9, 1), (5, 9, 3), (9, 9, 4), (0, 0, 0)])
def test_heat_goes_by_the_hottest(count, most, heated):
    assert heat(count, most) == heated
