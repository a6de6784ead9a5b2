"""Scores that add up, places with their ranges, bands, leagues, those of too few questions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.ranking import effect, standings
from otklik.ranking.leagues import Entrant, entered
from otklik.ranking.ordering import placed
from otklik.ranking.rules import BODY, PARTS, PLACE, Weight
from otklik.ranking.seeded import FIRST
from otklik.ranking.summary import summed, unpacked
from otklik.ranking.weighing import AUTHOR_CAP, weights
from tests.ranking import simulated

ANY = replace(FIRST, minimum=2)


def counted(made, formula=FIRST):
    return standings.count(summed(made.evidence(), formula), formula, made.entrants())


def weighed(parts, components=None):
    chosen = tuple(Weight(code, percent, "") for code, percent in zip(PARTS, parts, strict=True))
    return replace(ANY, parts=chosen, components=components or FIRST.components)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6), bodies=st.integers(1, 8), questions=st.integers(2, 400), groups=st.integers(1, 6),
    parts=st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(lambda some: sum(some) <= 100),
)  # fmt: skip
def test_what_parts_and_topics_add_is_the_difference_from_the_mean(seed, bodies, questions, groups, parts) -> None:
    made = simulated.region(seed, bodies=bodies, questions=questions, groups=groups)
    found = counted(made, weighed([*parts, 100 - sum(parts)]))
    assert found.explanations
    for one in found.explanations.values():
        beyond = one.standing.score - one.mean
        assert sum(part.points for part in one.standing.parts) == pytest.approx(beyond, abs=1e-9)
        assert sum(topic.points for topic in one.topics) == pytest.approx(beyond, abs=1e-9)
        assert sum(topic.n for topic in one.topics) == one.standing.n
        assert all(sum(topic.parts.values()) == pytest.approx(topic.points, abs=1e-9) for topic in one.topics)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 12))
def test_every_place_is_in_its_range_and_bands_go_down(seed, size) -> None:
    dice = np.random.default_rng(seed)
    scores = dice.normal(70, 5, size)
    rows = placed(scores, scores + dice.normal(0, 3, (400, size)))
    assert [row.place for row in rows] == list(range(1, size + 1))
    assert all(1 <= row.low <= row.place <= row.high <= size for row in rows)
    assert [row.band for row in rows] == sorted(row.band for row in rows)
    assert list(scores[[row.at for row in rows]]) == sorted(scores, reverse=True)


def test_those_alike_share_a_band_and_those_far_apart_do_not() -> None:
    scores = np.array([90.0, 89.5, 70.0, 69.8, 69.9])
    dice = np.random.default_rng(1)
    rows = placed(scores, scores + dice.normal(0, 1, (1000, 5)))
    assert [row.band for row in rows] == [1, 1, 2, 2, 2]
    assert (rows[0].low, rows[0].high) == (1, 2)


def test_the_same_evidence_gives_the_same_ranking() -> None:
    made = simulated.region(5)
    shuffled = made.only(np.random.default_rng(0).permutation(len(made.ease)))
    one, other = counted(made), counted(shuffled)
    assert made.evidence().digest() == shuffled.evidence().digest()
    for row, again in zip(one.tables[0].ranked, other.tables[0].ranked, strict=True):
        assert row.subject == again.subject
        assert row.score == pytest.approx(again.score, abs=1e-6)
        assert (row.place_low, row.place_high, row.band) == (again.place_low, again.place_high, again.band)
    assert made.changed(np.array([3]), score=0.99).evidence().digest() != made.evidence().digest()


def test_of_too_few_questions_nobody_is_ranked() -> None:
    made = simulated.region(2)
    few = made.only(~made.of(4) | (np.cumsum(made.of(4)) <= 10))
    table = counted(few).tables[0]
    row = next(row for row in table.apart if row.subject.key == "4")
    assert row.n == 10 and not row.is_ranked and row.place == 0
    assert row.why_not == "мало данных: вопросов 10, а нужно 30"
    assert "4" not in {one.subject.key for one in table.ranked}


def test_one_author_of_many_letters_makes_no_minimum() -> None:
    made = simulated.region(2)
    one_man = made.changed(made.of(4), author=77)
    row = next(row for row in counted(one_man).tables[0].apart if row.subject.key == "4")
    assert row.n > 30 and "в зачёте 2" in row.why_not


def test_a_small_sample_is_drawn_to_the_mean_and_has_a_wide_interval() -> None:
    made = simulated.region(2, bodies=8, spread=0.15)
    worst = int(np.argmin(made.truth))
    few = made.only(~made.of(worst) | (np.cumsum(made.of(worst)) <= 40))
    many, less = counted(made).explanations[str(worst)], counted(few).explanations[str(worst)]
    assert less.standing.parts[0].credibility < many.standing.parts[0].credibility
    assert less.standing.high - less.standing.low > many.standing.high - many.standing.low


def test_weights_are_shared_by_appeal_by_matter_and_by_author() -> None:
    made = simulated.region(1, bodies=1, questions=12)
    first = np.arange(12) < 4
    one_appeal = weights(made.changed(first, appeal=999).evidence())
    assert one_appeal[:4] == pytest.approx(0.25) and one_appeal[4:] == pytest.approx(1)
    assert weights(made.changed(first, matter=999).evidence()).sum() == pytest.approx(9)
    assert weights(made.changed(first, author=999).evidence()).sum() == pytest.approx(8 + AUTHOR_CAP)


def test_a_question_that_cost_much_is_told_with_its_reasons() -> None:
    made = simulated.region(4)
    body = int(made.keys["subject"][0])
    spoilt = made.changed(np.array([0]), is_answered=True, is_replied=True, score=0.97, late_hours=500.0, solved=0.0)
    silent = made.changed(np.array([0]), is_answered=False, is_replied=False)
    number = int(made.keys["question"][0])
    for changed, words in ((spoilt, "ответ похож на отписку"), (silent, "нет ответа, срок прошёл")):
        costs = {cost.question_id: cost for cost in counted(changed).explanations[str(body)].costs}
        if number in costs:
            assert words in costs[number].why and costs[number].points < 0
    costs = counted(silent).explanations[str(body)].costs
    assert [cost.points for cost in costs] == sorted(cost.points for cost in costs)


def test_leagues_are_by_the_kind_of_a_body_and_the_people_of_a_place() -> None:
    entrants = {
        "1": Entrant(BODY, "1", "a", "А", "regional"), "2": Entrant(BODY, "2", "b", "Б", "centre"),
        "3": Entrant(PLACE, "3", "c", "В", people=100_000), "4": Entrant(PLACE, "4", "d", "Г", people=99_999),
        "5": Entrant(PLACE, "5", "e", "Д"), "6": Entrant(PLACE, "6", "f", "Е", people=0),
    }  # fmt: skip
    found = {key: subject.league for key, subject in entered(entrants, FIRST).items()}
    assert found == {"1": "regional", "2": "", "3": "large", "4": "medium", "5": "", "6": "small"}


def test_another_formula_moves_those_who_are_good_at_other_things() -> None:
    made = simulated.region(9, spread=0.05)
    pairs = [(summed(made.evidence(), ANY), made.entrants())]
    speedy = weighed([0, 0, 100, 0])
    moves = effect.effect(pairs, ANY, speedy)
    order = {row.subject.key: row.place for row in counted(made, speedy).tables[0].ranked}
    assert moves
    assert all(order[move.subject.key] == move.new_place != move.place for move in moves)
    assert effect.effect(pairs, ANY, ANY) == ()


def test_five_percent_more_of_a_part_are_taken_from_the_others_evenly() -> None:
    heavier = effect.heavier(FIRST, "quality")
    assert [one.percent for one in heavier.parts] == pytest.approx([20 * 65 / 70, 35, 25 * 65 / 70, 25 * 65 / 70])
    pairs = [(summed(simulated.region(3).evidence(), ANY), simulated.region(3).entrants())]
    assert [one.code for one in effect.weight_effects(pairs, ANY)] == list(PARTS)


def test_what_is_kept_of_the_evidence_gives_the_same_ranking_again() -> None:
    made = simulated.region(6)
    kept = summed(made.evidence(), FIRST)
    again = unpacked(kept.packed())
    assert standings.count(again, FIRST, made.entrants()) == standings.count(kept, FIRST, made.entrants())
