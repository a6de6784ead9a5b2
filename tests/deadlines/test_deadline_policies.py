"""Which policy a matter falls under, and the terms of the shipped ones."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from otklik.deadlines import queries
from otklik.deadlines.rules import DeadlineError, Matter, PolicyBook
from otklik.deadlines.spans import Ground, due
from otklik.reference import actions
from otklik.reference.rules import Calendar
from otklik.reference.terms import Policy, Shift, Term, Unit

ZONE = ZoneInfo("Asia/Yekaterinburg")
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def policy(code, *, channel="", topic="", importance="", since=date(2020, 1, 1), until=None, kind="message"):
    return Policy(
        id=1, code=code, title=code, legal_kind=kind, channel=channel, topic_code=topic, importance=importance,
        hours=None, shift=Shift.NONE, is_in_use=True, valid_from=since, valid_to=until, terms=(), source="",
    )  # fmt: skip


BOOK = PolicyBook(
    (
        policy("any"),
        policy("old", topic="im.05", until=date(2025, 12, 31)),
        policy("roads", topic="im.05", since=date(2026, 1, 1)),
        policy("holes", topic="im.05.03"),
        policy("raised", importance="raised"),
        policy("pos", channel="pos"),
        policy("pos-raised", channel="pos", importance="raised"),
        policy("law", kind="appeal"),
    )
)
CHOICES = [
    (Matter("message", "vk", "im.01.01", ""), "any", "no narrower policy fits"),
    (Matter("message", "vk", "", ""), "any", "a question without a topic"),
    (Matter("message", "vk", "im.05.01", ""), "roads", "the policy of the group, in its newest version"),
    (Matter("message", "vk", "im.05.03", ""), "holes", "the deeper topic wins"),
    (Matter("message", "vk", "im.051.01", ""), "any", "a longer number is another group"),
    (Matter("message", "vk", "im.05.03", "raised"), "raised", "importance beats the topic"),
    (Matter("message", "pos", "im.05.03", "raised"), "pos-raised", "the channel has a regime of its own"),
    (Matter("message", "pos", "im.05.03", ""), "pos", "the channel beats the topic"),
    (Matter("appeal", "pos", "im.05.03", ""), "law", "a legal kind is never mixed with another"),
    (Matter("letter", "", "", ""), None, "nothing fits an unknown legal kind"),
]


@pytest.mark.parametrize(("matter", "code", "reason"), CHOICES)
def test_the_most_specific_policy_is_chosen(matter, code, reason):
    chosen = BOOK.choose(matter, date(2026, 3, 4))
    assert (chosen.code if chosen else None) == code, reason


def test_a_policy_speaks_only_in_its_dates():
    assert BOOK.choose(Matter("message", "vk", "im.05.01", ""), date(2025, 12, 31)).code == "old"


def test_working_hours_without_office_hours_are_refused():
    with pytest.raises(DeadlineError, match="нет режима работы"):
        due(Term("answer", 9, Unit.WORKING_HOURS), AT, Ground(BOOK.policies[0], Calendar({}, 2026, 2026), ZONE))


SHIPPED = [
    ("59fz", "2026-02-06T10:00", {"registration": "2026-02-09T23:59:59", "forwarding": "2026-02-13T23:59:59",
                                  "answer": "2026-03-06T23:59:59"}, "3, 7 and 30 days; Sunday goes back"),
    ("59fz-migration", "2026-02-06T10:00", {"registration": "2026-02-09T23:59:59", "answer": "2026-02-26T23:59:59"},
     "20 days"),
    ("pos-30", "2026-02-02T10:00", {"answer": "2026-03-04T23:59:59"}, "30 days"),
    ("pos-fast", "2026-02-02T10:00", {"answer": "2026-02-12T23:59:59"}, "10 days"),
    ("im-9", "2026-03-04T10:00", {"answer": "2026-03-05T11:00:00", "solution": "2026-03-16T18:00:00"},
     "9 working hours, 7 working days"),
    ("im-raised", "2026-03-04T17:00", {"answer": "2026-03-04T21:00:00", "solution": "2026-03-16T18:00:00"},
     "4 hours of the clock"),
    ("im-8", "2026-03-06T17:00", {"reaction": "2026-03-06T20:00:00", "answer": "2026-03-10T17:00:00",
                                  "solution": "2026-03-18T18:00:00"}, "first reaction in 3 hours, 8 working hours"),
    ("im-24", "2026-03-06T17:00", {"answer": "2026-03-07T17:00:00"}, "24 hours, days off too"),
]  # fmt: skip


def due_from(code, start):
    return queries.due(code, datetime.fromisoformat(start).replace(tzinfo=ZONE), zone=ZONE)


@pytest.mark.django_db
def test_shipped_policies_answer_as_the_worked_table():
    actions.seed(at=AT)
    told = {code: {kind: f"{at:%FT%T}" for kind, at in due_from(code, start)} for code, start, *_ in SHIPPED}
    assert told == {code: expected for code, _, expected, _ in SHIPPED}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "start", "told"),
    [
        ("60fz", "2026-02-06", "Политики «60fz» нет; есть 59fz"),
        ("im-8", "2025-02-06", "первая версия с 01.12.2025"),
        ("59fz", "2030-02-06", "Производственный календарь на 2030 год не загружен"),
    ],
)
def test_what_can_not_be_counted_is_explained(code, start, told):
    actions.seed(at=AT)
    with pytest.raises(DeadlineError, match=told):
        due_from(code, start)
