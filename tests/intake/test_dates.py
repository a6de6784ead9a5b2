"""Dates as people and programs write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otklik.intake import dates

LOCAL = datetime.fromisoformat("2026-11-21T14:30")
EAST = timezone(timedelta(hours=5))


@pytest.mark.parametrize(
    ("written", "moment", "why"),
    [
        ("2026-11-21T14:30:00+05:00", LOCAL.replace(tzinfo=EAST), "ISO with a zone"),
        ("2026-11-21 14:30:00 +0500", LOCAL.replace(tzinfo=EAST), "the zone apart"),
        ("2026-11-21T14:30:00Z", LOCAL.replace(tzinfo=UTC), "ISO in UTC"),
        ("2026-11-21 14:30:00 UTC", LOCAL.replace(tzinfo=UTC), "UTC in letters"),
        ("2026-11-21T14:30", LOCAL, "ISO without a zone is local"),
        ("2026-11-21", LOCAL.replace(hour=0, minute=0), "a day alone"),
        ("21.11.2026 14:30", LOCAL, "the Russian way"),
        ("21.11.2026 14:30:59", LOCAL.replace(second=59), "with seconds"),
        ("21.11.26 14:30", LOCAL, "a short year"),
        ("21/11/2026, 14:30", LOCAL, "day first, whatever the mark"),
        ("21 ноября 2026 г. в 14:30", LOCAL, "in words"),
        ("21 мая 2026", LOCAL.replace(month=5, hour=0, minute=0), "the month with two short forms"),
        ("21 НОЯ 2026 14:30", LOCAL, "a short month"),
        ("2026/11/21 14:30", LOCAL, "year first"),
        ("46347.604166666664", LOCAL, "a spreadsheet's day number"),
        ("46347,6041666667", LOCAL, "the same with a comma"),
        ("1795253400", datetime(2026, 11, 21, 9, 30, tzinfo=UTC), "unix seconds"),
        ("1795253400000", datetime(2026, 11, 21, 9, 30, tzinfo=UTC), "unix milliseconds"),
        (" 21.11.2026 14:30 ", LOCAL, "spaces around"),
        ("31.02.2026", None, "no such day"),
        ("вчера", None, "a word"),
        ("21 брюмера 2026", None, "no such month"),
        ("21.11.1026", None, "a slip of the finger"),
        ("", None, "nothing"),
        ("١٢.11.2026 99:99", None, "no such hour"),
    ],
)
def test_a_date_is_read_as_it_is_written(written: str, moment: datetime | None, why: str) -> None:
    assert dates.parse(written) == moment, why


# No deadline: the machine may be busy.
@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_writing_breaks_the_reader(written: str) -> None:
    dates.parse(written)
