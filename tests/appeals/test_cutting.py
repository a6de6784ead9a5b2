"""A text is cut once, and what is made of a word is remembered: for every reader the same, whoever asks first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from otklik.appeals import cutting
from otklik.appeals.cutting import SPELLED, Column, Cuts, Table, Vocabulary
from otklik.appeals.text import clean

TEXTS = ["Яма!! На дороге))", "", "яма 🙂 [ИМЯ]", "д о р о г а, Ёлка"]


def words(cuts, at=0):
    return [cuts.vocabulary.written[number] for number in cuts.cuts[at].numbers]


def test_a_cut_text_is_still_the_text():
    cuts = Cuts.of(TEXTS)
    assert list(cuts) == TEXTS and cuts[2] == TEXTS[2] and list(cuts[1:3]) == TEXTS[1:3]
    assert Cuts.of(cuts) is cuts


def test_words_marks_runs_of_signs_and_emoji_are_tokens():
    cuts = Cuts.of(TEXTS)
    assert words(cuts) == ["Яма", "!!", "На", "дороге", "))"]
    assert cuts.spelled(2) == ["яма", "🙂", "[ИМЯ]"]
    assert cuts.spelled(3) == ["дорога", "елка"]


def test_signs_are_left_out_of_words():
    cuts = Cuts.of(TEXTS)
    assert cuts.rows.lengths.tolist() == [5, 0, 3, 2]
    assert cuts.words.lengths.tolist() == [3, 0, 2, 2]
    assert cuts.rows.first(2).lengths.tolist() == [2, 0, 2, 2]
    assert [len(part) for part in cuts.rows.each(cuts.rows.flat)] == [5, 0, 3, 2]


def test_no_texts_have_no_rows():
    cuts = Cuts.of([])
    assert len(cuts) == 0 and cuts.rows.each(cuts.rows.flat) == [] and not len(cuts.words.flat)


def test_a_place_is_told_in_the_text_as_it_was_written():
    text = "во\u200bда, с в е т а нет"
    cut = Cuts.of([text]).cuts[0]
    assert [text[start:end] for start, end in cut.spans([1, 0])] == ["во\u200bда", "с в е т а"]


def test_a_word_is_judged_once_by_each_column_and_table():
    judged = []
    column = Column(lambda word: judged.append(word) or len(word), SPELLED)
    table = Table(lambda found: np.array([len(word) for word in found], np.intp))
    vocabulary = Vocabulary()
    for text, lengths in (("Яма яма", [3, 3]), ("яма, дорога", [3, 6])):
        numbers = vocabulary.cut(text).numbers
        assert [column.over(vocabulary)[number] for number in numbers] == lengths
        assert table.over(vocabulary)[numbers].tolist() == lengths
    assert judged == ["яма", "яма", "дорога"]


def test_a_full_vocabulary_gives_way_and_is_still_good_for_who_reads_by_it(monkeypatch):
    monkeypatch.setattr(cutting, "WORDS_KEPT", 0)
    monkeypatch.setattr(cutting, "_vocabulary", Vocabulary())
    first = Cuts.of(["яма на дороге"])
    second = Cuts.of(["дорога в яме"])
    assert second.vocabulary is not first.vocabulary
    assert first.spelled(0) == ["яма", "на", "дороге"] and second.spelled(0) == ["дорога", "в", "яме"]
    assert first.spelled(0) == ["яма", "на", "дороге"]


@given(st.text(max_size=200))
def test_the_pieces_of_a_cut_make_up_the_cleaned_text(text):
    cut = Cuts.of([text]).cuts[0]
    assert "".join(cut.pieces) == cut.cleaned == clean(text)
    assert len(cut.numbers) == len(cut.pieces) // 2
