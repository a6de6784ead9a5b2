"""A letter in pieces: as the text proposes, as a person marks."""

import pytest

from otklik.triage.words import pieces

pytestmark = pytest.mark.django_db
BINS, BUS = "На Садовой 5 не вывозят мусор.", "Автобус 12 не приходит вовремя."
LETTER = f"Здравствуйте! 1. {BINS} 2. {BUS}"


def told(cut: pieces.Cut) -> list[tuple[int, str]]:
    return [(piece.number, " ".join(line.text for line in piece.sentences)) for piece in cut.pieces]


def test_the_text_itself_proposes_pieces_with_what_they_look_to_be() -> None:
    cut = pieces.cut(LETTER)
    assert told(cut) == [(0, "Здравствуйте!"), (1, f"1. {BINS}"), (2, f"2. {BUS}")]
    assert (cut.count, cut.why) == (2, "Вопросы пронумерованы")
    assert [piece.group for piece in cut.pieces] == ["", "Мусор/Свалки/ТКО", "Общественный транспорт"]
    assert pieces.proposed(LETTER) == 2


def test_a_person_joins_pieces_and_begins_others() -> None:
    assert told(pieces.cut(LETTER, [0])) == [(1, LETTER)]
    assert [number for number, _ in told(pieces.cut(LETTER, [0, LETTER.index("2.")]))] == [1, 2]


@pytest.mark.parametrize("starts", [[10**6], [1], []])
def test_marks_where_nothing_begins_are_passed_over(starts) -> None:
    assert pieces.cut(LETTER, starts).count == 0


def test_nothing_is_cut_of_nothing() -> None:
    assert pieces.cut("").pieces == ()
    assert pieces.proposed("Яма на дороге") == 0
