"""Promises read in answers: the labelled sentences, the days they name, and texts that nobody would write."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.answers.promised import promising
from otklik.answers.promised.promising import Almanac
from otklik.reference.rules import Calendar, DayKind
from tests.answers.promise_rows import AT, ZONE, measured, read, rows

PRECISION, RECALL, DAYS = 0.95, 0.93, 0.98


@pytest.mark.parametrize("part", ["tune", "held"])
def test_promises_are_read_as_people_labelled(part: str) -> None:
    found = measured(rows(part))
    assert found.right_place / found.said >= PRECISION, found
    assert found.right_place / found.due >= RECALL, found
    assert found.right / found.right_place >= DAYS, found


def test_the_set_is_large_and_half_of_it_was_held_out() -> None:
    tune, held = len(rows("tune")), len(rows("held"))
    assert tune + held >= 150 and abs(tune - held) <= 20


def days(text: str, at: datetime = AT, almanac: Almanac = promising.ALMANAC) -> list[str]:
    return [f"{one.words} {one.due_at:%d.%m.%Y}" for one in promising.promises(text, at, ZONE, almanac)]


NAMED = [
    (
        "Сделаем до 15 июля.",
        date(2026, 7, 20),
        "до 15 июля 15.07.2027",
        "a day that passed: the next year",
    ),
    ("Сделаем до 15 июля.", date(2026, 7, 15), "до 15 июля 15.07.2026", "today is still ahead"),
    ("Сделаем до июля.", date(2026, 6, 17), "до июля 30.06.2026", "before the month begins"),
    ("Откроем до 2028 года.", date(2026, 6, 17), "до 2028 года 31.12.2027", "before the year begins"),
    ("Сделаем в феврале.", date(2027, 12, 1), "в феврале 29.02.2028", "a leap year"),
    ("Сделаем через месяц.", date(2026, 1, 31), "через месяц 28.02.2026", "no such day: the last one of the month"),
    ("Сделаем в 10-дневный срок.", date(2026, 6, 17), "в 10-дневный срок 27.06.2026", "figures in a compound"),
    ("Уложим за 2–3 недели.", date(2026, 6, 17), "за 2–3 недели 08.07.2026", "of two numbers the greater"),
    ("Сделаем до 01.09.26.", date(2026, 6, 17), "до 01.09.26 01.09.2026", "a short year"),
    ("Срок — десять дней.", date(2026, 6, 17), "десять дней 27.06.2026", "no preposition"),
    ("Сделаем в течение 10 дней, до 27 июня.", date(2026, 6, 17), "до 27 июня 27.06.2026", "said twice is once"),
]


@pytest.mark.parametrize(("text", "day", "told", "reason"), NAMED)
def test_a_day_is_the_nearest_ahead(text: str, day: date, told: str, reason: str) -> None:
    assert days(text, datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)) == [told], reason


def test_working_days_go_by_the_calendar() -> None:
    off = Almanac(Calendar({date(2026, 6, 18): DayKind.OFF, date(2026, 6, 20): DayKind.WORKING}, 2026, 2026))
    told = "Сделаем в течение 3 рабочих дней."
    assert days(told, almanac=Almanac()) == ["в течение 3 рабочих дней 22.06.2026"]
    assert days(told, almanac=off) == ["в течение 3 рабочих дней 22.06.2026"]
    late = datetime(2026, 12, 30, 12, tzinfo=ZONE)
    assert days(told, late, off) == ["в течение 3 рабочих дней 04.01.2027"], "a year that is not loaded: plain weeks"


def test_the_end_of_the_day_is_that_of_the_author() -> None:
    (one,) = promising.promises("Сделаем завтра.", AT, ZONE)
    assert one.due_at == datetime(2026, 6, 18, 23, 59, 59, tzinfo=ZONE)


def test_a_season_is_over_by_the_row_of_the_region() -> None:
    north = Almanac(seasons=(promising.season("snow", "сход* снег*; таяни* снег*", "06-10"),))
    assert days("Сделаем после схода снега.", almanac=north) == ["после схода снега 10.06.2027"]
    assert days("Сделаем летом.", almanac=north) == [], "a season that has no row is not known"


def test_places_are_those_of_the_text_whatever_its_letters() -> None:
    text = "Ёлки! İ — знак.\n\nДо\xa015\xa0июля ещё\tуспеем заменить лампы."
    (one,) = promising.promises(text, AT, ZONE)
    assert text[one.begins : one.ends] == one.words == "До\xa015\xa0июля"


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert days("Фонари на ул. Лесной, д. 5 в г. Заречном заменим до 30.06.2026 г. Спасибо.") == [
        "до 30.06.2026 г. 30.06.2026"
    ]


def test_a_promise_comes_with_its_sentence_and_of_a_long_one_with_a_part() -> None:
    (one,) = promising.promises("Здравствуйте! Яму\nзаделаем до 15 июля. Спасибо.", AT, ZONE)
    assert one.sentence == "Яму заделаем до 15 июля."
    (one,) = promising.promises(f"{'Очень ' * 100}скоро, до 15 июля, заделаем яму {'большую ' * 100}.", AT, ZONE)
    assert "до 15 июля" in one.sentence and len(one.sentence) <= promising.LONGEST_TOLD


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="до в по с 0123456789.-,июляфевраляпервогоIVквартале«»\n ", max_size=80) | st.text(max_size=80))
def test_no_text_fails(text: str) -> None:
    for begins, ends, _ in read(text):
        assert 0 <= begins < ends <= len(text)


def test_when_it_was_measured_and_how_many_an_hour_is_no_promise() -> None:
    text = "По замерам 26 ноября поток меньше нормы, 210 машин в час. Переход нанесут до 20 декабря."
    assert [one.startswith("до 20 декабря ") for one in days(text)] == [True]
