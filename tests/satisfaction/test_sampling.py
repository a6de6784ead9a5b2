"""A sample is random, repeatable, as large as was asked, and names nobody twice."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from otklik.satisfaction import sampling
from otklik.satisfaction.sampling import SPARES, Unit, draw

UNITS = st.lists(
    st.builds(
        Unit, st.integers(1, 400), st.integers(1, 6), st.one_of(st.just(""), st.integers(1, 60).map(lambda n: f"a{n}"))
    ),
    max_size=120,
    unique_by=lambda unit: unit.question_id,
)
QUOTAS = st.dictionaries(st.integers(1, 6), st.integers(0, 9))
SEEDS = st.integers(-(2**62), 2**62)


@settings(max_examples=150, deadline=None)
@given(UNITS, QUOTAS, st.integers(0, 9), SEEDS)
def test_a_sample_keeps_quotas_and_draws_nobody_twice(frame, quotas, per_body, seed) -> None:
    drawn = draw(frame, quotas, per_body=per_body, seed=seed)
    numbers = [one.question_id for one in drawn]
    authors = {unit.question_id: unit.author for unit in frame}
    known = [authors[number] for number in numbers if authors[number]]
    assert len(set(numbers)) == len(numbers) and len(set(known)) == len(known)
    bodies = {unit.question_id: unit.body_id for unit in frame}
    can = Counter(unit.body_id for unit in sampling.one_per_author(frame, seed))
    for body, frame_size in can.items():
        wanted = quotas.get(body, per_body)
        of_body = [one for one in drawn if one.body_id == body]
        assert sum(not one.is_spare for one in of_body) == min(wanted, frame_size)
        assert len(of_body) == min(wanted * (1 + SPARES), frame_size)
        assert [one.ordinal for one in of_body] == list(range(1, len(of_body) + 1))
    assert all(bodies[one.question_id] == one.body_id for one in drawn)


@settings(max_examples=80, deadline=None)
@given(UNITS, SEEDS, st.randoms(use_true_random=False))
def test_the_same_seed_and_questions_draw_the_same_in_any_order(frame, seed, random) -> None:
    shuffled = list(frame)
    random.shuffle(shuffled)
    assert draw(frame, {}, per_body=3, seed=seed) == draw(shuffled, {}, per_body=3, seed=seed)


@settings(max_examples=60, deadline=None)
@given(UNITS, SEEDS, st.integers(1, 6))
def test_a_question_of_one_body_moves_no_lot_of_another(frame, seed, body) -> None:
    frame = [Unit(unit.question_id, unit.body_id) for unit in frame]
    without = [unit for unit in frame if unit.body_id != body]
    all_of = [one for one in draw(frame, {}, per_body=3, seed=seed) if one.body_id != body]
    assert all_of == list(draw(without, {}, per_body=3, seed=seed))


def test_every_question_has_the_same_chance() -> None:
    frame = [Unit(number, 1) for number in range(1, 41)]
    seen = Counter(one.question_id for seed in range(4000) for one in draw(frame, {1: 5}, per_body=0, seed=seed)[:5])
    assert chisquare([seen[unit.question_id] for unit in frame]).pvalue > 0.001


def test_every_place_of_the_order_is_as_likely_for_every_question() -> None:
    frame = [Unit(number, 1) for number in range(1, 6)]
    orders = Counter(
        tuple(one.question_id for one in draw(frame, {1: 5}, per_body=0, seed=seed)) for seed in range(12_000)
    )
    assert len(orders) == 120
    assert chisquare(list(orders.values())).pvalue > 0.001


def test_an_author_of_many_questions_is_no_likelier_to_be_called() -> None:
    frame = [Unit(number, 1, "many") for number in range(1, 21)] + [
        Unit(number, 1, f"one-{number}") for number in range(21, 40)
    ]
    seen = Counter(
        "many" if one.question_id <= 20 else str(one.question_id)
        for seed in range(4000)
        for one in draw(frame, {1: 4}, per_body=0, seed=seed)[:4]
    )
    assert chisquare(list(seen.values())).pvalue > 0.001
