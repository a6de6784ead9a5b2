"""What an author said first stays said: a second answer and a second verdict hide nothing of it."""

from datetime import timedelta

import pytest

from otklik.appeals.models import Question
from otklik.facts import actions
from otklik.facts.models import Fact
from otklik.flow.answering import verdicts
from otklik.offices.models import Person
from otklik.satisfaction.models import Rating
from otklik.satisfaction.ratings import Said
from tests import region
from tests.flow.judged import ANSWERED_AT, answer
from tests.region import ROADS, TOWN, person, send

pytestmark = pytest.mark.django_db
SOON, LATER = ANSWERED_AT + timedelta(hours=5), ANSWERED_AT + timedelta(days=3)


@pytest.fixture
def workers(db: None) -> tuple[Person, Person]:
    region.found()
    person("kurator", "curator", body="roads")
    return person("first", "executor", body="roads"), person("second", "executor", body="roads")


@pytest.fixture
def question(workers) -> Question:
    made = send(ROADS, topic="Дороги", territory=TOWN, author={"phone": "+7 912 000-00-01"})[0]
    answer(made, workers[0])
    return made


def hear(question: Question, said: Said, at, source=Rating.Source.PAGE) -> Fact:
    verdicts.hear(question_id=question.pk, source=source, said=said, by=None, at=at)
    return Fact.objects.get(pk=question.pk)


def test_a_second_verdict_does_not_hide_the_first(question, workers) -> None:
    fact = hear(question, Said(1, False), SOON)
    assert (fact.first_stars, fact.first_solved, fact.first_outcome, fact.verdicts_bad) == (1, False, "solved", 1)
    answer(question, workers[1], at=LATER, outcome="planned")
    answered = Fact.objects.get(pk=question.pk)
    assert (answered.stars, answered.first_stars, answered.first_outcome) == (None, 1, "solved")
    fact = hear(question, Said(5, True), LATER + timedelta(hours=1))
    assert (fact.stars, fact.is_solved) == (5, True)
    assert (fact.first_stars, fact.first_solved, fact.first_outcome, fact.verdicts_bad) == (1, False, "solved", 1)


def test_every_dissatisfied_verdict_is_counted(question, workers) -> None:
    hear(question, Said(2, None), SOON)
    answer(question, workers[1], at=LATER)
    assert hear(question, Said(None, False), LATER + timedelta(hours=1)).verdicts_bad == 2


def test_what_is_said_by_phone_is_no_verdict_of_the_author_themselves(question) -> None:
    fact = hear(question, Said(1, False), SOON, Rating.Source.PHONE)
    assert (fact.first_stars, fact.first_solved, fact.verdicts_bad) == (None, None, 0)


def test_made_from_scratch_it_is_the_same(question, workers) -> None:
    hear(question, Said(1, False), SOON)
    answer(question, workers[1], at=LATER)
    hear(question, Said(5, True), LATER + timedelta(hours=1))
    kept = list(Fact.objects.values())
    actions.rebuild()
    assert list(Fact.objects.values()) == kept
