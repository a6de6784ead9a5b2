"""The same matter: letters of different people about one place and one group of topics within a few days."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from otklik.triage.places.spot import NOWHERE, Spot

_WINDOWS = Path(__file__).parents[1] / "readers_data" / "matter" / "windows.csv"
_NEIGHBOURS = 2
_ALWAYS = 10_000
_CLOSE = {
    ("та же улица и дом", True): (1.0, _ALWAYS),
    ("та же улица и дом", False): (0.6, 3),
    ("соседние дома", True): (0.8, 3),
    ("то же место", True): (0.8, 3),
    ("та же улица", True): (0.6, 1),
}
"""How sure it is, and for how many days at most, by place and whether the theme is the same; the rest is chance.

Chosen on the demo's truth: of such links seven in eight are right, of all pairs of a place and a group one in five.
"""


@dataclass(frozen=True, slots=True)
class Where:
    """What a question is about: `group` and `theme` are codes of topics, `territory` of its municipality.

    Each is empty where it is not known.
    """

    question: int
    received_at: datetime
    group: str = ""
    theme: str = ""
    territory: str = ""
    spot: Spot = NOWHERE

    @property
    def key(self) -> int | None:
        """A signed 64-bit hash that the same place and group share; None where one of them is not known."""
        if not (self.group and self.territory and self.spot.name):
            return None
        told = f"{self.territory}|{self.spot.name}|{self.group}".encode()
        return int.from_bytes(blake2b(told, digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True, slots=True)
class Matter:
    """That a question is about the matter of an earlier one: how surely, 0..1, and why (Russian)."""

    question: int
    earlier: int
    score: float
    why: str


def matters(fresh: Sequence[Where], kept: Iterable[tuple[int, Where]]) -> list[Matter]:
    """For each fresh question the earlier one that is surest of the same matter, if any.

    `kept` are earlier questions, each with its key. Questions of the same batch are looked at too.
    """
    by_key: dict[int, list[Where]] = {}
    for key, where in kept:
        by_key.setdefault(key, []).append(where)
    found = []
    for where in sorted(fresh, key=lambda one: one.question):
        if where.key is None:
            continue
        met = by_key.setdefault(where.key, [])
        same = [one for other in met if (one := _same(where, other))]
        found += sorted(same, key=lambda one: (-one.score, one.earlier))[:1]
        met.append(where)
    return found


def window(group: str) -> int:
    """For how many days letters about one place and this group of topics are one matter; below 0: they never are."""
    days = _windows()
    return days.get(group, days[""])


def _same(later: Where, earlier: Where) -> Matter | None:
    apart = abs(later.received_at - earlier.received_at)
    if earlier.question >= later.question or _elsewhere(later.spot, earlier.spot):
        return None
    place = _place(later.spot, earlier.spot)
    is_theme = bool(later.theme) and later.theme == earlier.theme
    score, most_days = _CLOSE.get((place, is_theme), (0.0, -1))
    if apart.days > min(most_days, window(later.group)):
        return None
    theme = "та же тема" if is_theme else "та же группа тем"
    return Matter(later.question, earlier.question, score, f"{place}, {theme}, {_told(apart.days)}")


def _elsewhere(one: Spot, other: Spot) -> bool:
    return bool(one.settlement and other.settlement) and one.settlement != other.settlement


def _place(one: Spot, other: Spot) -> str:
    if not one.is_street:
        return "то же место"
    if one.house is None or other.house is None:
        return "та же улица"
    if one.house == other.house:
        return "та же улица и дом"
    return "соседние дома" if abs(one.house - other.house) <= _NEIGHBOURS else ""


def _told(days: int) -> str:
    if days == 0:
        return "в те же сутки"
    if days % 10 == 1 and days % 100 != 11:
        return f"за {days} день"
    few = days % 10 in (2, 3, 4) and days % 100 not in (12, 13, 14)
    return f"за {days} {'дня' if few else 'дней'}"


@lru_cache(maxsize=1)
def _windows() -> dict[str, int]:
    with _WINDOWS.open(encoding="utf-8", newline="") as rows:
        return {row["group"]: int(row["days"]) for row in csv.DictReader(rows)}
