"""How well each body of the demo answers in truth: what its replies are worth, and whether what is closed is solved."""

import random
from dataclasses import dataclass
from functools import lru_cache

from otklik.flow.demo import truth
from otklik.flow.demo.region import SEED


@dataclass(frozen=True, slots=True)
class Skill:
    """Shares of a body's answers, 0..1: formal replies, closed and not solved, promises broken, drafts sent back."""

    formal: float
    false_closure: float
    broken: float
    sent_back: float


@lru_cache(maxsize=256)
def of(body: str) -> Skill:
    """Of a body by its code; the same for ever."""
    if body in truth.BAD_ANSWERERS:
        return Skill(formal=0.75, false_closure=0.45, broken=0.6, sent_back=0.3)
    chance = random.Random(f"{SEED} {body}")
    worth = chance.random()
    return Skill(
        formal=round(0.03 + 0.35 * worth**2, 3),
        false_closure=round(0.02 + 0.2 * (0.6 * worth + 0.4 * chance.random()), 3),
        broken=round(0.05 + 0.4 * (0.5 * worth + 0.5 * chance.random()), 3),
        sent_back=round(0.02 + 0.15 * chance.random(), 3),
    )
