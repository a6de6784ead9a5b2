"""How likely running terms are to be missed: learnt at night, told every hour."""

import logging
from datetime import datetime

from otklik.deadlines import forecast
from otklik.deadlines.rules import DeadlineError
from otklik.facts import actions as facts

log = logging.getLogger(__name__)


def learn(at: datetime) -> bool:
    """Learn from the last half-year and tell of what runs; whether there was enough to learn from."""
    try:
        forecast.learn(at)
    except DeadlineError as refusal:
        log.info("the forecast of lateness is not learnt: %s", refusal)
        return False
    tell(at)
    return True


def tell(at: datetime) -> int:
    """Say of each running answer how likely it is to be late, down to its fact; of how many."""
    told = forecast.score(at)
    while facts.refresh():
        pass
    return told
