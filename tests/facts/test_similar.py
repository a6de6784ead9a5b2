"""Similar solved: closed, of the same group, inside the scope, by the rare words they share."""

from datetime import timedelta

import pytest

from otklik.appeals.models import Question
from otklik.facts import search
from otklik.facts.actions import refresh_now
from otklik.facts.similar import solved
from otklik.offices.rules import EVERYTHING, Reach, Scope, Verb
from tests.factories import NOON, a_body, a_question, some_topics

pytestmark = pytest.mark.django_db
LIFT = "Лифт застрял в третьем подъезде, люди ходят пешком"


def closed(text: str, topic, days: int = 3, body=None) -> Question:
    question = a_question(text, topic=topic, body=body, state="closed")
    Question.objects.filter(pk=question.pk).update(result="сделано", closed_at=NOON + timedelta(days=days))
    refresh_now([question.pk])
    return question


@pytest.fixture
def topics():
    return some_topics()


def numbers(question: Question, scope: Scope = EVERYTHING) -> list[int]:
    return [one.number for one in solved(scope, question.pk)]


def test_the_likest_come_first_with_how_they_ended(topics) -> None:
    body = a_body()
    far = closed("В третьем подъезде темно, лампа перегорела", topics["im.05.02"])
    near = closed("Опять лифт застрял, из третьего подъезда не выйти", topics["im.05.01"], days=5, body=body)
    closed("Яма во дворе возле магазина", topics["im.05.01"])
    asked = a_question(LIFT, topic=topics["im.05.01"])
    first, second = solved(EVERYTHING, asked.pk)
    assert (first.number, second.number) == (near.pk, far.pk)
    assert (first.result, first.days, first.body_id, first.is_theme) == ("сделано", 5, body.pk, True)
    assert {"лифт", "застрять"} <= set(first.words)
    assert not second.is_theme


def test_open_questions_other_groups_and_others_scopes_are_not_shown(topics) -> None:
    mine, theirs = a_body("mine"), a_body("theirs")
    a_question(LIFT, topic=topics["im.05.01"], body=mine)
    other = closed(LIFT, topics["im.05.01"], body=theirs)
    asked = a_question(LIFT + " вчера", topic=topics["im.05.01"], body=mine)
    scope = Scope((Reach(frozenset({mine.pk}), "", "", frozenset({Verb.READ})),))
    assert numbers(asked) == [other.pk]
    assert numbers(asked, scope) == []
    assert numbers(other, scope) == []


def test_of_equal_texts_one_is_shown_and_at_most_three(topics) -> None:
    for _ in range(3):
        closed(LIFT, topics["im.05.01"])
    assert len(numbers(a_question(LIFT, topic=topics["im.05.01"]))) == 1
    for word in ("грузовой", "старый", "новый", "узкий"):
        closed(f"{LIFT}, {word}", topics["im.05.01"])
    assert len(numbers(a_question(LIFT, topic=topics["im.05.01"]))) == 3


def test_a_question_with_no_topic_has_no_group_to_look_in() -> None:
    assert numbers(a_question(LIFT)) == []


def test_a_word_with_a_hyphen_is_looked_for(topics) -> None:
    near = closed("Из-за лифта по-прежнему ходим пешком", topics["im.05.01"])
    assert numbers(a_question("Лифт стоит из-за ремонта, ходим пешком по-прежнему", topic=topics["im.05.01"])) == [
        near.pk
    ]
    assert search.newest("из-за", below=10**9, at_most=5) == [near.pk + 1, near.pk]
