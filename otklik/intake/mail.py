"""A letter by e-mail is no appeal by itself since 547-ФЗ: which letters came so, and from which day on."""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

APPEAL, MESSAGE = "appeal", "message"
_TABLE = Path(__file__).parent / "seed" / "mail.csv"


@lru_cache(maxsize=1)
def ways() -> dict[str, date]:
    """By which channels and sources e-mail comes, each with the first day of the rule."""
    with _TABLE.open(encoding="utf-8", newline="") as table:
        return {row["name"]: date.fromisoformat(row["since"]) for row in csv.DictReader(table)}


def is_by_mail(channel: str, source_name: str, day: date) -> bool:
    """Whether a letter of this day came by e-mail, so that it may not be registered as an appeal by itself."""
    found = (ways().get(name.strip().casefold()) for name in (channel, source_name))
    return any(since <= day for since in found if since is not None)


def legal_kind(stated: str, channel: str, source_name: str, day: date) -> str:
    """The kind under which a letter is taken in: what its source says, but for an appeal by e-mail."""
    return MESSAGE if stated == APPEAL and is_by_mail(channel, source_name, day) else stated
