"""The essence of a letter is one short sentence of its own words that says what is the matter."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.triage.readers.essence import LONGEST, READER

HOLDS = [
    ("Здравствуйте! На Садовой 5 яма.", "На Садовой 5 яма.", "a short text is itself without the greeting"),
    ("Добрый день. Подскажите, пожалуйста, когда будет тепло?", "когда будет тепло?", "several greetings in a row"),
    ("[ИМЯ], почините лифт в доме 7", "почините лифт в доме 7", "a name at the head"),
    ("Свет", "Свет", "one word"),
    ("", "", "nothing"),
    ("😡😡😡", "😡😡😡", "emoji only"),
]


def essence(text):
    return READER.read([text])[0]


@pytest.mark.parametrize(("text", "held", "reason"), HOLDS)
def test_a_short_text_is_its_own_essence(text, held, reason):
    assert essence(text).text == held, reason


LONG = [
    (
        "Здравствуйте, уважаемая администрация! Пишет вам жительница нашего любимого города, которая всегда верила в"
        " лучшее. Третью неделю не вывозят мусор с площадки у дома 14 по улице Садовой, баки полны. Спасибо.",
        "не вывозят мусор",
        "self-presentation is left out",
    ),
    (
        "Я думаю, что все мы хотим жить хорошо и дружно, и так говорила ещё моя бабушка. Вопрос такой. Автобус 12"
        " не приходит на остановку Рынок с понедельника! Ждём по часу, никто ничего не объясняет, все замёрзли.",
        "Автобус 12 не приходит",
        "the matter stands late",
    ),
    (
        "ДОБРЫЙ ДЕНЬ!!! В НАШЕМ ПОДЪЕЗДЕ НЕ РАБОТАЕТ ЛИФТ УЖЕ МЕСЯЦ!!! УК МОЛЧИТ!!! ЛЮДИ С КОЛЯСКАМИ ХОДЯТ ПЕШКОМ НА"
        " ДЕВЯТЫЙ ЭТАЖ!!! СКОЛЬКО МОЖНО ЭТО ТЕРПЕТЬ, ДОРОГИЕ НАШИ НАЧАЛЬНИКИ, КОТОРЫЕ СИДЯТ В ТЁПЛЫХ КАБИНЕТАХ!!!",
        "НЕ РАБОТАЕТ ЛИФТ",
        "capitals",
    ),
]


@pytest.mark.parametrize(("text", "held", "reason"), LONG)
def test_the_essence_of_a_long_letter_holds_its_matter(text, held, reason):
    read = essence(text)
    assert held in read.text and len(read.text) <= LONGEST and read.has_matter, reason


WANTED = [
    ("Во дворе темно. Просим поставить фонарь. Спасибо", "Просим поставить фонарь.", "a plea"),
    ("Дорога разбита. Когда будет ремонт?", "Когда будет ремонт?", "a question of time"),
    ("Когда иду на работу, вижу яму.", None, "when that asks nothing"),
    ("Дорога разбита", None, "nothing is asked"),
]
SINCE = [
    ("Третью неделю нет воды", "Третью неделю", "ordinal"),
    ("Мусор не вывозят с 14.10.22", "с 14.10.22", "date"),
    ("Нет света с понедельника", "с понедельника", "day of the week"),
    ("Вода течёт уже 3 дня подряд", "уже 3 дня подряд", "count of days"),
    ("на протяжении 14 лет просим дорогу", "на протяжении 14 лет", "years"),
    ("с дома упала наледь", None, "a place, not a time"),
    ("выплата с 3 до 7 лет", None, "an age"),
]


def cut(text, span):
    return span and text[span.start : span.end]


@pytest.mark.parametrize(("text", "part", "reason"), WANTED)
def test_what_is_wanted_is_pointed_at(text, part, reason):
    assert cut(text, essence(text).wanted) == part, reason


@pytest.mark.parametrize(("text", "part", "reason"), SINCE)
def test_since_when_is_pointed_at(text, part, reason):
    assert cut(text, essence(text).since) == part, reason


@pytest.mark.parametrize("text", ["Ну и ну", "Спасибо вам большое!", "Good morning", "😀"])
def test_a_text_without_a_matter_says_so(text):
    assert not essence(text).has_matter


@given(st.text(alphabet="абв Гд.,!?\n5(я [ИМЯ]ё😀ab", max_size=600))
def test_any_text_has_an_essence_of_its_own_whole_words(text):
    read = essence(text)
    assert len(read.text) <= LONGEST
    for span in (read.wanted, read.since):
        assert span is None or 0 <= span.start < span.end <= len(text)


ODD = [
    "я" * 5_000,
    "а б в г " * 12_500,
    "с п а с и т е " * 40,
    "x" * 100_000,
    ", " * 50_000,
    "(" * 20_000,
    "д. " * 30_000,
]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_read_quickly(text):
    started = time.perf_counter()
    assert len(essence(text).text) <= LONGEST
    assert time.perf_counter() - started < 1.0
