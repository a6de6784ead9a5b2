"""How likely an answer of the demo is to be late: by its body, by its topic, by how much the body has to do."""

import math
from collections import Counter

from otklik.flow.demo import truth

_SEEN_AT_LEAST = 20


def late_share(body: str, topic: str, load: float) -> float:
    """0..1; `load` is open answers of the body beside its usual number, 1 is usual."""
    share = truth.BAD_LATE_SHARE if body in truth.BAD_ANSWERERS else truth.LATE_SHARE
    logit = math.log(share / (1 - share)) + truth.LOAD_WEIGHT * math.log(min(max(load, 0.3), 3.0))
    if topic.startswith(truth.SLOW_TOPICS):
        logit += truth.SLOW_WEIGHT
    return 1 / (1 + math.exp(-logit))


class Loads:
    """Open answers of each body as the history goes on, and their mean so far."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._sums: Counter[str] = Counter()
        self._steps = 0

    def came(self, body: str) -> None:
        """One more to answer."""
        self._open[body] += 1

    def went(self, body: str) -> None:
        """One is answered."""
        self._open[body] -= 1

    def step(self) -> None:
        """A step of the history ended."""
        self._sums.update(self._open)
        self._steps += 1

    def of(self, body: str) -> float:
        """Beside the usual number; 1 while little is known."""
        if self._steps < _SEEN_AT_LEAST or not self._sums[body]:
            return 1.0
        return self._open[body] * self._steps / self._sums[body]
