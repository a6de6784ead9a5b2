"""Whether a new model may take the place of the one in use: both read what neither has learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import binomtest

SURE = 0.05
"""A head counts as worse where so few chances of a hundred would give such a difference between equals."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One head on `n` held-out decisions: shares right now and before; questions only one of the two has right.

    `chance`: of the sign test on these questions, one-sided: equal models would differ so much for the worse.
    """

    n: int
    accuracy: float
    before: float
    top3: float
    better: int
    worse: int
    chance: float


@dataclass(frozen=True, slots=True)
class Gate:
    """What the comparison says; `why` is Russian."""

    is_open: bool
    why: str


def compared(now: Sequence[bool], before: Sequence[bool], top3: Sequence[bool]) -> Compared:
    """The two models side by side; the three go in the same order and are not empty."""
    pairs = list(zip(now, before, strict=True))
    better = sum(one and not other for one, other in pairs)
    worse = sum(other and not one for one, other in pairs)
    chance = binomtest(worse, better + worse, alternative="greater").pvalue if better + worse else 1.0
    count = len(pairs)
    return Compared(
        count, round(sum(now) / count, 4), round(sum(before) / count, 4), round(sum(top3) / count, 4), better, worse,
        round(float(chance), 4),
    )  # fmt: skip


def judged(heads: Mapping[str, Compared], titles: Mapping[str, str]) -> Gate:
    """Open where no head is surely worse and all heads together lose no more questions than they win."""
    for head, found in heads.items():
        if found.worse > found.better and found.chance < SURE:
            return Gate(
                False, f"{titles[head]}: стало хуже, {_told(found)} (знаковый критерий, p = {found.chance:.3f})"
            )
    better, worse = (sum(getattr(found, side) for found in heads.values()) for side in ("better", "worse"))
    told = "; ".join(f"{titles[head].lower()} {_told(found)}" for head, found in heads.items())
    if worse > better:
        return Gate(False, f"В сумме хуже: ошибается там, где прежняя права, {worse} раз, наоборот {better}; {told}")
    return Gate(True, f"Не хуже на отложенных решениях: {told}")


def _told(found: Compared) -> str:
    return f"{found.before:.0%} → {found.accuracy:.0%} из {found.n}"
