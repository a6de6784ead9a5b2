"""Disputed borders: two bodies with an equal claim, and when there is none."""

from datetime import UTC, date, datetime

import pytest

from otklik.appeals.models import Question
from otklik.appeals.outcomes import Waits
from otklik.offices.models import Body
from otklik.reference import actions as reference
from otklik.reference.geometry import Borders
from otklik.reference.models import Territory
from otklik.routing import disputes, transfers
from otklik.routing.actions import RuleDraft, keep, save_rule, think
from otklik.triage.models import Suggestion, Threshold
from tests.deadlines.asked import asked

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
SINCE = date(2026, 1, 1)
WEST, EAST = "57701000", "57702000"
# The border runs along the meridian of 56°.
DRAWN = {code: {"type": "Polygon", "coordinates": [[[x, 58], [x + 1, 58], [x + 1, 59], [x, 59], [x, 58]]]}
         for code, x in ((WEST, 55), (EAST, 56))}  # fmt: skip


@pytest.fixture(autouse=True)
def region() -> None:
    reference.seed(at=AT)
    for code, name in ((WEST, "Запад"), (EAST, "Восток")):
        Territory.objects.create(code=code, name=name, kind="municipality", border=DRAWN[code])
    for code in ("west", "east", "lamps", "paint"):
        Body.objects.create(code=code, name=f"Орган {code}")
    save_rule(RuleDraft("west", SINCE, topic_code="im.05", territory_code=WEST), by=None, at=AT)
    save_rule(RuleDraft("east", SINCE, topic_code="im.05", territory_code=EAST), by=None, at=AT)


def walked(question: Question) -> list[tuple[str, str]]:
    verdicts = think([question], AT)
    keep(verdicts, AT)
    sides = [(one.body.code, one.why) for one in disputes.candidates(question.pk)]
    assert bool(sides) == (isinstance(verdicts[0].outcome, Waits) and "Спорная" in verdicts[0].outcome.reason)
    return sides


def at_point(longitude: float) -> Question:
    question = asked(AT, topic="im.05.01", territory=WEST)
    question.latitude, question.longitude = 58.5, longitude
    return question


# A degree of longitude is 58.2 km at this latitude: 0.001° is 58 m.
NEAR = [
    (55.999, True, "58 m from the border"),
    (55.5, False, "29 km inside"),
    (55.997, False, "175 m: farther than the rule's 100"),
]


@pytest.mark.parametrize(("longitude", "is_disputed", "reason"), NEAR)
def test_a_point_near_a_border_waits_with_both_sides(longitude: float, is_disputed: bool, reason: str) -> None:
    sides = walked(at_point(longitude))
    assert [code for code, _ in sides] == (["west", "east"] if is_disputed else []), reason
    if is_disputed:
        assert sides[1][1].startswith("до границы «Восток» меньше 100 м")


def test_a_border_that_both_sides_give_to_one_body_is_no_dispute() -> None:
    save_rule(RuleDraft("lamps", SINCE, topic_code="im.05.03", territory_code=WEST), by=None, at=AT)
    save_rule(RuleDraft("lamps", SINCE, topic_code="im.05.03", territory_code=EAST), by=None, at=AT)
    question = asked(AT, topic="im.05.03", territory=WEST)
    question.latitude, question.longitude = 58.5, 55.9999
    assert walked(question) == []


def test_two_rules_whose_words_are_both_in_the_text_are_equal() -> None:
    for body, words in (("lamps", "яма"), ("paint", "дорога")):
        save_rule(RuleDraft(body, SINCE, topic_code="im.05.01", territory_code=WEST, words=words), by=None, at=AT)
    question = asked(AT, topic="im.05.01", territory=WEST)
    assert {code for code, _ in walked(question)} == {"lamps", "paint"}


THEMES = [
    ("machine", 0.50, 0.48, True, "the machine could not tell the two apart"),
    ("machine", 0.60, 0.30, False, "the first is clearly likelier"),
    ("person", 0.50, 0.48, False, "a person has decided the topic"),
]


@pytest.mark.parametrize(("decided_by", "first", "second", "is_disputed", "reason"), THEMES)
def test_two_topics_nearly_as_likely_are_a_dispute(
    decided_by: str, first: float, second: float, is_disputed: bool, reason: str
) -> None:
    save_rule(RuleDraft("lamps", SINCE, topic_code="im.05.03"), by=None, at=AT)
    question = asked(AT, topic="im.05.01", territory=WEST)
    question.decided_by = decided_by
    told = {"theme": [["im.05.01", "Ямы", first], ["im.05.03", "Свет", second]]}
    Suggestion.objects.create(question=question, model_version="1", proposals=told, at=AT)
    assert bool(walked(question)) == is_disputed, reason


def test_two_executors_nearly_as_likely_wait_side_by_side() -> None:
    Threshold.objects.create(head="executor", confidence=0.8, source="тест")
    question = asked(AT, topic="im.01.01")
    told = {"executor": [["", "Орган lamps", 0.44], ["", "Орган paint", 0.41]]}
    Suggestion.objects.create(question=question, model_version="1", proposals=told, at=AT)
    assert walked(question) == [
        ("lamps", "подсказка модели: уверенность 44%"),
        ("paint", "подсказка модели: уверенность 41%"),
    ]


def test_a_rule_that_asks_nothing_sees_no_disputes() -> None:
    transfers.seed()
    transfers.DisputeRule.objects.update(border_m=0, margin=0)
    assert walked(at_point(55.9999)) == []


def test_near_tells_metres_not_degrees() -> None:
    borders = Borders(DRAWN)
    assert borders.near(55.999, 58.5, 50) == [WEST]
    assert sorted(borders.near(55.999, 58.5, 70)) == [WEST, EAST]
