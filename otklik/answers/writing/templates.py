"""Templates of answers: what may be offered for a question, and their rows."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from otklik.answers.models import Answer, AnswerTemplate
from otklik.answers.writing import composing
from otklik.answers.writing.composing import Field
from otklik.offices import actions as offices
from otklik.offices.models import Person

SEED = Path(__file__).parents[1] / "seed" / "answer_templates.csv"


class TemplateError(ValueError):
    """A template that can't be kept; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A template as the editor offers it; empty `kind` and `outcome` are any."""

    id: int
    code: str
    title: str
    kind: str
    outcome: str
    outcome_title: str
    is_of_topic: bool


def seed() -> None:
    """Load the shipped templates where their codes are not known yet; safe to repeat."""
    known = set(AnswerTemplate.objects.values_list("code", flat=True))
    with SEED.open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["code"] not in known]
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(**{**row, "fields": json.loads(row["fields"])}) for row in rows
    )  # fmt: skip


def offered(topic_code: str) -> tuple[Offered, ...]:
    """Templates for a topic, those written for it first, then those for any. One query."""
    fit = Q(topic_code="") | Q(topic_code__in=_above(topic_code))
    rows = AnswerTemplate.objects.filter(fit, is_on=True).defer("text", "fields")
    order = {code: place for place, code in enumerate(Answer.Outcome.values)}
    ranked = sorted(rows, key=lambda row: (-len(row.topic_code), order.get(row.outcome, len(order)), row.title))
    return tuple(_offered(row) for row in ranked)


def fields(template: AnswerTemplate) -> tuple[Field, ...]:
    """What is to be filled in, in order."""
    return tuple(Field(**one) for one in template.fields)


@transaction.atomic
def save(row: AnswerTemplate, asked: Sequence[Field], *, by: Person, at: datetime) -> AnswerTemplate:
    """Add a template or put it in another's place by its code; kept in the history of settings.

    Raises TemplateError for a text with flaws.
    """
    if found := composing.flaws(row.text, asked):
        raise TemplateError(" ".join(found))
    now = AnswerTemplate.objects.filter(code=row.code).first()
    row.pk, row.fields = now.pk if now else None, [asdict(one) for one in asked]
    before, after = _told(now) if now else None, _told(row)
    if before != after:
        row.save()
        offices.record(subject="answer_template", key=row.code, before=before, after=after, by=by, at=at)
    return row


def _above(topic_code: str) -> Iterable[str]:
    """A code and all above it: im.05.01 is within im.05."""
    parts = topic_code.split(".")
    return [".".join(parts[:end]) for end in range(2, len(parts) + 1)] or [topic_code]


def _offered(row: AnswerTemplate) -> Offered:
    title = Answer.Outcome(row.outcome).label if row.outcome else ""
    return Offered(row.pk, row.code, row.title, row.kind, row.outcome, title, bool(row.topic_code))


def _told(row: AnswerTemplate) -> dict[str, object]:
    names = ("title", "topic_code", "kind", "outcome", "text", "fields", "is_on", "source")
    return {name: getattr(row, name) for name in names}
