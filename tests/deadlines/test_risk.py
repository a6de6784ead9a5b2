"""The forecast of lateness: by a history whose truth is known."""

import random

import numpy as np
import pytest

from otklik.deadlines.risk import Ended, brier
from otklik.deadlines.risk_training import by_time_alone, train
from otklik.deadlines.rules import DeadlineError
from otklik.triage.topics.calibration import calibration_error

LATE = {"slow": 0.6, "quick": 0.05, "usual": 0.15}


def history(number, seed):
    """Terms of three bodies, each seen once at a moment when it ran: those done in time end in the middle, mostly."""
    dice = random.Random(seed)
    terms = []
    for _ in range(number):
        body = dice.choice(sorted(LATE))
        finish = 1 + dice.expovariate(2) if dice.random() < LATE[body] else dice.betavariate(2, 2)
        moments = [step / 8 for step in range(8) if step / 8 < min(finish, 1)]
        terms += [Ended(body, "im.05", moment, 1.0, 0, finish) for moment in moments]
    return terms


SEEN, ASKED = history(1500, 1), history(800, 2)
MODEL = train(SEEN)


def test_it_tells_more_than_the_time_left():
    ours, alone = brier(MODEL.chances(ASKED), ASKED), brier(by_time_alone(SEEN, ASKED), ASKED)
    assert ours < 0.9 * alone


def test_of_a_hundred_called_likely_so_many_are_late():
    assert calibration_error(MODEL.chances(ASKED), np.array([term.is_late for term in ASKED]), bins=10) < 0.05


def test_a_slow_body_is_the_reason():
    reasons = MODEL.reasons(Ended("slow", "im.05", 0.2, 1.0, 0))
    assert reasons[0].feature == "body"


def test_the_longer_it_is_open_the_likelier_it_is_missed():
    told = MODEL.chances([Ended("usual", "im.05", passed, 1.0, 0) for passed in (0.1, 0.5, 0.9)])
    assert list(told) == sorted(told)


def test_an_unknown_body_is_taken_for_a_usual_one():
    known, unknown = MODEL.chances([Ended("usual", "im.05", 0.5, 1.0, 0), Ended("new", "im.99", 0.5, 1.0, 0)])
    assert abs(known - unknown) < 0.2


@pytest.mark.parametrize("terms", [[], SEEN[:50], [term for term in SEEN if not term.is_late]])
def test_too_little_history_teaches_nothing(terms):
    with pytest.raises(DeadlineError, match="не меньше 200"):
        train(terms)
