"""The checks before publication on their own examples, on tables, and on texts that nobody would write."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.answers.review import checking
from otklik.answers.review.answer_cut import AnswerCut
from otklik.answers.review.answer_text import AnswerText, Like
from otklik.answers.review.check import SEVERITIES, AnswerCheck
from otklik.answers.review.checking import CHECKS, checked, gate

EACH = pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))


@EACH
def test_a_check_is_silent_on_its_good_example(check: AnswerCheck) -> None:
    assert list(check.look(AnswerCut(check.good))) == []


@EACH
def test_a_check_speaks_of_its_bad_example(check: AnswerCheck) -> None:
    spots = list(check.look(AnswerCut(check.bad)))
    assert spots and all(0 <= one.begins <= one.ends <= len(check.bad.text) and one.advice for one in spots)


@EACH
def test_a_check_can_be_told_on_a_page(check: AnswerCheck) -> None:
    assert check.title and check.why and check.severity in SEVERITIES


def test_no_good_example_is_stopped() -> None:
    assert {flaw.code for check in CHECKS.values() for flaw in checked(check.good).stops} == set()


_TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            ["будет", "не", "Яму", "до 15 июля", "№", "«", "»", "http://", "ООО", "[ИМЯ]", "?", "оцените", "\x00",
             "\u200b", "в", "ближайшее", "время", "😀", "İ", "1.1.1", "кв. 5", "8 912 345-67-89", "далее -"]
        ),
        max_size=25,
    ).map(" ".join),
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(_TEXTS, _TEXTS, st.sampled_from(["", "solved", "planned", "explained", "refused"]), st.booleans())
def test_no_check_fails_on_any_text(text: str, asked: str, outcome: str, greets: bool) -> None:
    answer = AnswerText(
        text, outcome=outcome, question_text=asked, topic_name=asked[:40], body_name=asked[:30], greets=greets,
        earlier=(asked,), canned=Like(2, 0.9), is_public=not greets, dead_links=("http://x.example",),
    )  # fmt: skip
    said = checked(answer)
    assert 0 <= said.score <= 1
    assert all(0 <= flaw.begins <= flaw.ends <= len(text) for flaw in said.flaws)


@pytest.mark.parametrize(
    ("code", "answer", "place"),
    [
        ("promise_date", AnswerText("Ремонт выполним при первой возможности."), "при первой возможности"),
        ("promise_date", AnswerText("Тротуар будет отремонтирован."), "будет"),
        ("promise_date", AnswerText("Осмотрели 3 мая. Лавочку поставим."), "поставим"),
        ("evidence", AnswerText("Нарушений со стороны управляющей компании не выявлено."), "Нарушений"),
        ("rate_request", AnswerText("Ответим 5 мая. Оцените нашу работу!", kind="interim"), "Оцените"),
        ("full_names", AnswerText("Работы ведёт общество с ограниченной ответственностью «Двор»."), "общество"),
        ("bureaucratese", AnswerText("Данный участок."), "Данный"),
        ("abbreviations", AnswerText("Ответил ОМСУ."), "ОМСУ"),
        ("wrong_body", AnswerText("Министерство культуры рассмотрело письмо.", body_name="Водоканал"), "Министерство"),
        ("rudeness", AnswerText("Вы сами виноваты."), "Вы"),
        ("greeting", AnswerText("Уважаемый гражданин! Ответ.", greets=True), "Уважаемый"),
        ("links", AnswerText("Смотрите http:/site"), "http:/site"),
        ("personal_data", AnswerText("Сосед Иванов Пётр Сергеевич предупреждён."), "Иванов"),
        ("participles", AnswerText("Учитывая норму, принимая меры, изучая вопрос, комиссия ответила."), "Учитывая"),
    ],
)  # fmt: skip
def test_a_flaw_stands_on_its_words(code: str, answer: AnswerText, place: str) -> None:
    spots = [flaw for flaw in checked(answer).flaws if flaw.code == code]
    assert next(answer.text[flaw.begins : flaw.ends] for flaw in spots).startswith(place)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("promise_date", AnswerText("Лавочку поставим до 25 мая.")),
        ("promise_date", AnswerText("Лавочку не поставим: рядом пожарный проезд.")),
        ("promise_date", AnswerText("Если повторится, приедем.")),
        ("evidence", AnswerText("Нарушений не выявлено, акт № 5 приложили.")),
        ("evidence", AnswerText("Нарушений не выявлено.", has_attachments=True)),
        ("rate_request", AnswerText("Починили. Оцените нашу работу!", outcome="solved")),
        ("wrong_body", AnswerText("Это не в нашей компетенции, обратитесь в Водоканал.")),
        ("abbreviations", AnswerText("Тепловой пункт (ЦТП) чинят. В ЦТП меняют насос.")),
        ("abbreviations", AnswerText("ВСЁ СДЕЛАЛИ, СПАСИБО, ОМСУ")),
        ("greeting", AnswerText("Здравствуйте, Мария Ивановна! Ответ.", greets=True)),
        ("personal_data", AnswerText("Ответственный: мастер Петров П. П., телефон диспетчерской 8 912 345-67-89.")),
        ("personal_data", AnswerText("Уважаемая Мария Ивановна! Сделали.", greets=True)),
        ("contradiction", AnswerText("Сроки сдвинулись: сделаем до 20 мая.", earlier=("Сделаем до 1 мая.",))),
        ("length", AnswerText("Мы починили фонарь у дома 5 и проверили остальные на всей улице.", channel="incident")),
    ],
)  # fmt: skip
def test_a_check_is_not_petty(code: str, answer: AnswerText) -> None:
    assert [flaw.advice for flaw in checked(answer).flaws if flaw.code == code] == []


@pytest.mark.parametrize(
    ("asked", "answer", "advice"),
    [
        ("Когда почистят тротуар?", "Тротуар чистим ночью.", "Спрашивают «когда»"),
        ("Почему нет автобуса?", "Автобус ходит каждый час.", "Спрашивают «почему»"),
        ("Сколько стоит проезд?", "Проезд платный.", "Спрашивают «сколько»"),
        ("Куда нести справку?", "Справка нужна.", "Спрашивают «куда»"),
        ("Почините лифт. И где принимает детский врач?", "Лифт починили 5 мая.", "Об этом в ответе ни слова: «И где"),
    ],
)
def test_what_is_asked_and_not_told_is_quoted(asked: str, answer: str, advice: str) -> None:
    said = checked(AnswerText(answer, question_text=asked))
    assert next(flaw.advice for flaw in said.flaws if flaw.code == "every_question").startswith(advice)


def test_a_letter_without_words_asks_what_its_topic_says() -> None:
    silent = AnswerText("Автобус починили.", question_text="[ССЫЛКА]", topic_name="Уборка снега")
    assert "every_question" in {flaw.code for flaw in checked(silent).flaws}
    assert "every_question" not in {flaw.code for flaw in checked(replace(silent, text="Снег убрали.")).flaws}


def test_the_gravest_flaws_come_first() -> None:
    order = list(SEVERITIES)
    said = checked(AnswerText("Вы сами виноваты. В настоящее время решим в ближайшее время.", outcome="planned"))
    assert [order.index(flaw.severity) for flaw in said.flaws] == sorted(order.index(f.severity) for f in said.flaws)


def test_what_stops_needs_a_reason_of_its_own() -> None:
    said = checked(AnswerText("Вы сами виноваты. Оцените ответ.", outcome="refused"))
    assert {flaw.code for flaw in gate(said, {})} == {"rudeness", "rate_request"}
    assert [flaw.code for flaw in gate(said, {"rudeness": "цитата из письма", "rate_request": " "})] == ["rate_request"]


def test_one_check_does_not_flood_the_margin() -> None:
    said = checked(AnswerText("Данный вопрос. " * 100))
    assert sum(flaw.code == "bureaucratese" for flaw in said.flaws) == checking._MOST_OF_ONE
