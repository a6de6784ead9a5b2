"""Tone: displeasure, an even question, praise and thanks; any text is read."""

import pytest

from otklik.triage.readers.tone import READER, TONES

STRANGE = ["", " ", "🙂🙂🙂", "\x00", "[ИМЯ]", "я" * 100_000, "яма " * 30_000, "hello world", "٣٤", "\ud800"]


def tone(text):
    return READER.read([text])[0].tone


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Сколько можно ждать, двор не убирают, полное безобразие!!!", "negative", "a complaint"),
        ("Третью неделю не вывозят мусор, куда смотрит администрация?", "negative", "a complaint as a question"),
        ("СКОЛЬКО МОЖНО ИЗДЕВАТЬСЯ НАД ЛЮДЬМИ", "negative", "capitals"),
        ("Молодцы, опять не почистили, спасибо вам за сугробы 🤦", "negative", "sarcasm"),
        ("Подскажите, пожалуйста, какие документы нужны для получения пособия?", "neutral", "a question"),
        ("Добрый день! Можно ли подать заявление через МФЦ? Заранее спасибо", "neutral", "thanks in advance"),
        ("Большое спасибо врачам за внимательное отношение!", "thanks", "thanks"),
        ("Хочу выразить благодарность дворнику нашего дома", "thanks", "thanks in a formal way"),
        ("Какая красота получилась в новом парке, молодцы! 👍", "positive", "praise"),
        ("", "neutral", "nothing is said"),
    ],
)
def test_the_tone_is_read(text, expected, why):
    assert tone(text) == expected, why


def test_a_letter_without_complaint_is_not_negative_because_of_look_alikes():
    assert tone("Пoдскaжите, кaкие дoкументы нужны?") == "neutral"


@pytest.mark.parametrize("text", STRANGE)
def test_any_text_is_read(text):
    reading = READER.read([text])[0]
    assert reading.tone in TONES
    assert 0 <= reading.confidence <= 1


def test_a_batch_says_of_each_text_what_it_says_of_it_alone():
    texts = ["Спасибо большое врачам!", "Безобразие, не убирают двор", *STRANGE]
    assert READER.read(texts) == [READER.read([text])[0] for text in texts]


def test_no_texts_give_no_readings():
    assert READER.read([]) == []
