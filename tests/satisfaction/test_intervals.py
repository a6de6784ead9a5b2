"""Intervals hold what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from otklik.satisfaction.intervals import Stratum, exact, few, share_of, weighted, wilson

# Values of the methods as published: Newcombe, 1998 (Statistics in Medicine 17: 857-872), table I.
NEWCOMBE = (
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
)


@pytest.mark.parametrize(("hits", "n", "by_wilson", "by_exact"), NEWCOMBE)
def test_the_intervals_are_those_of_the_book(hits, n, by_wilson, by_exact) -> None:
    assert wilson(hits, n) == pytest.approx(by_wilson, abs=5e-5)
    assert exact(hits, n) == pytest.approx(by_exact, abs=5e-5)


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_lies_within_the_whole(pair) -> None:
    hits, n = pair
    for share in (share_of(hits, n), few(hits, n)):
        assert 0 <= share.low <= share.share <= share.high <= 1 or n == 0
        assert n or (share.low, share.high) == (0, 1)


@pytest.mark.parametrize("truth", [0.02, 0.1, 0.3, 0.5])
def test_the_exact_interval_never_covers_less_than_it_says(truth) -> None:
    n = 30
    covered = sum(binom.pmf(hits, n, truth) for hits in range(n + 1) if exact(hits, n)[0] <= truth <= exact(hits, n)[1])
    assert covered >= 0.95


def test_bodies_count_by_their_questions_not_by_how_many_were_asked() -> None:
    share = weighted([Stratum(10, 10, 100), Stratum(0, 10, 900)])
    assert share.share == pytest.approx(0.1)
    assert weighted([]).n == 0
    assert weighted([Stratum(0, 0, 50)]) == weighted([])


def test_a_frame_asked_to_the_last_leaves_nothing_to_chance() -> None:
    share = weighted([Stratum(3, 10, 10)])
    assert (share.low, share.share, share.high) == (0.3, 0.3, 0.3)


def test_the_weighted_interval_covers_the_truth_nineteen_times_of_twenty() -> None:
    random = np.random.default_rng(7)
    frames, wanted, truths = (2000, 600, 90, 40), (25, 25, 25, 25), (0.05, 0.2, 0.4, 0.5)
    told = [np.arange(frame) < round(frame * truth) for frame, truth in zip(frames, truths, strict=True)]
    truth = sum(map(np.sum, told)) / sum(frames)
    covered = 0
    for _ in range(1500):
        strata = [
            Stratum(int(random.choice(of, n, replace=False).sum()), n, len(of))
            for of, n in zip(told, wanted, strict=True)
        ]
        share = weighted(strata)
        covered += share.low <= truth <= share.high
    assert covered / 1500 >= 0.93
