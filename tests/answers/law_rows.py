"""The labelled letters for the checks by 59-ФЗ, read."""

import csv
from dataclasses import dataclass
from pathlib import Path

from otklik.answers.lawful.dossier import APPEAL, Dossier
from otklik.answers.lawful.law import CHECKS

TABLE = Path(__file__).parent / "law_labelled.csv"


@dataclass(frozen=True)
class LawRow:
    """One letter: of which half, as the checks see it, what should be said of it."""

    part: str
    dossier: Dossier
    labels: frozenset[str]


def rows() -> list[LawRow]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader((line for line in file if not line.startswith("#")), delimiter=";")
        return [_row(row) for row in table]


def spoken(row: LawRow) -> frozenset[str]:
    """The checks of an appeal that speak of a row."""
    asked = (check for check in CHECKS.values() if APPEAL in check.kinds)
    return frozenset(check.code for check in asked if check.look(row.dossier))


def _row(row: dict[str, str]) -> LawRow:
    dossier = Dossier(
        row["text"], has_surname=row["name"] == "1", has_address=row["address"] == "1",
        answered_before=int(row["answered"]),
    )  # fmt: skip
    return LawRow(row["part"], dossier, frozenset(row["labels"].split()))
