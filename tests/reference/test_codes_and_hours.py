"""Codes of topics and territories, the calendar, and office hours as values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.reference.rules import (
    Calendar,
    DayKind,
    ReferenceRefused,
    YearNotLoaded,
    is_within,
    read_hours,
    territory_chain,
    territory_prefix,
    topic_chain,
    topic_prefix,
)

TOPICS = [
    ("im.05", "im.05"),
    ("im.05.03", "im.05.03"),
    ("0005.0000.0000.0000", "0005"),
    ("0005.0003.0000.0000", "0005.0003"),
    ("0005.0005.0056.1147", "0005.0005.0056.1147"),
    ("0001.0001.0006.0013.0001", "0001.0001.0006.0013.0001"),
    ("", ""),
]
TERRITORIES = [
    ("57000000", "57", "a region"),
    ("57", "57", "a region in short"),
    ("57701000", "57701", "a municipality"),
    ("57701", "57701", "a municipality in short"),
    ("57613401", "57613401", "a municipality inside another"),
    ("57613401000", "57613401", "the same in eleven figures"),
    ("57613401101", "57613401101", "a place"),
    ("57613400", "576134", "the group row of rural settlements"),
    ("57700000", "577", "the group row of urban districts"),
    ("71800000", "718", "an autonomous okrug inside a region"),
    ("71871000", "71871", "a city of the okrug"),
    ("9901", "9901", "a code of an invented region"),
    ("", "", "the whole country"),
]
PLACES = [
    ("im.05.03", "im.05", True),
    ("im.05", "im.05", True),
    ("im.051", "im.05", False),
    ("im.05", "im.05.03", False),
    ("im.05", "", True),
    ("", "", True),
    ("", "im.05", False),
    ("0005.0003.0001.0001", "0005.0003", True),
    ("0005.0003.0000.0000", "0005.0003", True),
    ("57701000", "57", True),
    ("57701000", "57702", False),
    ("71871000", "718", True),
    ("71701000", "718", False),
]


@pytest.mark.parametrize(("code", "prefix"), TOPICS)
def test_a_topic_holds_all_below_its_prefix(code, prefix):
    assert topic_prefix(code) == prefix


@pytest.mark.parametrize(("code", "prefix", "reason"), TERRITORIES)
def test_a_territory_holds_all_below_its_prefix(code, prefix, reason):
    assert territory_prefix(code) == prefix, reason


@pytest.mark.parametrize(("code", "prefix", "expected"), PLACES)
def test_within_means_the_same_or_below(code, prefix, expected):
    assert is_within(code, prefix) is expected


@given(st.from_regex(r"im(\.\d\d){1,3}|(\d{4}\.){3,4}\d{4}", fullmatch=True))
def test_a_topic_lies_in_each_prefix_of_its_chain(code):
    chain = topic_chain(code)
    assert chain[-1] == ""
    assert all(is_within(code, prefix) for prefix in chain)


@given(st.from_regex(r"[0-9]{8}([0-9]{3})?", fullmatch=True))
def test_a_territory_lies_in_each_prefix_of_its_chain(code):
    chain = territory_chain(code)
    assert chain[0] == territory_prefix(code)
    assert chain[-1] == ""
    assert all(is_within(code, prefix) for prefix in chain)


def test_days_that_differ_beat_the_week():
    days = {date(2026, 3, 9): DayKind.OFF, date(2026, 3, 14): DayKind.WORKING, date(2026, 3, 13): DayKind.SHORT}
    calendar = Calendar(days, 2026, 2026)
    works = [day for day in range(9, 16) if calendar.is_working_day(date(2026, 3, day))]
    assert works == [10, 11, 12, 13, 14]


def test_a_day_of_a_year_without_a_calendar_is_refused():
    with pytest.raises(YearNotLoaded, match="на 2027 год не загружен: есть 2026–2026"):
        Calendar({}, 2026, 2026).is_working_day(date(2027, 1, 11))


WRONG_HOURS = [
    ({}, "пуст", "an empty week"),
    ({"0": [["20:00", "08:00"]]}, "переходит через полночь", "over midnight"),
    ({"0": [["09:00", "09:00"]]}, "пуст", "an empty interval"),
    ({"0": [["9", "18:00"]]}, "не время", "not a time"),
    ({"0": [["09:00", "24:30"]]}, "не время", "after midnight"),
    ({"0": [["09:00"]]}, "не время", "half an interval"),
    ({"7": [["09:00", "18:00"]]}, "дня недели «7» нет", "an eighth day"),
    ({"0": [["09:00", "13:00"], ["12:00", "18:00"]]}, "пересекаются", "crossed intervals"),
]


@pytest.mark.parametrize(("week", "told", "reason"), WRONG_HOURS)
def test_wrong_office_hours_are_refused(week, told, reason):
    with pytest.raises(ReferenceRefused, match=told):
        read_hours("office", week)


def test_intervals_are_put_in_order():
    hours = read_hours("office", {"1": [["14:00", "24:00"], ["09:00", "13:00"]]})
    assert hours.week[1] == ((540, 780), (840, 1440))
