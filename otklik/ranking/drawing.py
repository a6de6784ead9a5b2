"""How sure a score is: effects of subjects, drawn to the mean of their league, with draws of what else they may be."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from otklik.ranking.rules import Formula
from otklik.ranking.summary import Summary, blended, shares

Wide = NDArray[np.float64]
DRAWS = 1000
_SWEEPS = 50


@dataclass(frozen=True, eq=False, slots=True)
class Estimate:
    """S subjects, P parts, D draws. `effect` S × P: value less expected; `centre` S × P: its mean in the league.

    `credibility` S, 0..1: how much of the effect is kept. `level` P: what is expected of the region's usual mix.
    `value` S × P and `draws` D × S × P: the part itself, 0..1, and what it may be as well.
    """

    effect: Wide
    centre: Wide
    credibility: Wide
    level: Wide
    value: Wide
    draws: Wide

    def scores(self, formula: Formula) -> tuple[Wide, Wide]:
        """S scores of 100 and their D × S draws."""
        weights = 100 * shares(formula)
        return self.value @ weights, self.draws @ weights


def estimated(summary: Summary, formula: Formula, league: NDArray, is_ranked: NDArray, draws: int = DRAWS) -> Estimate:
    """Of each subject by the formula. `league` S: the number of its league; those that count there are `is_ranked`.

    Draws are Rubin's Bayesian bootstrap (1981) over buckets of authors, and of the doubt how hard topics are; their
    seed is of the evidence and the formula. The spread of true scores is Paule and Mandel's (1982), of all leagues
    together; each effect is drawn to the mean of its league by how unsure its score is (Morris, 1983). All parts of a
    subject alike: they go together, and drawn each by itself they made intervals too narrow. A draw strays by what
    that leaves open: variance × credibility.
    """
    blend = blended(formula)
    weight, sums = summary.sums[:, :, 0], summary.sums[:, :, 1:] @ blend
    whole = np.maximum(weight.sum(axis=1), 1e-9)[:, None]
    effect = sums.sum(axis=1) / whole
    dice = np.random.default_rng(_seed(summary, formula))
    doubt = np.einsum("scg,cp->spcg", summary.doubt, blend)
    strayed = _drawn(weight, sums, effect, dice, draws) + _doubted(doubt, dice, draws)
    noise = _noise(weight, sums @ shares(formula), effect @ shares(formula))
    noise += (np.einsum("p,spcg->scg", shares(formula), doubt) ** 2).sum(axis=(1, 2))
    spread = _spread(effect @ shares(formula), noise, league, is_ranked)
    centre = _centre(effect, noise + spread, league, is_ranked)
    credibility = spread / np.maximum(spread + noise, 1e-12)
    level = summary.usual @ blend
    value = level + centre + credibility[:, None] * (effect - centre)
    return Estimate(effect, centre, credibility, level, value, value + np.sqrt(credibility)[:, None] * strayed)


def _seed(summary: Summary, formula: Formula) -> int:
    return int.from_bytes(blake2b(f"{summary.digest} {formula.number}".encode(), digest_size=8).digest(), "big")


def _drawn(weight: Wide, sums: Wide, effect: Wide, dice: np.random.Generator, draws: int) -> Wide:
    """D × S × P: by how much an effect strays when its authors are drawn again."""
    found = np.zeros((draws, *effect.shape))
    for place in range(len(effect)):
        some = weight[place] > 0
        chances = dice.standard_exponential((draws, int(some.sum())))
        below = chances @ weight[place, some]
        found[:, place] = (chances @ sums[place, some]) / np.maximum(below, 1e-9)[:, None] - effect[place]
    return found


def _doubted(doubt: Wide, dice: np.random.Generator, draws: int) -> Wide:
    """D × S × P: by how much an effect strays when the topics are harder or easier than they seem."""
    subjects, parts = doubt.shape[:2]
    flat = doubt.reshape(subjects * parts, int(np.prod(doubt.shape[2:])))
    chances = dice.standard_normal((draws, flat.shape[1]))
    return np.asarray(chances @ flat.T).reshape(draws, subjects, parts)


def _noise(weight: Wide, sums: Wide, effect: Wide) -> Wide:
    """S: the variance of an effect by its buckets (S × K), with the correction for few (Cochran, 1977, ratios).

    Of few buckets that happen to agree it says too little: an eighth of what subjects have on average is the floor.
    """
    off = sums - weight * effect[:, None]
    count = np.maximum((weight > 0).sum(axis=1), 1)
    whole = np.maximum(weight.sum(axis=1), 1e-9)
    found = (off**2).sum(axis=1) / whole**2 * count / np.maximum(count - 1, 1)
    one = float((found * whole).mean()) if len(found) else 0.0
    return np.asarray(np.maximum(found, one / whole / 8))


def _spread(effect: Wide, noise: Wide, league: NDArray, is_ranked: NDArray) -> float:
    """The variance of true effects around the means of their leagues."""
    step = max(float(noise[is_ranked].mean()), 1e-12) if is_ranked.any() else 1e-12
    free = int(is_ranked.sum()) - len(set(league[is_ranked].tolist()))
    if free < 1:
        return step
    low, high = 0.0, step * 1e4
    for _ in range(_SWEEPS):
        spread = (low + high) / 2
        off = effect - _centre(effect[:, None], noise + spread, league, is_ranked)[:, 0]
        is_more = float((off**2 / (noise + spread))[is_ranked].sum()) > free
        low, high = (spread, high) if is_more else (low, spread)
    return (low + high) / 2


def _centre(effect: Wide, variance: Wide, league: NDArray, is_ranked: NDArray) -> Wide:
    """S × P: means by precision; a league that ranks nobody has the mean of all its subjects."""
    found = np.zeros_like(effect)
    for number in set(league.tolist()):
        of = league == number
        counted = of & is_ranked if (of & is_ranked).any() else of
        found[of] = np.average(effect[counted], axis=0, weights=1 / np.maximum(variance[counted], 1e-12))
    return found
