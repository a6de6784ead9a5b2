"""What bodies might do to look better raises no score beyond chance; the plain average of shares it does raise."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from tests.ranking import demo_like, simulated
from tests.ranking.simulated import Region, lived

SEEDS = range(1, 7)
MAKERS = {"simulated": simulated.region, "demo": demo_like.region}
FORMAL, SHARE = 0.9, 0.5
Change = Callable[[Region, int, np.random.Generator], Region]

each_maker = pytest.mark.parametrize("maker", MAKERS)


def _body(made: Region) -> int:
    """One of middling worth with many questions of several topics: it has something to win and to pick from."""
    sizes = np.bincount(made.keys["subject"], minlength=made.bodies)
    topics = np.array([len(np.unique(made.keys["group"][made.of(body)])) for body in range(made.bodies)])
    some = np.flatnonzero((sizes >= 100) & (topics >= 4))
    return int(some[np.argsort(made.truth[some])[len(some) // 2]])


@cache
def _begun(maker: str, seed: int) -> tuple[Region, int]:
    made = MAKERS[maker](seed)
    return made, _body(made)


def _gains(maker: str, change: Change) -> tuple[np.ndarray, np.ndarray]:
    """By seed: what a body's score gains, and by how much it is unsure anyway (half of its interval)."""
    found = []
    for seed in SEEDS:
        made, body = _begun(maker, seed)
        was, now = made.standing(body), change(made, body, np.random.default_rng(seed)).standing(body)
        found.append((now.score - was.score, (was.high - was.low) / 2))
    return tuple(np.array(found).T)


def _not_raised(maker: str, change: Change) -> None:
    gains, noise = _gains(maker, change)
    assert gains.mean() <= noise.mean() / 2
    assert (gains <= 2 * noise).all()


def _plain_is_fooled(maker: str, change: Change) -> None:
    found = []
    for seed in SEEDS:
        made, body = _begun(maker, seed)
        found.append(change(made, body, np.random.default_rng(seed)).plain()[body] - made.plain()[body])
    assert np.mean(found) > 3


def closed_early(made: Region, body: int, dice: np.random.Generator) -> Region:
    """What is hard to do in time is closed at once by empty words; who was not helped speaks as often as ever."""
    hard = (made.columns["late_hours"] > 0) | (made.columns["said_solved"] == 0) | ~made.columns["is_answered"]
    of = np.flatnonzero(made.of(body) & hard)
    nothing, ever = np.zeros(len(of)), np.ones(len(of), dtype=bool)
    said = simulated.verdicts(nothing.astype(bool), ever, dice)
    term = made.columns["hours"][of] - made.columns["late_hours"][of]
    early = np.nan_to_num(term, nan=simulated.TERM_H) * 0.05
    return made.changed(
        of, hours=early, late_hours=early - np.nan_to_num(term, nan=simulated.TERM_H), score=FORMAL, is_answered=True,
        is_replied=True, said_solved=1.0, returns=0.0, kept=0.0, broken=0.0, **said,
    )  # fmt: skip


