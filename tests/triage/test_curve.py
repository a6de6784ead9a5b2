"""The curve tells the truth of sure questions from blind checks, and the price finds its threshold."""

import random

import pytest

from otklik.triage.measured.curve import NEVER, Cell, cheapest, curve, minutes
from otklik.triage.measured.shares import wilson

STRICT = 0.88


def cells(seed: int, *, share: float = 0.02, overrated: float = 0.0) -> list[Cell]:
    """A month of readings: the sure ones go alone and are checked with a small chance, people decide the rest."""
    chance, sums = random.Random(seed), {}
    for _ in range(30_000):
        sure = chance.betavariate(5, 1)
        is_alone = sure >= STRICT
        row = sums.setdefault((int(sure * 100), is_alone), [0] * 7)
        row[0], row[1] = row[0] + 1, row[1] + sure
        drawn = share if is_alone else 1.0
        if chance.random() < drawn:
            weight, right = 1 / drawn, chance.random() < sure - overrated
            for place, value in enumerate((1, weight, weight**2, weight * right, weight * sure), 2):
                row[place] += value
    return [Cell(number, is_alone, *row) for (number, is_alone), row in sums.items()]


@pytest.mark.parametrize(
    ("overrated", "true_share", "why"),
    [(0.0, 0.944, "the model tells its confidence honestly"), (0.1, 0.844, "the checks find what it overrates")],
)
def test_sure_questions_are_judged_by_the_blind_checks(overrated, true_share, why):
    points = [curve(cells(seed, overrated=overrated)).at(STRICT) for seed in range(20)]
    assert sum(point.low <= true_share <= point.high for point in points) >= 17, why
    assert sum(point.accuracy for point in points) / 20 == pytest.approx(true_share, abs=0.02), why


def test_without_checks_the_bounds_are_wide():
    point = curve(cells(1, share=1e-9)).at(STRICT)
    assert point.labelled == 0
    assert point.high - point.low > 0.4


def test_a_higher_threshold_lets_less_go_alone():
    shares = [point.coverage for point in curve(cells(1)).points]
    assert shares == sorted(shares, reverse=True)
    assert (shares[0], shares[NEVER]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("manual", "error", "low", "high", "why"),
    [
        (1, 0, 0, 0, "errors cost nothing: let all go alone"),
        (1, 1000, 96, NEVER, "an error costs a thousand choices: leave nearly all to people"),
        (1, 10, 85, 95, "an error of ten choices pays where nine of ten are right"),
    ],
)
def test_the_price_of_an_error_finds_the_cheapest_threshold(manual, error, low, high, why):
    found = curve(cells(3))
    best = cheapest(found, manual_min=manual, error_min=error)
    assert low <= best.level <= high or (error == 0 and best.coverage == 1.0), why
    costs = [minutes(point, found.read, manual_min=manual, error_min=error) for point in found.points]
    assert min(costs) == pytest.approx(costs[best.level]), why


def test_nothing_read_makes_an_empty_curve():
    found = curve([])
    assert (found.read, found.at(0.5).accuracy, cheapest(found, manual_min=1, error_min=1).level) == (0, None, NEVER)


@pytest.mark.parametrize(("right", "n", "low", "high"), [(0, 0, 0, 1), (50, 50, 0.92, 1), (5, 10, 0.23, 0.77)])
def test_a_share_of_few_has_wide_bounds(right, n, low, high):
    assert wilson(right, n) == pytest.approx((low, high), abs=0.01)
