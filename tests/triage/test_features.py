"""A word is weighed in pieces; a capital letter says one thing more of it and changes nothing else."""

import numpy as np

from otklik.appeals.cutting import Cuts
from otklik.triage.topics.features import CAPITAL, MOST_WORDS, NAME, Ranks, kind_of, pieces_of, weighed, words_of


def spelled(text):
    cuts = Cuts.of([text])
    return [weighed(cuts.vocabulary.written[number]) for number in words_of(cuts).flat]


def test_words_are_weighed_in_one_spelling_and_capitals_are_marked():
    expected = [f"{CAPITAL}елки", "в", f"{CAPITAL}березовске", "[ИМЯ]", "12"]
    assert spelled("Ёлки в Берёзовске [ИМЯ]!! 12 🙂") == expected


def test_no_more_words_are_weighed_than_a_long_letter_has():
    assert words_of(["яма! " * (MOST_WORDS + 5), "яма"]).lengths.tolist() == [MOST_WORDS, 1]


def test_a_capital_adds_one_piece_and_changes_no_other():
    plain, capital = pieces_of(["березовске"]), pieces_of([f"{CAPITAL}березовске"])
    added = np.setdiff1d(capital.ids, plain.ids)
    assert len(added) == 1 and kind_of(added)[0] == NAME
    assert set(plain.ids) < set(capital.ids)
    assert np.array_equal(plain.lemma_hash, capital.lemma_hash)


def test_a_sign_of_a_capital_typed_by_a_person_is_no_word():
    assert spelled("^ ^^ ^яма") == ["яма"]


def test_pieces_belong_to_their_words():
    pieces = pieces_of([f"{CAPITAL}пермь", "яма"])
    assert set(pieces.owner) == {0, 1}
    assert pieces.owner[kind_of(pieces.ids) == NAME].tolist() == [0]


def test_the_place_of_a_piece_is_counted_and_an_unknown_one_has_none():
    ids = np.array([0, 5, 63, 64, 4_000_000, (1 << 24) - 1], np.uint32)
    place, known = Ranks(ids).of(np.array([*ids, 6, 4_000_001], np.uint32))
    assert place[:6].tolist() == list(range(6)) and known.tolist() == [True] * 6 + [False] * 2
    assert not Ranks(ids[:0]).of(ids)[1].any()
