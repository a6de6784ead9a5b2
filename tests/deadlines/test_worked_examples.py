"""The shipped policies over the days that are easy to get wrong: one reason a row."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from otklik.deadlines import queries
from otklik.deadlines.actions import keep, think
from otklik.reference import actions
from otklik.reference.models import CalendarDay, Territory
from tests.deadlines.asked import asked

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Yekaterinburg")
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)

WORKED = [
    # policy, received, milestone, due, reason
    ("im-9", "2025-12-30T10:00", "answer", "2026-01-12T11:00:00", "seven hours on the 30th, two after the holidays"),
    ("im-9", "2025-12-31T10:00", "answer", "2026-01-13T10:00:00", "31.12.2025 is off: nine hours begin on 12 January"),
    ("im-9", "2026-01-11T10:00", "answer", "2026-01-13T10:00:00", "the last day off is as the first"),
    ("im-9", "2025-12-31T10:00", "solution", "2026-01-20T18:00:00", "seven working days: 12-16, 19 and 20 January"),
    ("im-8", "2025-12-30T10:00", "answer", "2026-01-12T10:00:00", "seven hours before the holidays, one after"),
    ("im-24", "2025-12-31T10:00", "answer", "2026-01-01T10:00:00", "hours of the clock run on New Year's night"),
    ("59fz", "2025-12-30T10:00", "registration", "2026-01-12T23:59:59",
     "2 January goes back to the day of receipt, where nothing ends: on to 12 January"),
    ("59fz", "2025-12-31T10:00", "answer", "2026-01-30T23:59:59", "30 days over the holidays end on a working Friday"),
    ("59fz", "2026-01-11T10:00", "answer", "2026-02-10T23:59:59", "counted from 12 January"),
    ("pos-fast", "2025-12-30T10:00", "answer", "2026-01-12T23:59:59", "9 January is off, all days before it too"),
    ("im-9", "2026-04-30T16:30", "answer", "2026-05-05T09:30:00", "a short day gives half an hour, 4 May eight hours"),
    ("im-9", "2026-04-30T16:30", "solution", "2026-05-13T18:00:00", "over 1-3 and 9-11 May"),
    ("im-8", "2026-04-30T17:30", "answer", "2026-05-04T18:00:00", "after the end of a short day nothing is counted"),
    ("59fz", "2024-01-30T10:00", "answer", "2024-02-29T23:59:59", "the leap day is the thirtieth"),
    ("im-9", "2024-02-28T17:00", "answer", "2024-02-29T18:00:00", "an hour on the 28th, eight on the leap day"),
    ("59fz", "2026-03-06T23:59", "registration", "2026-03-10T23:59:59",
     "a letter at 23:59 on Friday: three days end on Monday the 9th, off; back is the day of receipt, so Tuesday"),
    ("59fz", "2026-03-06T23:59", "answer", "2026-04-03T23:59:59", "Sunday 5 April goes back to Friday"),
    ("im-9", "2026-03-06T23:59", "answer", "2026-03-11T10:00:00", "Friday 23:59: Tuesday's eight hours and one more"),
    ("im-raised", "2026-03-06T23:59", "answer", "2026-03-07T03:59:00", "hours of the clock run at night"),
    ("pos-30", "2026-02-27T16:00", "answer", "2026-03-27T23:59:59", "Sunday 29 March goes back to Friday"),
]  # fmt: skip


def test_shipped_policies_answer_as_worked_by_hand():
    actions.seed(at=AT)
    wrong = []
    for code, start, kind, expected, reason in WORKED:
        begun = datetime.fromisoformat(start).replace(tzinfo=ZONE)
        told = f"{dict(queries.due(code, begun, zone=ZONE))[kind]:%FT%T}"
        if told != expected:
            wrong.append((code, start, kind, told, expected, reason))
    assert wrong == []


def answer_of(received_at, territory, legal_kind="message"):
    question = asked(received_at, territory=territory, legal_kind=legal_kind)
    keep(think([question], received_at), received_at)
    return next(clock.due_at for clock in queries.clocks(question.pk) if clock.kind == "answer")


@pytest.fixture
def yakutia():
    """A region of several time zones: Якутск (+9) and Оймякон (+11)."""
    actions.seed(at=AT)
    region = Territory.objects.create(code="98000000", name="Якутия", kind="region", time_zone="Asia/Yakutsk")
    Territory.objects.create(code="98701000", name="Якутск", kind="municipality", parent=region)
    far = {"kind": "municipality", "parent": region, "time_zone": "Asia/Srednekolymsk"}
    Territory.objects.create(code="98639000", name="Оймяконский район", **far)


TWO_ZONES = [
    (
        "2026-03-04T00:00",
        "98701000",
        "2026-03-05T01:00",
        "9:00 in Якутск: nine hours end at 10:00 the next day",
    ),
    ("2026-03-04T00:00", "98639000", "2026-03-05T01:00", "11:00 in Оймякон: six hours that day, three the next"),
    ("2026-03-04T08:00", "98701000", "2026-03-05T09:00", "17:00 in Якутск: an hour that day, eight the next"),
    (
        "2026-03-04T08:00",
        "98639000",
        "2026-03-05T23:00",
        "19:00 in Оймякон, shut: eight hours on the 5th, one on the 6th",
    ),
]


@pytest.mark.usefixtures("yakutia")
@pytest.mark.parametrize(("received", "territory", "expected", "reason"), TWO_ZONES)
def test_each_place_of_a_region_is_counted_by_its_own_clock(received, territory, expected, reason):
    moments = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (received, expected))
    assert answer_of(next(moments), territory) == next(moments), reason


@pytest.mark.usefixtures("yakutia")
def test_the_same_moment_is_another_day_farther_east():
    # 14:30 UTC is 23:30 of 2 February in Якутск, 01:30 of 3 February in Оймякон.
    moment = datetime(2026, 2, 2, 14, 30, tzinfo=UTC)
    told = [answer_of(moment, code, "appeal") for code in ("98701000", "98639000")]
    assert told == [datetime(2026, 3, 4, 14, 59, 59, tzinfo=UTC), datetime(2026, 3, 5, 12, 59, 59, tzinfo=UTC)]


@pytest.mark.usefixtures("yakutia")
def test_a_holiday_of_a_region_moves_terms_only_there():
    CalendarDay.objects.create(day="2026-04-27", region="98000000", kind="off", name="День Республики", source="Закон")
    monday = datetime(2026, 4, 27, 0, tzinfo=UTC)
    assert answer_of(monday, "98701000") == datetime(2026, 4, 29, 1, tzinfo=UTC)
    assert answer_of(monday, "") == datetime(2026, 4, 28, 5, tzinfo=UTC), "by the server's clock and the country's days"