def hard_topics(made: Region, body: int) -> np.ndarray:
    """Which of its questions are of the topics, half of its own, in which others are late and leave things unsolved.

    Nobody can pick by how it will turn out for themselves.
    """
    own, columns = made.of(body), made.columns
    bad = 1.0 * (columns["late_hours"] > 0) + (columns["stars"] < 4)
    groups = np.unique(made.keys["group"][own])
    others = [bad[~own & (made.keys["group"] == group)] for group in groups]
    order = np.argsort([each.mean() if len(each) else 0.0 for each in others])
    return own & np.isin(made.keys["group"], groups[order[-(len(groups) // 2) :]])


def left_hard_topics(made: Region, body: int, _: np.random.Generator) -> Region:
    return made.changed(hard_topics(made, body), is_answered=False, is_replied=False)


def without_hard_topics(made: Region, body: int, _: np.random.Generator) -> Region:
    """What the plain average sees of it: it forgets what was not answered."""
    return made.only(~hard_topics(made, body))


def handed_over(made: Region, body: int, dice: np.random.Generator) -> Region:
    """Hard topics go to the best body, which answers as well as it does."""
    hard = hard_topics(made, body)
    best, every = int(np.argmax(made.truth)), np.arange(hard.sum())
    names = ("question", "appeal", "matter", "author", "channel")
    taken = lived(made.truth, np.full(len(every), best), made.keys["group"][hard], made.ease[hard], dice)
    taken = taken.changed(every, **{name: made.keys[name][hard] for name in names})
    return made.only(~hard).plus(taken).plus(taken.changed(every, subject=body, is_handed=True))


def _bad(made: Region, body: int) -> np.ndarray:
    return made.of(body) & ((made.columns["late_hours"] > 0) | (made.columns["said_solved"] == 0))


def left_bad_ones(made: Region, body: int, _: np.random.Generator) -> Region:
    return made.changed(_bad(made, body), is_answered=False, is_replied=False)


def without_bad_ones(made: Region, body: int, _: np.random.Generator) -> Region:
    return made.only(~_bad(made, body))


def rated_by_friends(made: Region, body: int, dice: np.random.Generator) -> Region:
    silent = made.of(body) & np.isnan(made.columns["stars"]) & (dice.random(len(made.ease)) < SHARE)
    return made.changed(silent, stars=5.0, solved=1.0)


def written_by_friends(made: Region, body: int, dice: np.random.Generator) -> Region:
    """Five friends send four hundred easy letters that are answered and rated as well as can be."""
    like = made.only(dice.choice(np.flatnonzero(made.of(body)), 400))
    number = np.arange(10**6, 10**6 + 400)
    easy = like.changed(
        np.arange(400), question=number, appeal=number, matter=number, author=10**9 + number % 5, is_answered=True,
        is_replied=True, score=0.05, returns=0.0, hours=10.0, late_hours=-200.0, stars=5.0, solved=1.0,
        bad_verdicts=0.0, reopened=0.0, is_repeated=False, kept=0.0, broken=0.0, said_solved=1.0,
    )  # fmt: skip
    return made.plus(easy)


def _good(made: Region, body: int) -> Region:
    columns = made.columns
    return made.only(made.of(body) & (columns["late_hours"] <= 0) & (columns["said_solved"] == 1))


def split(made: Region, body: int, _: np.random.Generator) -> Region:
    """The best letters are cut into five questions each."""
    good = _good(made, body)
    for place in range(1, 5):
        number = 10**6 * place + good.keys["question"]
        made = made.plus(good.changed(np.arange(len(number)), question=number, matter=number))
    return made


def sent_again(made: Region, body: int, _: np.random.Generator) -> Region:
    """The best letters come four times again and are joined to the first."""
    good = _good(made, body)
    for place in range(1, 5):
        number = 10**6 * place + good.keys["question"]
        made = made.plus(good.changed(np.arange(len(number)), question=number, appeal=number))
    return made


@each_maker
def test_closing_early_with_empty_words_does_not_raise(maker) -> None:
    _not_raised(maker, closed_early)
    _plain_is_fooled(maker, closed_early)


@each_maker
def test_leaving_hard_topics_without_an_answer_does_not_raise(maker) -> None:
    _not_raised(maker, left_hard_topics)


@each_maker
def test_handing_hard_topics_over_does_not_raise(maker) -> None:
    _not_raised(maker, handed_over)


def test_a_plain_average_forgets_hard_topics() -> None:
    _plain_is_fooled("simulated", without_hard_topics)


@each_maker
def test_answering_only_what_goes_well_does_not_raise(maker) -> None:
    _not_raised(maker, left_bad_ones)
    _plain_is_fooled(maker, without_bad_ones)


@each_maker
def test_happy_ratings_of_friends_change_nothing_at_all(maker) -> None:
    assert (_gains(maker, rated_by_friends)[0] == 0).all()
    _plain_is_fooled(maker, rated_by_friends)


@each_maker
def test_many_easy_letters_of_a_few_friends_do_not_raise(maker) -> None:
    _not_raised(maker, written_by_friends)
    _plain_is_fooled(maker, written_by_friends)


@each_maker
def test_splitting_the_best_letters_does_not_raise(maker) -> None:
    assert _gains(maker, split)[0] == pytest.approx(0, abs=0.1)
    _plain_is_fooled(maker, split)


@each_maker
def test_the_same_letters_sent_again_do_not_raise(maker) -> None:
    assert _gains(maker, sent_again)[0] == pytest.approx(0, abs=0.1)
    _plain_is_fooled(maker, sent_again)
