"""Who needs people: made regions whose answer is plain."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from otklik.indicators.reinforcement import HORIZON, LEAST, PART, Crew, likeness, propose

TOPICS = frozenset({"im.05", "im.14"})


def crew(key: int, **said: object) -> Crew:
    """A body of the roads: four people, eight a day come and go, sixteen lie on hand: two days of work."""
    plain = Crew(
        key=key, block="roads", employer="", load=16, open=30, comes=8, goes=8, answered=160, people=4, away=0,
        asked={"im.05": 30}, answers=TOPICS,
    )  # fmt: skip
    return replace(plain, **said)


def test_where_all_have_the_same_nobody_needs_anybody():
    found = propose([crew(number) for number in range(5)])
    assert found.usual == 2 and found.needs == () and found.quiet == ()


def test_a_flooded_body_gets_people_from_the_least_loaded_of_its_block():
    found = propose([crew(1, load=80, open=100), crew(2), crew(3, load=2, comes=2, goes=2, answered=40), crew(4)])
    (need,) = found.needs
    # In ten days 80 comes beside the 80 on hand, and 16 may stay: 144 by 2 a day each is 7.2 people, 4 are there.
    assert need.stand.crew.key == 1 and need.stand.days == 10 and need.people == 3.5
    assert [(move.key, move.people) for move in need.moves] == [(3, 2.0)]
    assert need.lacking == 1.5


def test_who_gives_keeps_half_of_those_at_work():
    found = propose([crew(1, load=400, open=500), crew(2, load=0, open=0, comes=0), crew(3), crew(4)])
    assert [(move.key, move.people) for move in found.needs[0].moves] == [(2, 2.0)]


def test_one_idle_person_gives_half_a_day():
    idle = crew(2, load=0, open=0, comes=0, goes=2, people=1)
    found = propose([crew(1, load=60, open=80), idle, crew(3), crew(4)])
    assert [(move.key, move.people) for move in found.needs[0].moves] == [(2, PART)]


def test_a_body_whose_people_are_away_needs_them_replaced():
    found = propose([crew(1, load=60, open=70, away=4), *(crew(number) for number in (2, 3, 4))])
    (need,) = found.needs
    assert need.stand.days is None and need.people == math.ceil((60 - 16 + 80) / 20 / PART) * PART


def test_half_of_the_people_away_doubles_the_days():
    found = propose([crew(1, away=2), crew(2), crew(3)])
    assert found.stands[1].days == 4 and found.needs[0].people == 2


def test_where_nobody_can_give_all_is_lacking():
    found = propose([crew(1, load=80, open=100), crew(2), crew(3), crew(4)])
    assert found.needs[0].moves == () and found.needs[0].lacking == found.needs[0].people > 0


def test_a_body_of_another_block_helps_only_with_what_it_answers():
    flooded = crew(1, load=80, open=100)
    idle = {"block": "housing", "load": 0, "open": 0, "comes": 0}
    able, unable = crew(2, **idle), crew(3, **idle, answers=frozenset({"im.06"}))
    found = propose([flooded, able, unable, crew(4), crew(5)])
    (move,) = found.needs[0].moves
    assert (move.key, move.is_same_block, move.likeness) == (2, False, 1.0)


def test_an_own_employer_comes_before_another():
    idle = {"load": 0, "open": 0, "comes": 0}
    found = propose([crew(1, load=60, open=70), crew(2, **idle, employer="town"), crew(3, **idle), crew(4), crew(5)])
    assert next((move.key, move.is_same_employer) for move in found.needs[0].moves) == (3, True)


def test_what_one_body_gave_no_other_is_promised():
    found = propose([crew(1, load=200, open=300), crew(2, load=150, open=200), crew(3, load=0, open=0, comes=0),
                     crew(4), crew(5), crew(6)])  # fmt: skip
    given_ = [move.people for need in found.needs for move in need.moves if move.key == 3]
    assert sum(given_) == 2 and [need.stand.crew.key for need in found.needs] == [1, 2]


def test_who_clears_it_alone_is_left_in_peace():
    found = propose([crew(1, load=50, open=60, comes=2, goes=12), crew(2), crew(3), crew(4)])
    assert found.needs == () and [one.crew.key for one in found.quiet] == [1]


def test_of_few_questions_nothing_is_said():
    found = propose([crew(1, load=40, open=LEAST - 1), crew(2, load=1), crew(3, load=1), crew(4, load=1)])
    assert found.needs == ()


def test_a_body_that_answered_little_is_measured_by_its_block():
    found = propose([crew(1, goes=0.2, answered=4, load=40, open=50), crew(2), crew(3)])
    assert not found.stands[1].is_own_pace and found.stands[1].pace == pytest.approx((0.2 + 8 + 8) / 12)


def test_a_region_without_answers_proposes_nothing():
    found = propose([crew(1, goes=0, answered=0, load=90, open=90), crew(2, goes=0, answered=0)])
    assert found.needs == () and propose([]).usual == 0


def test_a_body_alone_is_held_against_nobody():
    assert propose([crew(1, load=500, open=500)]).needs == ()


def test_likeness_is_the_share_of_open_questions_of_known_topics():
    assert likeness({"im.05": 3, "im.12": 1}, TOPICS) == 0.75 and likeness({}, TOPICS) == 0


_CREWS = some.lists(
    some.builds(
        lambda load, count, comes, goes, people, away: crew(
            0, load=load, open=count, comes=comes, goes=goes, answered=int(goes * 20), people=people,
            away=min(people, away),
        ),
        some.floats(0, 500), some.integers(0, 500), some.floats(0, 40), some.floats(0, 40), some.integers(0, 9),
        some.integers(0, 9),
    ),
    max_size=9,
)  # fmt: skip


@given(_CREWS)
def test_nobody_gives_more_than_half_and_nobody_is_given_more_than_they_need(made):
    crews = [replace(one, key=number) for number, one in enumerate(made)]
    found = propose(crews)
    gone: dict[int, float] = {}
    for need in found.needs:
        assert 0 < need.people < math.inf and need.lacking >= 0
        assert all(move.people % PART == 0 and move.key != need.stand.crew.key for move in need.moves)
        for move in need.moves:
            gone[move.key] = gone.get(move.key, 0) + move.people
    assert all(people <= crews[key].present / 2 for key, people in gone.items())
    assert not gone.keys() & {need.stand.crew.key for need in found.needs}


def test_after_the_help_the_stock_is_usual_again():
    found = propose([crew(1, load=80, open=100), *(crew(key, load=0, open=0, comes=0) for key in (2, 3, 4)), crew(5)])
    (need,) = found.needs
    left = 80 + 8 * HORIZON - (4 + need.people) * need.stand.pace * HORIZON
    assert need.lacking == 0 and left <= found.usual * need.stand.pace * 4
