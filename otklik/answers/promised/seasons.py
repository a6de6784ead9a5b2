"""Which day a season of a place is over on: rows that the settings change, with their source."""

import csv
import re
from datetime import date, datetime

from django.db import transaction

from otklik.answers.models import Season as SeasonRow
from otklik.answers.promised import promising
from otklik.answers.promised.promising import PromiseError, Season
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.rules import territory_chain, territory_prefix

_WORD = re.compile(r"[а-яё*-]{3,}(?: [а-яё*-]{3,})*")


def seed() -> None:
    """Load the seasons that come with the product where they are not yet known; safe to repeat."""
    with promising.SEED.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            key = {"code": row.pop("code"), "territory_code": row.pop("territory_code")}
            SeasonRow.objects.get_or_create(**key, defaults=row)


def of(territory_code: str) -> tuple[Season, ...]:
    """The seasons of a place («» is the country); of each the row of the narrowest territory. One query."""
    chain = territory_chain(territory_code) if territory_code else ("",)
    rows = SeasonRow.objects.filter(is_on=True).order_by("code")
    known: dict[str, tuple[int, SeasonRow]] = {}
    for row in rows:
        prefix = territory_prefix(row.territory_code) if row.territory_code else ""
        if prefix in chain and len(prefix) >= known.get(row.code, (-1, row))[0]:
            known[row.code] = (len(prefix), row)
    return tuple(promising.season(row.code, row.words, row.day) for _, row in known.values())


@transaction.atomic
def save(row: SeasonRow, *, by: Person, at: datetime) -> None:
    """Put a season in force; kept in the history of settings. Raises PromiseError (Russian) for what can't be read."""
    _check(row)
    now = SeasonRow.objects.filter(code=row.code, territory_code=row.territory_code).first()
    before = _told(now) if now else None
    row.pk = now.pk if now else None
    row.save()
    key = f"{row.code} {row.territory_code}".strip()
    offices.record(subject="season", key=key, before=before, after=_told(row), by=by, at=at)


def _check(row: SeasonRow) -> None:
    if not re.fullmatch(r"\d\d-\d\d", row.day) or not _is_day(row.day):
        raise PromiseError(f"День «{row.day}» не читается: нужен месяц и число, например 05-15.")
    words = [word.strip() for word in row.words.lower().split(";") if word.strip()]
    wrong = next((word for word in words if not _WORD.fullmatch(word)), "")
    if wrong or not words:
        raise PromiseError(f"Слова «{wrong or row.words}» не читаются: пишите по-русски, части через «;», конец — «*».")


def _is_day(day: str) -> bool:
    try:
        # A leap year has every day.
        date.fromisoformat(f"2024-{day}")
    except ValueError:
        return False
    return True


def _told(row: SeasonRow) -> dict[str, object]:
    told = {name: getattr(row, name) for name in ("title", "day", "source", "is_on")}
    return told | {"phrases": row.words}
