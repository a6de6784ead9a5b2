"""A letter that does not say where or what gets a question that fits its topic; others get none."""

import csv
from pathlib import Path

import pytest

from otklik.answers.talk.rules import what_to_ask

ROOT = Path(__file__).parents[2] / "otklik"
SEED = "answers/seed/ask_texts.csv"


def rows(path):
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TEXTS = {(row["topic_code"], row["asks"]): row["text"] for row in rows(SEED)}
ASKED = [
    ("im.05.01", True, True, "", "all is said"),
    ("im.05.01", False, True, "участок дороги", "the group's question where the topic has none"),
    ("im.01.03", False, True, "собак", "the topic's own question"),
    ("im.05", True, False, "ямы", "the matter of roads"),
    ("im.02", True, False, "в чём вопрос", "any letter's question where the group has none"),
    ("im.14", False, False, "номер маршрута", "both at once"),
    ("im.12", False, False, "что именно случилось и где", "both, the group has none of its own"),
    ("im.19.02", False, True, "", "payments need no place"),
    ("im.25", False, False, "в чём вопрос", "no place is needed, the matter is asked"),
    ("", False, True, "где это", "the topic is not known"),
    ("ru.77.01", False, True, "где это", "another classifier"),
]


@pytest.mark.parametrize(("topic", "has_place", "has_matter", "held", "reason"), ASKED)
def test_what_is_missing_is_asked(topic, has_place, has_matter, held, reason):
    asked = what_to_ask(TEXTS, topic, has_place=has_place, has_matter=has_matter)
    assert held in asked if held else asked == "", reason


def test_every_question_belongs_to_a_known_topic_and_is_asked_once():
    codes = {row["code"] for row in rows("reference/seed/im_topics.csv")} | {""}
    questions = rows(SEED)
    assert {row["topic_code"] for row in questions} <= codes
    assert len({(row["topic_code"], row["asks"]) for row in questions}) == len(questions)
    assert {row["asks"] for row in questions} == {"place", "matter", "both"}


def test_questions_are_short_enough_for_a_comment():
    assert all(len(row["text"]) <= 160 for row in rows(SEED))
