"""Which rule speaks: the most specific in force, told in words."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.reference.rules import is_within
from otklik.routing.rules import Address, Rule, book, explain, rule_flaws

TODAY = date(2026, 3, 4)


def rule(number, topic="", territory="", channel="", since=date(2026, 1, 1), until=None, closed_on=None):
    return Rule(
        id=number, topic=topic, topic_name="Дороги" if topic else "", territory=territory,
        territory_name="Пермь" if territory else "", channel=channel, body_id=number, body_code=f"body-{number}",
        body_name="Минтранс", body_closed_on=closed_on, valid_from=since, valid_to=until,
    )  # fmt: skip


RULES = [
    rule(1),
    rule(2, "im.05"),
    rule(3, "im.05.03"),
    rule(4, "im.05", "57"),
    rule(5, "im.05", "57701"),
    rule(6, "im.05", "57701", "vk"),
    rule(7, "", "57701"),
    rule(8, "im.05.09", until=date(2026, 3, 3)),
    rule(9, "im.05.09", since=date(2026, 3, 5)),
    rule(10, "im.06", closed_on=date(2026, 3, 4)),
    rule(11, "im.07", closed_on=date(2026, 3, 5)),
    rule(12, "im.08"),
    rule(13, "im.08", since=date(2026, 2, 1)),
    rule(14, "0005.0005"),
]
MATCHES = [
    (Address("", "", ""), 1, "nothing is known: the rule of everything"),
    (Address("im.01.01", "", "vk"), 1, "no rule of the topic"),
    (Address("im.05.01", "", ""), 2, "a rule of the group"),
    (Address("im.05.03", "57701000", "vk"), 3, "the deeper topic beats territory and channel"),
    (Address("im.05.01", "57000000", ""), 4, "the region itself"),
    (Address("im.05.01", "57702000", ""), 4, "a municipality of the region"),
    (Address("im.05.01", "57701000", "ok"), 5, "the municipality beats the region"),
    (Address("im.05.01", "57701000101", "vk"), 6, "a place in it; the channel is set"),
    (Address("im.01.01", "57701000", ""), 7, "any topic in a municipality"),
    (Address("im.05.09", "", ""), 2, "rules that ended or have not begun keep silent"),
    (Address("im.06.01", "", ""), 1, "a closed body takes nothing"),
    (Address("im.07.01", "", ""), 11, "a body takes questions until the day it closes"),
    (Address("im.08.01", "", ""), 13, "of two equal rules the later start wins"),
    (Address("im.051.01", "", ""), 1, "a longer number is another group"),
    (Address("0005.0005.0056.1147", "", ""), 14, "a code of the official classifier"),
    (Address("0005.0005.0000.0000", "", ""), 14, "an upper topic of it"),
]


@pytest.mark.parametrize(("address", "number", "reason"), MATCHES)
def test_the_most_specific_rule_speaks(address, number, reason):
    assert book(RULES).match(address, TODAY).id == number, reason


def test_without_a_rule_nobody_is_named():
    assert book(RULES[1:]).match(Address("im.01.01", "", ""), TODAY) is None


TOPICS = st.sampled_from(["", "im.05", "im.05.03", "im.06", "im.06.01"])
TERRITORIES = st.sampled_from(["", "57", "57701", "57702", "57701000101"])
CHANNELS = st.sampled_from(["", "vk", "ok"])
PARTS = st.tuples(TOPICS, TERRITORIES, CHANNELS)


@given(st.lists(PARTS, max_size=12, unique=True), PARTS)
def test_the_index_agrees_with_a_scan(parts, wanted):
    rules = [rule(number, *part) for number, part in enumerate(parts, 1)]
    fits = [
        row for row in rules
        if is_within(wanted[0], row.topic) and is_within(wanted[1], row.territory) and row.channel in ("", wanted[2])
    ]  # fmt: skip
    best = max(fits, key=lambda row: (len(row.topic), len(row.territory), row.channel), default=None)
    assert book(rules).match(Address(*wanted), TODAY) == best


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (RULES[0], "любая тема, любая территория, правило № 1 с 01.01.2026"),
        (RULES[5], "тема «Дороги» и ниже, территория «Пермь», канал «vk», правило № 6 с 01.01.2026"),
    ],
)
def test_a_rule_explains_itself(row, told):
    assert explain(row) == told


NEW = rule(0, "im.05")
FLAWS = [
    (replace(NEW, topic="im.02"), "", "a free place"),
    (NEW, "уже есть правило № 2", "a double"),
    (replace(NEW, id=2), "", "a rule is not its own double"),
    (replace(NEW, topic="im.05.09", valid_from=date(2026, 3, 4), valid_to=date(2026, 3, 4)), "", "between two others"),
    (replace(NEW, topic="im.05.09", valid_from=date(2026, 3, 3)), "уже есть правило № 8", "a day is taken"),
    (replace(NEW, topic="im.02", valid_to=date(2025, 1, 1)), "раньше начала", "it ends before it begins"),
    (replace(NEW, topic="im.02", body_closed_on=date(2025, 12, 1)), "закрыт с 01.12.2025", "a closed body"),
]


@pytest.mark.parametrize(("draft", "told", "reason"), FLAWS)
def test_faults_of_a_rule_are_told(draft, told, reason):
    flaws = " ".join(rule_flaws(draft, RULES))
    assert (told in flaws) if told else not flaws, reason
