"""Bursts: what is unusual is told, what is usual is not, however often it comes and however unevenly."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control, nbinom

from otklik.indicators import bursts
from otklik.indicators.bursts import DAYS, WHOLE

CELLS = [(f"im.{topic:02d}", f"place{place:02d}") for topic in range(20) for place in range(30)]
# Today first: the weekday of each day back, and how much comes on it.
RHYTHM = np.array([1.2, 1.1, 1.0, 0.9, 1.0, 0.4, 0.4])[np.arange(DAYS) % 7]


def calm(seed: int, mean: float = 2.0, scatter: float = 0.0) -> np.ndarray:
    """Counts of a region where nothing happens: each cell with a rate of its own, days as weekdays go."""
    dice = np.random.default_rng(seed)
    rates = dice.gamma(0.7, mean / 0.7, (len(CELLS), 1)) * RHYTHM
    return dice.poisson(rates * (dice.gamma(1 / scatter, scatter, rates.shape) if scatter else 1))


@pytest.mark.parametrize("scatter", [0.0, 0.3])
def test_of_a_calm_region_nearly_nothing_is_told(scatter: float) -> None:
    told = [bool(bursts.found(CELLS, calm(seed, scatter=scatter))) for seed in range(40)]
    # One time in twenty by its own promise; of forty draws five are still within chance.
    assert sum(told) <= 5


def test_a_burst_of_two_days_is_told_with_its_place_and_days() -> None:
    counts = calm(1, mean=1.0)
    row = CELLS.index(("im.07", "place03"))
    counts[row] = np.where(np.arange(DAYS) % 7 == 5, 0, 1)
    counts[row, :2] = 12
    found = bursts.found(CELLS, counts)
    assert [(one.topic, one.place, one.days, one.count) for one in found] == [("im.07", "place03", 2, 24)]
    assert found[0].usual == pytest.approx(2) and found[0].chance < 1e-6


def test_a_topic_that_is_always_big_is_not_hot() -> None:
    counts = calm(2)
    counts[0] = np.random.default_rng(2).poisson(80 * RHYTHM)
    assert not [one for one in bursts.found(CELLS, counts) if one.topic == "im.00"]


def test_a_monday_is_held_against_mondays() -> None:
    counts = np.zeros((1, DAYS), np.int64)
    counts[0, ::7] = 30
    assert bursts.found([("im.01", "town")], counts) == ()


def test_an_old_burst_does_not_hide_a_new_one() -> None:
    counts = calm(3, mean=1.0)
    counts[0] = 1
    counts[0, 21:28] = 40
    counts[0, :7] = 6
    assert ("im.00", "place00") in {(one.topic, one.place) for one in bursts.found(CELLS, counts)}


def test_what_rises_everywhere_is_told_of_the_whole_region() -> None:
    counts = calm(4, mean=1.0)
    rows = [number for number, (topic, _) in enumerate(CELLS) if topic == "im.05"]
    counts[rows, :4] += 3
    found = [one for one in bursts.found(CELLS, counts) if one.topic == "im.05"]
    assert [one.place for one in found] == [WHOLE]
    assert found[0].count == counts[rows, : found[0].days].sum()


def test_few_letters_are_no_burst_however_unlikely() -> None:
    counts = np.zeros((1, DAYS), np.int64)
    counts[0, 0] = bursts.FEWEST - 1
    assert bursts.found([("im.01", "town")], counts) == ()
    counts[0, 0] = 3 * bursts.FEWEST
    assert [one.count for one in bursts.found([("im.01", "town")], counts)] == [3 * bursts.FEWEST]


@pytest.mark.parametrize(("known", "is_told"), [(DAYS - 1, True), (27, True), (26, False), (0, False)])
def test_a_young_region_has_nothing_usual_yet(known: int, is_told: bool) -> None:
    counts = np.zeros((1, DAYS), np.int64)
    counts[0, 0] = 50
    counts[0, 1 : known + 1] = 2
    assert bool(bursts.found([("im.01", "town")], counts, known)) is is_told


def test_weeks_before_the_first_letter_do_not_make_the_usual_less() -> None:
    counts = np.zeros((1, DAYS), np.int64)
    counts[0, :28] = 6
    assert bursts.found([("im.01", "town")], counts, 27) == ()
    assert bursts.found([("im.01", "town")], counts) != ()


def test_of_nothing_nothing_is_told() -> None:
    assert bursts.found([], np.zeros((0, DAYS), np.int64)) == ()


def test_the_chance_is_the_tail_of_what_eight_weeks_foretell() -> None:
    counts = np.zeros((1, DAYS), np.int64)
    counts[0, 7::7], counts[0, 0] = 4, 20
    [one] = bursts.found([("im.01", "town")], counts)
    # Of steady weeks nothing scatters more than Poisson: a gamma of 32 + ½ letters in 8 weeks, one week foretold.
    assert one.chance == pytest.approx(nbinom.sf(19, 32.5, 8 / 9))


def test_chances_are_those_of_the_library() -> None:
    dice = np.random.default_rng(7)
    came, size, mean = dice.integers(0, 40, 500), dice.gamma(1, 8, 500) + 0.01, dice.gamma(1, 6, 500) + 0.01
    assert np.allclose(bursts.as_many(came, size, mean), nbinom.sf(came - 1, size, size / (size + mean)), atol=1e-12)
    chances = np.concatenate([dice.random(300) ** 4, np.ones(40), np.full(3, 0.01)])
    assert np.allclose(bursts.among_many(chances), false_discovery_control(chances), atol=1e-15)
