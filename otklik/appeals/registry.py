"""Registration of appeals: numbers of a year, one after another, and who has which."""

import re
from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from otklik.appeals import bulk
from otklik.appeals.models import Appeal, KindChange, Numbering, Outbox, Question, Registration
from otklik.offices.models import Person

FIRST_PATTERN = "О-{n}/{year}"
_FIELDS = re.compile(r"\{(\w*)\}")


class NumberingError(ValueError):
    """A pattern of numbers that can't be used; the message says why and what to do (Russian)."""


def register(appeal: Appeal, *, by: Person | None, at: datetime) -> Registration:
    """Give an appeal the next number of its kind and year; inside a transaction.

    The row of the year is locked until the transaction ends, so that workers take turns; rolled back, the number is
    given to the next one.
    """
    row = _numbering(appeal.legal_kind, timezone.localtime(at).year)
    row.last += 1
    row.save(update_fields=["last"])
    number = row.pattern.replace("{n}", str(row.last)).replace("{year}", str(row.year))
    return Registration.objects.create(appeal=appeal, number=number, by=by, at=at)


def registration(appeal_id: int) -> Registration | None:
    """The number in force of an appeal."""
    return Registration.objects.filter(appeal=appeal_id, annulled_at=None).first()


def registered_at(appeal_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these appeals was registered, by its id. One query."""
    found = Registration.objects.filter(appeal__in=list(appeal_ids), annulled_at=None)
    return dict(found.values_list("appeal", "at"))


def appeal_numbered(number: str) -> int | None:
    """The appeal registered under a number, as it was written or in capitals; None where there is none."""
    asked = number.strip().removeprefix("№").strip()
    found = Registration.objects.filter(number__in=(asked, asked.upper()), annulled_at=None)
    return found.values_list("appeal", flat=True).first()


def annul(appeal_id: int, *, at: datetime) -> None:
    """The registration was undone: the number stays taken, so that the log has no gap."""
    Registration.objects.filter(appeal=appeal_id, annulled_at=None).update(annulled_at=at)


def change_kind(appeal: Appeal, change: KindChange) -> None:
    """Keep why a letter is of another legal kind now; inside the transaction of the act."""
    change.save()
    Appeal.objects.filter(pk=appeal.pk).update(legal_kind=change.after)
    appeal.legal_kind = change.after
    # Closed questions of the letter are not part of the act, but lists tell their kind too.
    questions = Question.objects.filter(appeal=appeal).values_list("pk", flat=True)
    bulk.insert(Outbox(question_id=number) for number in questions)


def pattern_flaws(pattern: str) -> tuple[str, ...]:
    """Why numbers can't be made by a pattern (Russian); empty when they can."""
    names = _FIELDS.findall(pattern)
    found = [f"Имени {{{name}}} нет: есть {{n}} и {{year}}." for name in names if name not in ("n", "year")]
    if names.count("n") != 1:
        found.append("В образце нужно одно {n}: на его место встаёт порядковый номер.")
    if "year" not in names:
        found.append("В образце нужно {year}: без него номера разных лет совпадут.")
    if len(pattern) > 30:
        found.append("Образец длиннее 30 знаков: сократите.")
    return tuple(found)


def save_pattern(legal_kind: str, year: int, pattern: str) -> str:
    """Numbers of a year are made by this pattern from now on; gives the former one. Raises NumberingError."""
    if flaws := pattern_flaws(pattern):
        raise NumberingError(" ".join(flaws))
    row = _numbering(legal_kind, year)
    before, row.pattern = row.pattern, pattern
    row.save(update_fields=["pattern"])
    return before


def _numbering(legal_kind: str, year: int) -> Numbering:
    """The locked row of a year; a new year goes on with the pattern of the year before."""
    former = Numbering.objects.filter(legal_kind=legal_kind, year__lt=year).order_by("-year").first()
    pattern = former.pattern if former else FIRST_PATTERN
    Numbering.objects.get_or_create(legal_kind=legal_kind, year=year, defaults={"pattern": pattern})
    return Numbering.objects.select_for_update().get(legal_kind=legal_kind, year=year)
