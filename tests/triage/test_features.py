"""A word is weighed in pieces; a capital letter says one thing more of it and changes nothing else."""

import numpy as np

from otklik.triage.features import CAPITAL, NAME, cut, kind_of, pieces_of


def test_words_are_cut_in_one_spelling_and_capitals_are_marked():
    spelled, written = cut("Ёлки в Берёзовске [ИМЯ] 12")
    assert spelled == [f"{CAPITAL}елки", "в", f"{CAPITAL}березовске", "[ИМЯ]", "12"]
    assert written == ["Ёлки", "в", "Берёзовске", "[ИМЯ]", "12"]


def test_a_capital_adds_one_piece_and_changes_no_other():
    plain, capital = pieces_of(["березовске"]), pieces_of([f"{CAPITAL}березовске"])
    added = np.setdiff1d(capital.ids, plain.ids)
    assert len(added) == 1 and kind_of(added)[0] == NAME
    assert set(plain.ids) < set(capital.ids)
    assert np.array_equal(plain.lemma_hash, capital.lemma_hash)


def test_a_sign_of_a_capital_typed_by_a_person_is_no_word():
    assert cut("^ ^^ ^яма")[0] == ["яма"]


def test_pieces_belong_to_their_words():
    pieces = pieces_of([f"{CAPITAL}пермь", "яма"])
    assert set(pieces.owner) == {0, 1}
    assert pieces.owner[kind_of(pieces.ids) == NAME].tolist() == [0]
