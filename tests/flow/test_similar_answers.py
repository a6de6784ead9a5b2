"""Published answers found again: passages worth borrowing, the same text given to others."""

from datetime import timedelta

import pytest

from otklik.answers.models import Answer, AnswerBand, AnswerIndex
from otklik.answers.review.check import Like
from otklik.answers.writing import similar
from otklik.appeals.models import Question
from otklik.offices.models import Person
from otklik.satisfaction import ratings
from tests.flow.judged import answer
from tests.region import AT, ROADS, RUBBISH, TOWN, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
PIT = (
    "Здравствуйте! Спасибо за обращение.\n"
    "Яму на дороге по улице Лесной заделали 17 ноября горячим асфальтом, ремонт дороги принял инспектор Петров И. И.,"
    " телефон 8 912 345-67-89.\n"
    "С уважением, управление дорог."
)
CANNED = (
    "Ваше обращение рассмотрено. Информация направлена в уполномоченный орган для принятия мер в рамках компетенции,"
    " вопрос поставлен на контроль, о результатах вам сообщат дополнительно."
)


@pytest.fixture
def executor() -> Person:
    return person("ex", "executor")


def asked(text: str = ROADS, topic: str = "Дороги", days: int = 0) -> Question:
    (question,) = send(text, topic=topic, territory=TOWN, at=AT + timedelta(days=days))
    return question


def given(by: Person, text: str = PIT, *, question: Question | None = None, stars: int | None = None) -> Answer:
    made = answer(question or asked(), by, text=text)
    similar.index(made)
    if stars:
        rate(made, stars)
    return made


def rate(made: Answer, stars: int | None, *, is_solved: bool | None = None, source: str = "page") -> None:
    ratings.rate(
        question=made.question, answer=made, source=source, stars=stars, is_solved=is_solved, reasons=(), comment="",
        by=None, at=AT,
    )  # fmt: skip


def borrowed(text: str = ROADS, topic: str = "Дороги") -> list[similar.Passage]:
    return list(similar.to_borrow(asked(text, topic, days=3)))


def test_a_passage_of_a_well_rated_answer_is_offered_masked(executor: Person) -> None:
    made = given(executor, stars=5)
    (one,) = borrowed("На улице Лесной на дороге большая яма, нужен ремонт")
    assert (one.answer_id, one.body, one.published_at, one.worth) == (
        made.pk, "Управление дорог", made.published_at, 1.0,
    )  # fmt: skip
    assert one.text.startswith("Яму на дороге") and "345-67-89" not in one.text and "[ТЕЛЕФОН]" in one.text
    assert "яма" in one.words


NOT_OFFERED = [
    ({}, "nobody rated it"),
    ({"stars": 3}, "rated poorly"),
]


@pytest.mark.parametrize(("told", "reason"), NOT_OFFERED)
def test_an_answer_that_nobody_praised_is_not_offered(executor: Person, told: dict[str, int], reason: str) -> None:
    given(executor, **told)
    assert borrowed() == [], reason


def test_one_not_solved_takes_an_answer_out(executor: Person) -> None:
    made = given(executor, stars=5)
    rate(made, None, is_solved=False, source="phone")
    assert borrowed() == []


def test_another_group_and_another_matter_are_not_similar(executor: Person) -> None:
    given(executor, stars=5)
    assert borrowed(topic="Мусор/Свалки/ТКО") == []
    assert borrowed("Когда откроют новый автовокзал и сделают расписание рейсов") == []


def test_of_equal_texts_one_is_offered_and_never_ones_own(executor: Person) -> None:
    for days in range(3):
        given(executor, question=asked(days=days), stars=5)
    assert len(borrowed()) == 1
    own = Question.objects.order_by("pk")[0]
    assert own.pk not in {one.question_id for one in similar.to_borrow(own)}


def test_a_text_given_to_others_is_known_as_canned(executor: Person) -> None:
    mine = asked(days=5)
    assert similar.canned(CANNED, except_question=mine.pk) is None
    for days, text in enumerate((CANNED, CANNED.replace("дополнительно", "отдельно"), CANNED, PIT)):
        given(executor, text, question=asked(days=days))
    found = similar.canned(CANNED, except_question=mine.pk)
    assert found == Like(others=3, share=1.0)
    near = similar.canned(CANNED.replace("для принятия мер ", ""), except_question=mine.pk)
    assert near is not None and near.others == 3 and 0.6 <= near.share < 1


def test_ones_own_answer_and_a_short_one_are_not_canned(executor: Person) -> None:
    made = given(executor, CANNED)
    assert similar.canned(CANNED, except_question=made.question_id) is None
    given(executor, "Яма заделана.", question=asked(days=1))
    assert similar.canned("Яма заделана.") is None, "short texts are like too many others"


def test_only_the_first_of_equal_texts_has_bands(executor: Person) -> None:
    first = given(executor, CANNED)
    kept = AnswerBand.objects.count()
    second = given(executor, CANNED, question=asked(days=1))
    assert AnswerBand.objects.count() == kept == 10
    similar.forget(first.pk)
    assert AnswerIndex.objects.get(pk=second.pk).first_id == second.pk, "the next one takes its place"
    assert AnswerBand.objects.filter(answer=second).count() == kept


def test_a_recalled_answer_is_not_offered(executor: Person) -> None:
    made = given(executor, stars=5)
    similar.forget(made.pk)
    assert borrowed() == []


def test_answers_that_came_another_way_are_indexed_later(executor: Person) -> None:
    made = answer(asked(RUBBISH), executor, text=CANNED)
    assert (similar.index_missed(), similar.index_missed()) == (1, 0)
    assert AnswerIndex.objects.get().answer_id == made.pk
