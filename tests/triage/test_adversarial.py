"""Texts written oddly or to deceive: every reader stays up, and what stands in them is still understood."""

import time
from dataclasses import dataclass

import pytest

from otklik.appeals.masking import mask
from otklik.facts.models import Fact
from otklik.triage import hot
from otklik.triage.readers import matters, topic
from otklik.triage.readers.tone import TONES
from otklik.triage.readers.urgency import KINDS
from otklik.triage.words.gazetteer import EMPTY
from tests.region import found, send

ANY = ("negative", "neutral", "positive", "thanks")
EVEN = ("neutral", "positive")
CROSS = ("negative",)
LONG = "Добрый день. Мы живём на этой улице давно и просим выслушать нас спокойно. " * 66
ONE_WORD = "а" * 100_000


@dataclass(frozen=True)
class Case:
    """What every reader must tell of a text: urgency ("", "soon", "now"), one of `tones`, rude or not."""

    why: str
    text: str
    urgency: str = ""
    tones: tuple[str, ...] = ANY
    rude: bool = False


CASES = (
    Case("angry faces alone", "😡😡😡", tones=CROSS),
    Case("kind faces alone", "👍👍❤️", tones=EVEN),
    Case("faces that say nothing", "🚗🏠🌧️", tones=("neutral",)),
    Case("Latin look-alikes in danger", "Oткpытый люк у шкoлы, pебёнoк чуть нe упaл", "now"),
    Case("Latin look-alikes in an outage", "TPETИЙ ДEHЬ HET BOДЫ во вcём дoмe", "soon"),
    Case("Latin look-alikes in an insult", "вы тaм вcе дeбилы", tones=CROSS, rude=True),
    Case("the matter after 5,000 characters", LONG + "У подъезда открытый люк, ребёнок упал.", "now"),
    Case("5,000 characters of nothing", LONG),
    Case("letters spaced", "О т к р ы т ы й  л ю к  у  ш к о л ы", "now"),
    Case("letters spaced in an insult", "вы там д е б и л ы", tones=CROSS, rude=True),
    Case("letters spaced by dots", "вы там д.е.б.и.л.ы", rude=True),
    Case("bitter thanks", "спасибо большое, третий день без воды", "soon", CROSS),
    Case("bitter praise", "Молодцы, так держать: опять двор не убран", tones=CROSS),
    Case("a bitter bow", "Низкий поклон управляющей компании за сугробы", tones=CROSS),
    Case("bitter joy", "Какая красота, снова помойка под окнами 👏", tones=CROSS),
    Case("Tatar", "Хәерле көн! Безнең урамда юл бик начар, ярдәм итегез"),
    Case("Tatar fire", "Янгын! Безнең өй яна, ярдәм итегез", "now"),
    Case("Komi-Permyak", "Видза оланныт! Миян посадын туйыс ӧддьӧн омӧль"),
    Case("English", "Good afternoon, when will the road to our village be repaired?", tones=("neutral", "negative")),
    Case("English fire", "Fire! Our house is burning, please help", "now"),
    Case("Chinese", "我们小区的路灯坏了三天"),
    Case("a table", "Адрес\tБеда\tДата\nМира, 5\tнет воды\t12.05.2025\nЛенина, 7\tнет воды\t13.05.2025", "soon"),
    Case("a table with bars", "| дом | беда |\n|---|---|\n| Мира, 5 | нет воды вторые сутки |", "soon"),
    Case("unseen signs in danger", "Откры\u200bтый лю\u200cк у шко\u2060лы", "now"),
    Case("unseen signs in an insult", "вы там деби\u200bлы", rude=True),
    Case("signs of direction", "\u202eОткрытый люк\u202c \u200fу школы\u200e", "now"),
    Case("soft hyphens", "От\xadкры\xadтый люк у шко\xadлы", "now"),
    Case("zero bytes", "Второй день\x00 нет во\x00ды во всём доме", "soon"),
    Case("digits alone", "1234567890 1234 777", tones=("neutral",)),
    Case("signs alone", "!!! ??? ... ---"),
    Case("a word of 100 kB", ONE_WORD),
    Case("capitals in danger", "ГОРИТ КВАРТИРА НА ПЯТОМ ЭТАЖЕ, ПОМОГИТЕ", "now"),
    Case("capitals that thank", "ОГРОМНОЕ СПАСИБО ВРАЧАМ ЗА ВНИМАТЕЛЬНОЕ ОТНОШЕНИЕ", tones=("thanks", "positive")),
    Case("HTML", "<p>Открытый&nbsp;<b>люк</b></p><script>alert(1)</script>", "now"),
    Case("markdown", "# Беда\n**Открытый** _люк_ у [школы](https://example.org)", "now"),
    Case("letters by their sound", "ne rabotaet lift vo vtorom podezde"),
    Case("fire by its sound", "gorit kvartira, pomogite", "now"),
    Case("an outage by its sound", "net vody tretiy den vo vsem dome", "soon"),
    Case("letters drawn out", "пожаааар в домеее, помогитеее", "now"),
    Case("half a pair of surrogates", "нет воды второй день \ud83d", "soon"),
    Case("nothing", ""),
)

