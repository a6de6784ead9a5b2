"""When people write and about what: shares of hours, weekdays and seasons, weights of topics."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import accumulate

from otklik.flow.demo import tables

HOURS = (6, 3, 2, 1, 1, 3, 9, 20, 38, 52, 58, 57, 54, 52, 52, 51, 50, 53, 56, 58, 55, 46, 30, 14)
"""Letters of an hour of the day, from midnight: few at night, most before noon and after work."""

WEEKDAYS = (1.18, 1.12, 1.08, 1.06, 1.0, 0.78, 0.72)

SEASONS: dict[str, tuple[float, ...]] = {
    "": (1.0,) * 12,
    "winter": (2.2, 2.0, 1.4, 0.3, 0.05, 0.02, 0.02, 0.02, 0.05, 0.3, 1.2, 2.2),
    "heating": (1.6, 1.5, 0.9, 0.5, 0.3, 0.05, 0.05, 0.1, 1.8, 2.2, 1.6, 1.6),
    "summer": (0.2, 0.2, 0.5, 1.4, 1.8, 1.9, 1.9, 1.7, 1.4, 0.9, 0.5, 0.2),
    "thaw": (0.4, 0.4, 1.8, 2.6, 1.4, 1.0, 1.0, 1.0, 1.0, 0.9, 0.7, 0.4),
    "school": (1.2, 1.2, 1.2, 1.1, 1.0, 0.4, 0.4, 1.2, 1.8, 1.3, 1.2, 1.1),
}
"""How much more or less of a topic each month brings, from January."""


@dataclass(frozen=True)
class Topic:
    """A topic people write about: `weight` its share, `indoors` whether its place is always a house."""

    code: str
    weight: int
    indoors: bool
    season: str


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """The topics of the stream. Weights follow how often real residents wrote of each; no text does."""
    rows = tables.rows("topics")
    return tuple(Topic(row["topic"], int(row["weight"]), row["place"] == "house", row["season"]) for row in rows)


def topic_of(month: int, rng: random.Random) -> Topic:
    """A topic as likely as its weight in that month (1 to 12)."""
    return rng.choices(topics(), cum_weights=_weights(month))[0]


@lru_cache(maxsize=12)
def _weights(month: int) -> list[float]:
    return list(accumulate(topic.weight * SEASONS[topic.season][month - 1] for topic in topics()))


def count_on(day: date, per_day: int, rng: random.Random) -> int:
    """How many letters a day brings, around `per_day`."""
    return round(per_day * WEEKDAYS[day.weekday()] * rng.uniform(0.88, 1.12))


def moment_on(day: date, zone: tzinfo | None, rng: random.Random) -> datetime:
    """A moment of the day, as likely as its hour."""
    hour = rng.choices(range(24), HOURS)[0]
    return datetime.combine(day, time(hour), tzinfo=zone) + timedelta(seconds=rng.randrange(3600))
