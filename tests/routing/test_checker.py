"""Rules looked at together, and what they would change."""

from dataclasses import replace
from datetime import date

import pytest

from otklik.routing.checker import Fault, World, check, compare, with_draft
from otklik.routing.rules import Address, book
from tests.routing.test_routing_rules import rule

TODAY = date(2026, 3, 4)
TOPICS = {"im.05.01": "Ямы", "im.05.02": "Снег", "im.06.01": "Отопление"}
PLACES = {"57701000": "Пермь", "57702000": "Березники"}
ASKED = {Address("im.06.01", "57701000", "vk"): 7, Address("im.05.01", "57701000", "vk"): 2}
WORLD = World(TOPICS, PLACES, ("vk", "api"), ASKED)
EVERYTHING = rule(1)


def found(*rules):
    return {(one.fault, one.rule_id or one.topic) for one in check(rules, WORLD, TODAY)}


FAULTS = [
    ([rule(1)], set(), "one rule for everything is enough"),
    ([rule(1), rule(2, "im.05", closed_on=date(2026, 3, 1))], {(Fault.CLOSED, 2)}, "the body is closed"),
    ([rule(1), rule(2, "im.05", closed_on=date(2026, 4, 1))], set(), "it closes later"),
    ([rule(1), rule(2, "im.05"), rule(3, "im.05")], {(Fault.OVERLAP, 2)}, "two of one scope: the older is weaker"),
    ([rule(1), rule(2, "im.05"), replace(rule(3, "im.05"), words=("снег",))], set(), "words make another scope"),
    ([rule(1), rule(2, "im.05"), rule(3, "im.05.01"), rule(4, "im.05.02")], {(Fault.UNREACHABLE, 2)},
     "each topic of the group has a rule of its own"),
    ([rule(1), rule(2, "im.05", until=date(2026, 3, 3))], set(), "what ended is not looked at"),
    ([rule(2, "im.05")], {(Fault.GAP, "im.06.01")}, "nobody answers for heating"),
    ([rule(2, "im.05"), rule(3, "im.06", "57701")], {(Fault.GAP, "im.06.01")}, "and in one town nobody"),
    ([rule(2, "im.05"), rule(3, "im.06", "", "vk")], {(Fault.GAP, "im.06.01")}, "a rule of one channel is not enough"),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "faults", "reason"), FAULTS)
def test_faults_of_rules(rules, faults, reason):
    assert found(*rules) == faults, reason


def test_a_gap_tells_where_and_how_many_questions_it_concerns():
    (gap,) = check([rule(2, "im.05"), rule(3, "im.06", "57702")], WORLD, TODAY)
    assert (gap.text, gap.questions) == ("Тема «Отопление»: нет правила для «Пермь».", 7)


def test_a_rule_with_words_speaks_only_for_a_text_that_holds_one():
    worded = replace(rule(2, "im.05"), words=("снег", "сугроб"))
    index = book([EVERYTHING, worded])
    assert index.needs_words
    assert index.match(Address("im.05.01", "", "", frozenset({"сугроб", "двор"})), TODAY).id == 2
    assert index.match(Address("im.05.01", "", "", frozenset({"яма"})), TODAY).id == 1
    assert index.match(Address("im.05.01", "", ""), TODAY).id == 1


def test_a_deeper_topic_beats_words():
    worded = replace(rule(2, "im.05"), words=("снег",))
    index = book([worded, rule(3, "im.05.02")])
    assert index.match(Address("im.05.02", "", "", frozenset({"снег"})), TODAY).id == 3


def test_what_a_draft_would_change():
    asked = [(number, Address("im.05.01", "57701000", "vk")) for number in range(1, 8)]
    asked += [(9, Address("im.06.01", "57701000", "vk"))]
    draft = replace(rule(5, "im.05"), body_name="Минтранс-2")
    looked_at, shifts = compare(book([EVERYTHING]), book(with_draft([EVERYTHING], draft)), asked, TODAY)
    assert looked_at == 8
    assert [(one.before, one.after, one.questions, one.examples) for one in shifts] == [
        ("Минтранс", "Минтранс-2", 7, (3, 4, 5, 6, 7))
    ]


def test_a_rule_taken_away_leaves_its_questions_to_a_person():
    now = [rule(2, "im.05")]
    then = with_draft(now, replace(now[0], topic="im.06"))
    _, shifts = compare(book(now), book(then), [(1, Address("im.05.01", "", "vk"))], TODAY)
    assert [(one.before, one.after) for one in shifts] == [("Минтранс", "")]