HIDDEN = (
    ("Latin letters in a name", "Меня зовут Mарина", "[ИМЯ]"),
    ("a name in capitals", "ЛЕСНАЯ МАРИНА ЮРЬЕВНА", "[ИМЯ]"),
    ("unseen signs in a phone", "тел. 8-912\u200b-555-01-23", "[ТЕЛЕФОН]"),
    ("signs of direction about a phone", "\u200f8-912-555-01-23\u200f", "[ТЕЛЕФОН]"),
    ("digits spaced", "звоните 8 9 1 2 5 5 5 0 1 2 3", "[ТЕЛЕФОН]"),
    ("wide digits", "тел. ８９１２５５５０１２３", "[ТЕЛЕФОН]"),
    ("hard spaces", "тел. 8\xa0912\xa0555\xa001\xa023", "[ТЕЛЕФОН]"),
    ("a long dash", "тел. 8–912–555–01–23", "[ТЕЛЕФОН]"),
    ("a table", "Имя\tТелефон\nПетрова Анна Львовна\t89125550123", "[ТЕЛЕФОН]"),
    ("HTML", "<b>8-912-555-01-23</b>", "[ТЕЛЕФОН]"),
    ("Latin letters in a plate", "машина A123BC159", "[НОМЕР АВТО]"),
)


@pytest.fixture
def founded(db: None) -> None:
    found()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_every_reader_tells_what_it_must(case: Case) -> None:
    (seen,) = hot.read([case.text], EMPTY)
    assert seen.urgency == case.urgency
    assert seen.tone in case.tones
    assert seen.is_rude == case.rude
    assert len(seen.essence) <= 140
    assert set(seen.urgent_for) <= set(KINDS.values())


@pytest.mark.parametrize(("why", "text", "mark"), HIDDEN, ids=[why for why, _, _ in HIDDEN])
def test_personal_data_does_not_hide(why: str, text: str, mark: str) -> None:
    assert mark in mask(text).text, why


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_the_other_readers_stay_up(case: Case) -> None:
    (read,) = topic.READER.read([case.text])
    assert read is not None
    assert all(part.end <= len(case.text) for part in matters.READER.read([case.text])[0].parts)
    masked = mask(case.text)
    assert all(0 <= span.start < span.end <= len(case.text) for span in masked.spans)


def test_all_at_once_are_told_as_each_alone() -> None:
    texts = [case.text for case in CASES]
    assert hot.read(texts, EMPTY) == [hot.read([text], EMPTY)[0] for text in texts]
    assert {seen.tone for seen in hot.read(texts, EMPTY)} <= set(TONES)


def test_a_word_of_100_kilobytes_takes_no_time() -> None:
    started = time.perf_counter()
    hot.read([ONE_WORD, "я" * 100_000, "а." * 50_000, "<" * 100_000, "а " * 50_000], EMPTY)
    assert time.perf_counter() - started < 3


@pytest.mark.django_db
@pytest.mark.usefixtures("founded")
def test_odd_letters_walk_the_whole_line_to_a_fact() -> None:
    texts = [case.text for case in CASES if case.text.strip("\x00 ") and "\ud83d" not in case.text]
    questions = send(*texts)
    assert len(questions) == len(texts)
    assert not [question.wait_reason for question in questions if question.waits_for == "quarantine"]
    facts = Fact.objects.in_bulk([question.pk for question in questions])
    assert set(facts) == {question.pk for question in questions}
