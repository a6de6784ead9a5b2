"""What is known of the demo letters beforehand: bursts, campaigns and bad answerers, for tests and for the handbook."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Burst:
    """An event: begins `before` days before the last day, for `days` days brings `per_day` letters more a day."""

    code: str
    topic: str
    territory: str
    before: int
    days: int
    per_day: int
    streets: int

    def days_on(self, last: date) -> tuple[date, ...]:
        """The dates of the burst in a stream whose last day is `last`."""
        first = last - timedelta(days=self.before)
        return tuple(first + timedelta(days=n) for n in range(self.days))


@dataclass(frozen=True)
class Campaign:
    """Nearly one text from many people: `size` letters in `days` days, begun `before` days before the last day."""

    code: str
    topic: str
    territory: str
    before: int
    days: int
    size: int

    def days_on(self, last: date) -> tuple[date, ...]:
        """The dates of the campaign in a stream whose last day is `last`."""
        first = last - timedelta(days=self.before)
        return tuple(first + timedelta(days=n) for n in range(self.days))


@dataclass(frozen=True)
class Matter:
    """One thing that several people write of in their own words: where it is, `size` letters in `days` days.

    `street` numbers the streets of the centre of `territory`; it begins `before` days before the last day.
    """

    code: str
    topic: str
    territory: str
    street: int
    house: int
    before: int
    days: int
    size: int

    def days_of_letters(self, last: date) -> tuple[date, ...]:
        """The date of each letter, the first and the last day always among them."""
        first = last - timedelta(days=self.before)
        return tuple(first + timedelta(days=round(n * (self.days - 1) / (self.size - 1))) for n in range(self.size))


BURSTS = (
    Burst("water", "im.06.19", "99705000", before=20, days=3, per_day=42, streets=8),
    Burst("rubbish", "im.12.08", "99709000", before=8, days=4, per_day=28, streets=14),
)
"""A water main bursts in Белоустье; rubbish is not collected in Рябиногорск."""

CAMPAIGNS = (
    Campaign("route", "im.14.04", "99701000", before=34, days=5, size=64),
    Campaign("square", "im.02.04", "99711000", before=55, days=3, size=26),
)
"""Bring route 14 back in Заречинск; save the square of Тихоозёрск."""

_MATTER_TOPICS = (
    "im.05.17", "im.06.03", "im.02.28", "im.12.08", "im.05.20", "im.06.19", "im.02.09", "im.12.04", "im.06.13",
    "im.05.11", "im.02.12", "im.06.18",
)  # fmt: skip
_MATTER_TOWNS = ("99701000", "99703000", "99705000", "99707000", "99709000", "99711000", "99612000")

MATTERS = tuple(
    Matter(
        f"matter-{n:02d}", _MATTER_TOPICS[n % 12], _MATTER_TOWNS[n % 7], street=3 + 7 * n, house=2 + 13 * n % 44,
        before=6 + 41 * n % 80, days=2 + n % 6, size=3 + n % 3,
    )
    for n in range(48)
)  # fmt: skip
"""A pit, a leak, a heap of snow that neighbours write of, each in their own words."""

BAD_ANSWERERS = ("adm-kamennobrodsk", "housing-inspection")
"""The first answers late, the second with one and the same text."""

LATE_SHARE, BAD_LATE_SHARE = 0.08, 0.6
"""How many answers of a usual body and of a bad answerer are late where nothing else speaks."""

SLOW_TOPICS, SLOW_WEIGHT = ("im.05", "im.13", "im.18"), 1.3
"""Roads and two more are answered later by everybody; added to the logit of being late."""

LOAD_WEIGHT = 1.0
"""By this the logarithm of the load (open beside usual) is multiplied in the logit."""

NO_MATTER_SHARE = 0.03
CROSS_POST_SHARE = 0.015
"""Letters that the same author sends again elsewhere under another id: known duplicates."""

REDELIVERED_SHARE = 0.01
"""Letters that the channel delivers twice under one id."""

PERSONAL_SHARE = 0.04
"""Letters with an invented phone number or e-mail in the text."""

PHONE_CODE = "000"
"""No Russian number begins +7 000: nobody can be rung by a demo letter."""

MAIL_DOMAIN = "example.org"
"""Kept for examples by RFC 2606."""


def burst_days(last: date) -> dict[str, tuple[date, ...]]:
    """The dates of each burst by its code, in a stream that ends on `last`."""
    return {burst.code: burst.days_on(last) for burst in BURSTS}
