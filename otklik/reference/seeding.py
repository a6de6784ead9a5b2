"""Reads the rows shipped in `seed/`, and the days off of a year from the `holidays` library."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import holidays

from otklik.reference.rules import DayKind
from otklik.reference.terms import PolicyDraft, Regime

SEED = Path(__file__).parent / "seed"
FIRST_YEAR = 2022
# The last year whose moved days are set by an act; later ones are an estimate until theirs is.
LAST_OFFICIAL_YEAR = 2026
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

DayRow = tuple[date, DayKind, str, str]


def time_zones() -> list[tuple[str, str]]:
    """The time zones of Russia: (IANA name, title), from west to east."""
    return [(row["name"], row["title"]) for row in read("time_zones")]


def year_days(year: int) -> list[DayRow]:
    """The days of `year` that differ from the plain week: (day, kind, name, source).

    Days off and worked Saturdays come from `holidays.Russia`, which agrees with the official production calendars of
    2022-2026 on each day; short days from `seed/calendar.csv`.
    """
    library = holidays.country_holidays("RU", years=year, language="ru")
    source = f"Библиотека holidays {holidays.__version__} (ТК РФ ст. 112 и постановления о переносе выходных дней)"
    if year > LAST_OFFICIAL_YEAR:
        source = f"Оценка: {source[0].lower()}{source[1:]}, до официального производственного календаря"
    found: dict[date, DayRow] = {day: (day, DayKind.OFF, name, source) for day, name in library.items()}
    for day in library.weekend_workdays:
        if day.year == year:
            found[day] = (day, DayKind.WORKING, "Рабочий день вместо перенесённого выходного", source)
    for row in read("calendar"):
        day = date.fromisoformat(row["day"])
        if day.year == year:
            found[day] = (day, DayKind(row["kind"]), row["name"], row["source"])
    return sorted(found.values())


def years(at: datetime) -> range:
    """The years whose calendar is loaded: from the first one with official rows to the next one."""
    return range(FIRST_YEAR, max(LAST_OFFICIAL_YEAR, at.year) + 2)


def week_of(row: dict[str, str]) -> dict[str, list[list[str]]]:
    """The `week` of OfficeHours from cells such as «09:00-13:00 14:00-18:00»."""
    cells = ((str(number), row[name].split()) for number, name in enumerate(WEEK))
    return {number: [span.split("-") for span in spans] for number, spans in cells if spans}


def policy_drafts() -> Iterable[PolicyDraft]:
    """The policies shipped, each with its terms."""
    terms: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for row in read("milestones"):
        terms[row["policy"]].append((row["kind"], int(row["amount"]), row["unit"]))
    for row in read("policies"):
        yield PolicyDraft(
            code=row["code"], title=row["title"], legal_kind=row["legal_kind"], channel=row["channel"],
            topic_code=row["topic_code"], importance=row["importance"], hours_code=row["hours"], shift=row["shift"],
            is_in_use=row["in_use"] == "1", valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None, source=row["source"],
            terms=tuple(terms[row["code"]]), regime=_regime(row),
        )  # fmt: skip


def _regime(row: dict[str, str]) -> Regime:
    return Regime(
        may_pause=row["pauses"] == "1", extension_days=int(row["extension_days"] or 0),
        warn_percent=int(row["warn_percent"]), season_from=row["season_from"], season_to=row["season_to"],
        needs_photo=row["photo"] == "1",
    )  # fmt: skip


def read(name: str) -> list[dict[str, str]]:
    """Rows of one table of `seed/`."""
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
