"""Appeals by 59-ФЗ of the demo region: on paper, by ЕПГУ and e-mail, some registered, some with a flaw."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

from otklik.appeals.models import Question
from otklik.flow import run
from otklik.flow.desks import registering
from otklik.intake import actions as intake
from otklik.offices.models import Person

_TABLE = Path(__file__).parent / "tables" / "appeals.csv"


def lay(*, until: datetime) -> int:
    """Send the invented appeals of the last days through the line; a moderator registers some. Returns how many."""
    moderator = Person.objects.filter(grants__role="moderator").order_by("pk").first()
    with _TABLE.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    for number, row in enumerate(rows):
        at = until - timedelta(days=int(row["days"]), minutes=number)
        receipt = intake.accept_one(channel="api", raw=_letter(row, at), source=None, at=at)
        questions = run.read_now([receipt.letter_id], at)
        if row["is_registered"] == "1" and moderator is not None:
            registering.register(question_ids=questions[:1], by=moderator, at=at + timedelta(hours=4))
    return Question.objects.filter(appeal__legal_kind="appeal").count()


def _letter(row: dict[str, str], at: datetime) -> bytes:
    author = {"full_name": row["name"], "address": row["address"], "email": row["email"]}
    letter = {
        "id": f"appeal-{at:%Y%m%d%H%M%S}", "text": row["text"], "source": row["source"], "legal_kind": row["kind"],
        "published_at": at.isoformat(), "author": author if any(author.values()) else None,
    }  # fmt: skip
    return json.dumps(letter, ensure_ascii=False).encode()
