"""Urgency: danger is seen first, denied and past danger is not, and the words that decided are shown."""

import pytest

from otklik.triage.readers.urgency import LEVELS, READER

STRANGE = ["", "🙂🙂🙂", "\x00", "[ИМЯ]", "я" * 100_000, "пожар " * 30_000, "hello world", "٣٤", "\ud800"]


def read(text):
    return READER.read([text])[0]


@pytest.mark.parametrize(
    ("text", "level", "kind"),
    [
        ("Горит дом на Лесной, вызовите пожарных!", "now", "fire"),
        ("ГОРИТ КВАРТИРА НА ПЯТОМ ЭТАЖЕ", "now", "fire"),
        ("В подъезде сильный запах газа, дышать нечем", "now", "gas"),
        ("Скорая не едет третий час, маме плохо", "now", "life"),
        ("Бабушка задыхается, помогите", "now", "life"),
        ("Я больше не хочу жить, покончу с собой", "now", "suicide"),
        ("Мальчик провалился в яму, ребенок кричит", "now", "child"),
        ("Открытый люк у школы", "now", "hazard"),
        ("Oткpытый люк у школы", "now", "hazard"),
        ("Оборванный провод лежит на земле и искрит", "now", "hazard"),
        ("Сосед бьет жену, угрожает ножом", "now", "violence"),
        ("Пожарный проезд заставлен машинами", "soon", "fire"),
        ("Второй день во всем доме нет воды", "soon", "outage"),
        ("Отключили отопление, батареи ледяные", "soon", "outage"),
        ("Стая собак кидается на людей", "soon", "hazard"),
        ("Сосулька висит над входом, упадет на голову", "soon", "hazard"),
    ],
)
def test_danger_is_seen(text, level, kind):
    reading = read(text)
    assert reading.level == level
    assert kind in reading.kinds


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Слава богу, пожара не было", "denied"),
        ("Ребёнок катался на пожарной машине на детской площадке", "a toy"),
        ("Не горит фонарь у дома", "a lamp"),
        ("Подскажите, как получить пособие на ребёнка", "a question"),
        ("Прошлым летом был пожар, обошлось", "past"),
        ("Умирает наше село, молодёжь уезжает", "a figure of speech"),
        ("Пенсионерам перекрыли кислород", "a figure of speech"),
        ("Спасибо, сделали красивую площадку", "thanks"),
    ],
)
def test_denied_past_and_figurative_danger_is_not_urgent_now(text, why):
    assert read(text).level != "now", why


def test_reasons_stand_in_the_text_itself():
    text = "Добрый день!\u200b Во дворе  открыт <b>люк</b>, приезжайте"
    (reason,) = read(text).reasons
    assert [text[start:end] for start, end in reason.spans] == ["открыт", "люк"]


@pytest.mark.parametrize("text", STRANGE)
def test_any_text_is_read(text):
    assert read(text).level in LEVELS


def test_a_batch_says_of_each_text_what_it_says_of_it_alone():
    texts = ["Открытый люк", "Когда дадут свет?", *STRANGE]
    assert READER.read(texts) == [read(text) for text in texts]
