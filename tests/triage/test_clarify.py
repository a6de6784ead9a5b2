"""A letter that does not say where or what gets a question that fits its topic; others get none."""

import csv
from pathlib import Path

import pytest

from otklik.triage.clarify import question

ROOT = Path(__file__).parents[2] / "otklik"
ASKED = [
    ("im.05.01", True, True, None, "all is said"),
    ("im.05.01", False, True, "участок дороги", "the group's question where the topic has none"),
    ("im.01.03", False, True, "собак", "the topic's own question"),
    ("im.05", True, False, "ямы", "the matter of roads"),
    ("im.02", True, False, "в чём вопрос", "any letter's question where the group has none"),
    ("im.14", False, False, "номер маршрута", "both at once"),
    ("im.12", False, False, "что именно случилось и где", "both, the group has none of its own"),
    ("im.19.02", False, True, None, "payments need no place"),
    ("im.25", False, False, "в чём вопрос", "no place is needed, the matter is asked"),
    ("", False, True, "где это", "the topic is not known"),
    ("ru.77.01", False, True, "где это", "another classifier"),
]


@pytest.mark.parametrize(("topic", "has_place", "has_matter", "held", "reason"), ASKED)
def test_what_is_missing_is_asked(topic, has_place, has_matter, held, reason):
    asked = question(topic, has_place=has_place, has_matter=has_matter)
    assert asked is None if held is None else held in asked, reason


def rows(path):
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_question_belongs_to_a_known_topic_and_is_asked_once():
    codes = {row["code"] for row in rows("reference/seed/im_topics.csv")} | {""}
    questions = rows("triage/readers_data/clarify/questions.csv")
    assert {row["code"] for row in questions} <= codes
    assert len({(row["code"], row["asks"]) for row in questions}) == len(questions)
    assert {row["asks"] for row in questions} == {"place", "matter", "both"}


def test_questions_are_short_enough_for_a_comment():
    assert all(len(row["question"]) <= 160 for row in rows("triage/readers_data/clarify/questions.csv"))
