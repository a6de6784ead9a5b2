"""Due dates and routed addresses per second on one core, beside plain timedelta addition as the physical limit.

Run: python -m bench.deadlines [NUMBER]
"""

import random
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from otklik.deadlines.spans import Ground, due
from otklik.deadlines.worktime import timetable
from otklik.reference import seeding
from otklik.reference.rules import Calendar, read_hours
from otklik.reference.terms import Policy, Shift, Term, Unit
from otklik.routing.rules import Address, Rule, book

ZONE = ZoneInfo("Asia/Yekaterinburg")
HOURS = read_hours("office", {str(day): [["09:00", "13:00"], ["14:00", "18:00"]] for day in range(5)})
DAY = date(2026, 3, 4)
TERMS = [
    Term("answer", 9, Unit.WORKING_HOURS),
    Term("solution", 7, Unit.WORKING_DAYS),
    Term("answer", 30, Unit.CALENDAR_DAYS),
    Term("reaction", 4, Unit.HOURS),
]


def russia() -> Calendar:
    rows = [row for year in range(2022, 2028) for row in seeding.year_days(year)]
    return Calendar({row[0]: row[1] for row in rows}, 2022, 2027)


def policy() -> Policy:
    return Policy(1, "p", "", "message", "", "", "", HOURS, Shift.PRECEDING, True, DAY, None, tuple(TERMS), "")


def per_second(act: Callable[[object], object], things: list) -> float:
    """How many of `things` a CPU second takes; the best of three."""
    return max(_once(act, things) for _ in range(3))


def _once(act: Callable[[object], object], things: list) -> float:
    started = time.process_time()
    for thing in things:
        act(thing)
    return len(things) / (time.process_time() - started)


def rules() -> Iterable[Rule]:
    topics = [
        "",
        *(f"im.{group:02}" for group in range(26)),
        *(f"im.{g:02}.{t:02}" for g in range(26) for t in range(8)),
    ]
    places = ["", "57", *(f"57{number}" for number in range(701, 721))]
    parts = [(topic, place) for topic in topics for place in places]
    for number, (topic, place) in enumerate(parts, 1):
        yield Rule(number, topic, topic, place, place, "", number, f"b{number}", "", None, DAY, None)


def moments(number: int, dice: random.Random) -> list[datetime]:
    first = datetime(2024, 1, 1, tzinfo=UTC)
    return [first + timedelta(seconds=dice.randrange(90_000_000)) for _ in range(number)]


def addresses(number: int, dice: random.Random) -> list[Address]:
    def address() -> Address:
        topic = f"im.{dice.randrange(26):02}.{dice.randrange(12):02}"
        return Address(topic, f"57{dice.randrange(701, 731)}000", "vk")

    return [address() for _ in range(number)]


def main(number: int) -> None:
    dice = random.Random(1)
    starts, calendar, step = moments(number, dice), russia(), timedelta(days=30)
    ground = Ground(policy(), calendar, ZONE)
    started = time.process_time()
    timetable(calendar, HOURS)
    print(f"timetable of six years: {(time.process_time() - started) * 1000:.1f} ms")
    limit = per_second(lambda moment: moment + step, starts)
    print(f"{'datetime + timedelta':<24}{limit:>12,.0f}/s")
    for term in TERMS:
        rate = per_second(lambda at, term=term: due(term, at, ground), starts)
        print(f"{term.amount:>3} {term.unit:<20}{rate:>12,.0f}/s  1/{limit / rate:.1f} of the limit")
    index = book(rules())
    rate = per_second(lambda address: index.match(address, DAY), addresses(number, dice))
    print(f"{'routing, 5,000 rules':<24}{rate:>12,.0f}/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
