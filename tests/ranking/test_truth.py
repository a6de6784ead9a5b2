"""On a known truth the ranking finds the order better than the plain average, and its intervals hold."""

import numpy as np
import pytest
from scipy.stats import kendalltau

from otklik.ranking import standings
from otklik.ranking.rules import LEVEL
from otklik.ranking.seeded import FIRST
from otklik.ranking.summary import summed
from tests.ranking import demo_like, simulated

SEEDS = range(8)


def taus(maker, questions: int) -> np.ndarray:
    """Seeds × 2: Kendall's tau of the ranking and of the plain average with the true order."""
    found = []
    for seed in SEEDS:
        made = maker(seed, questions=questions)
        orders = made.scores(), made.plain()
        found.append([kendalltau(order, made.truth).statistic for order in orders])
    return np.array(found)


@pytest.mark.parametrize("questions", [1500, 4000])
@pytest.mark.parametrize("maker", [simulated.region, demo_like.region], ids=["simulated", "demo"])
def test_the_true_order_is_found_better_than_by_the_plain_average(maker, questions) -> None:
    ours, plain = taus(maker, questions).mean(axis=0)
    assert ours > plain + 0.05
    assert ours > 0.6


def test_hard_topics_are_not_held_against_those_who_have_them() -> None:
    """Two bodies alike, one with the topics in which everybody is late; a third has both."""
    dice = np.random.default_rng(3)
    subject, group = np.repeat([0, 1, 2, 2], 600), np.repeat([0, 1, 0, 1], 600)
    made = simulated.lived(np.full(3, 0.7), subject, group, np.where(group == 1, -0.25, 0.15), dice)
    easy, hard = made.scores()[:2]
    assert made.plain()[0] > made.plain()[1] + 10
    assert abs(easy - hard) < 6


def test_scores_lie_within_their_intervals_about_as_often_as_is_said() -> None:
    inside = []
    for seed in range(10):
        made = simulated.region(seed, questions=1500, mixed=0.0)
        rows = standings.count(summed(made.evidence(), FIRST), FIRST, made.entrants()).tables[0].ranked
        dice = np.random.default_rng(1000 + seed)
        subject = np.repeat(np.arange(made.bodies), 3000)
        like = dice.choice(len(made.ease), len(subject))
        many = simulated.lived(made.truth, subject, made.keys["group"][like], made.ease[like], dice).scores()
        true = np.array([many[int(row.subject.key)] for row in rows])
        true += np.mean([row.score for row in rows]) - true.mean()
        inside += [row.low <= one <= row.high for row, one in zip(rows, true, strict=True)]
    assert np.mean(inside) == pytest.approx(LEVEL, abs=0.08)
