"""A draft by an outside model: off by default, masked both ways, marked, paid from the day's budget."""

import json
from collections.abc import Iterator

import pytest

from otklik.answers.models import Answer
from otklik.answers.writing import drafter, drafting
from otklik.answers.writing.drafter import DrafterError
from otklik.appeals.models import Question
from tests.fakes import completions
from tests.fakes.completions import Fake, says, status
from tests.region import AT, ROADS, person, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
PHONE = "+7 912 345-67-89"


@pytest.fixture
def fake(settings) -> Iterator[Fake]:
    with completions.serving() as running:
        settings.OTKLIK_LLM_URL, settings.OTKLIK_LLM_MODEL = running.url, "fake"
        settings.OTKLIK_LLM_TIMEOUT_S = 2
        yield running


@pytest.fixture
def question() -> Question:
    (found,) = send(f"{ROADS}, звоните {PHONE}", topic="Дороги")
    return Question.objects.select_related("appeal", "topic").get(pk=found.pk)


def begun(question: Question, text: str = "") -> Answer:
    answer = drafting.open_for(question, by=person("anna", "executor", body="roads"), at=AT)
    answer.text, answer.outcome = text, "planned"
    return answer


def test_it_is_off_until_somebody_switches_it_on(question: Question) -> None:
    assert not drafter.is_on()
    with pytest.raises(DrafterError, match="выключены"):
        drafter.draft(question, begun(question), AT)


def test_only_masked_text_leaves(fake: Fake, question: Question) -> None:
    fake.answers.append(says("Яму засыплем [укажите день]."))
    text = drafter.draft(question, begun(question, f"Позвонить {PHONE}"), AT)
    left = json.dumps(fake.asked, ensure_ascii=False)
    assert text == "Яму засыплем [укажите день]." and PHONE not in left and "345-67-89" not in left
    assert "Запланировано" in left and "Дороги" in left


def test_what_comes_back_is_masked_too(fake: Fake, question: Question) -> None:
    fake.answers.append(says(f"Звоните по номеру {PHONE}."))
    assert PHONE not in drafter.draft(question, begun(question), AT)


@pytest.mark.parametrize(("answer", "told"), [
    (status(500), "ответ 500"), (says("  "), "ничего не ответила"),
])  # fmt: skip
def test_an_ill_or_silent_model_is_told_in_words(fake: Fake, question: Question, answer, told: str) -> None:
    fake.answers.append(answer)
    with pytest.raises(DrafterError, match=told):
        drafter.draft(question, begun(question), AT)


def test_the_budget_of_the_day_ends(fake: Fake, question: Question, settings) -> None:
    settings.OTKLIK_LLM_REQUESTS_A_DAY = 1
    fake.answers.append(says("Текст"))
    answer = begun(question)
    drafter.draft(question, answer, AT)
    with pytest.raises(DrafterError, match="бюджет"):
        drafter.draft(question, answer, AT)
