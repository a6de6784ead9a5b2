"""Rudeness apart from displeasure: obscene words, insults and threats, with their places in the text."""

import pytest

from otklik.triage.readers.rudeness import READER

STRANGE = ["", "🙂🙂🙂", "\x00", "[ИМЯ]", "я" * 100_000, "б*" * 20_000, "hello world", "٣٤", "\ud800"]


def read(text):
    return READER.read([text])[0]


@pytest.mark.parametrize(
    ("text", "kind", "place", "why"),
    [
        ("что за хуйня у подъезда", "obscene", "хуйня", "an obscene word"),
        ("ХУЙНЯ ПОЛНАЯ", "obscene", "ХУЙНЯ", "capitals"),
        ("полный пиzдец", "obscene", "пиzдец", "a Latin letter inside"),
        ("с у к и проклятые", "obscene", "с у к и", "spaced letters"),
        ("достали, бл*ть", "obscene", "бл*ть", "a letter put out"),
        ("вы там дебилы все", "insult", "дебилы", "an insult"),
        ("я вас всех убью", "threat", "убью", "a threat"),
    ],
)
def test_a_rude_place_is_found(text, kind, place, why):
    reading = read(text)
    assert reading.rude, why
    assert (kind, place) in {(one.kind, text[one.start : one.end]) for one in reading.places}, why


@pytest.mark.parametrize(
    "text",
    [
        "Не убирают снег, безобразие, сколько можно",
        "Застрахуйте дом и не психуйте",
        "Команда потребителей требует хлеба, учеба и погребение",
        "Мандарины и колебания, мудрый скипидар",
        "В недоумении: употреблять ли небо",
        "По двору бегает собака, сука со щенками",
        "Пасут скот у реки, жители Херсона и Хуторки",
        "Напишите на почту dom@mail.ru #дороги*",
        "Можно переломать ноги на льду",
        "блин, опять яма",
        "Страхуй себя сам, рубля не дам",
        "Тебе, себе, ребенок, жеребенок, гребля, веб-сайт",
    ],
)
def test_what_only_looks_rude_is_not(text):
    assert not read(text).rude


def test_two_mild_words_are_rudeness_and_one_is_not():
    assert not read("какого хрена").rude
    assert read("какого хрена, чиновники тупые").rude


@pytest.mark.parametrize("text", STRANGE)
def test_any_text_is_read(text):
    assert 0 <= read(text).confidence <= 1
