"""How the checks of answers are set here, as rows: seeded, read, changed, each change kept in the history."""

import csv
from datetime import datetime
from pathlib import Path

from django.db import transaction

from otklik.answers.models import AnswerLength, CheckChoice
from otklik.answers.review.answer_text import Bounds
from otklik.answers.review.checking import CHECKS
from otklik.offices import actions as offices
from otklik.offices.models import Person

SEED = Path(__file__).parents[1] / "seed" / "answer_lengths.csv"
LONGEST = 20_000


class CheckSettingsError(ValueError):
    """What can't be put in force; the message says why (Russian)."""


def seed() -> None:
    """Load the lengths of channels where they are not yet known; safe to repeat."""
    with SEED.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            values = {
                "is_public": row["is_public"] == "1", "shortest": int(row["shortest"]), "longest": int(row["longest"]),
                "source": row["source"],
            }  # fmt: skip
            AnswerLength.objects.get_or_create(channel=row["channel"], defaults=values)


def severities() -> dict[str, str]:
    """By code of a check, where it is not as it came. One query."""
    return dict(CheckChoice.objects.values_list("code", "severity"))


def bounds(channel: str) -> Bounds | None:
    """Of a channel, else of any; None where no row says. One query."""
    rows = {row.channel: row for row in AnswerLength.objects.filter(channel__in=("", channel))}
    row = rows.get(channel) or rows.get("")
    return Bounds(row.shortest, row.longest, row.is_public) if row else None


@transaction.atomic
def set_severity(*, code: str, severity: str, source: str, by: Person, at: datetime) -> None:
    """Set how grave a check is here; the same again changes nothing. Raises CheckSettingsError."""
    if code not in CHECKS or severity not in CheckChoice.Severity.values:
        raise CheckSettingsError(f"Проверки «{code}» или важности «{severity}» нет: выберите из списка.")
    before = CheckChoice.objects.filter(code=code).values("severity", "source").first()
    after = {"severity": severity, "source": source}
    if before != after:
        CheckChoice.objects.update_or_create(code=code, defaults=after)
        offices.record(subject="answer_check", key=code, before=before, after=after, by=by, at=at)


@transaction.atomic
def set_bounds(*, channel: str, within: Bounds, source: str, by: Person, at: datetime) -> None:
    """Set the length of answers in a channel; the same again changes nothing. Raises CheckSettingsError."""
    if not 0 <= within.shortest < within.longest <= LONGEST:
        raise CheckSettingsError(
            f"От {within.shortest} до {within.longest} знаков не бывает: первое меньше второго, второе до {LONGEST}."
        )
    told = ("is_public", "shortest", "longest", "source")
    before = AnswerLength.objects.filter(channel=channel).values(*told).first()
    after = {"is_public": within.is_public, "shortest": within.shortest, "longest": within.longest, "source": source}
    if before != after:
        AnswerLength.objects.update_or_create(channel=channel, defaults=after)
        offices.record(subject="answer_length", key=channel, before=before, after=after, by=by, at=at)
