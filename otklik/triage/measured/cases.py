"""The very questions behind a number of quality, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from otklik.triage.measured.quality import ALONE, Period, corrected, latest, read_in
from otklik.triage.models import Decision, Reading

LISTED = ("read", "alone", "corrected", "chosen", "first", "among", "other", "pair")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is listed, of which head; channel, version and the two codes of a pair narrow it where they are given."""

    what: str
    head: str
    channel: str = ""
    version: str = ""
    proposed: str = ""
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One question: the code proposed first by the head, how surely, and the code that stands or was chosen."""

    question_id: int
    proposed: str
    sure: float
    chosen: str
    by: str
    at: datetime


def cases(wanted: Wanted, period: Period, *, before: int | None, limit: int) -> list[Case]:
    """Up to `limit` questions with numbers below `before`."""
    if wanted.what in ("read", "alone"):
        return _readings(wanted, period, before, limit)
    head, found = wanted.head, _chosen(wanted, period).select_related("topic", "by", "question__reading")
    found = (
        found.order_by("-question_id") if before is None else found.filter(question__lt=before).order_by("-question_id")
    )
    return [
        Case(row.question_id, getattr(row.question.reading, f"{head}_code"),
             getattr(row.question.reading, f"{head}_sure"), row.topic.code if row.topic else "", str(row.by), row.at)
        for row in found[:limit]
    ]  # fmt: skip


def _readings(wanted: Wanted, period: Period, before: int | None, limit: int) -> list[Case]:
    found = read_in(period).filter(_narrowed(wanted, "")).select_related("question__topic")
    if wanted.what == "alone":
        found = found.filter(ALONE)
    found = found if before is None else found.filter(pk__lt=before)
    return [_reading(row, wanted.head) for row in found.order_by("-pk")[:limit]]


def _reading(row: Reading, head: str) -> Case:
    # What the machine decided alone is told by the head that decided.
    head = row.decided if row.decided in ("group", "theme") else head
    topic = row.question.topic
    chosen = topic.code if topic else ""
    return Case(row.pk, getattr(row, f"{head}_code"), getattr(row, f"{head}_sure"), chosen, "", row.at)


def _chosen(wanted: Wanted, period: Period) -> QuerySet[Decision]:
    found = latest(period).filter(_narrowed(wanted, "question__reading__"))
    rank = f"{wanted.head}_rank"
    kept = {
        "corrected": corrected(),
        "chosen": Q(),
        "first": Q(**{rank: 1}),
        "among": Q(**{f"{rank}__gte": 1}),
        "other": Q(**{rank: 0}),
        "pair": _pair(wanted),
    }
    return found.filter(kept[wanted.what])


def _pair(wanted: Wanted) -> Q:
    proposed = Q(**{f"question__reading__{wanted.head}_code": wanted.proposed, f"{wanted.head}_rank__isnull": False})
    if wanted.head == "group":
        return proposed & (Q(topic__code=wanted.chosen) | Q(topic__code__startswith=f"{wanted.chosen}."))
    return proposed & Q(topic__code=wanted.chosen)


def _narrowed(wanted: Wanted, reading: str) -> Q:
    kept = Q()
    if wanted.channel:
        kept &= Q(**{f"{reading}channel": wanted.channel})
    if wanted.version:
        kept &= Q(**{f"{reading}model_version": wanted.version})
    return kept


def count(wanted: Wanted, period: Period, *, at_most: int = 10_000) -> int:
    """How many there are, counted up to `at_most`."""
    if wanted.what in ("read", "alone"):
        found = read_in(period).filter(_narrowed(wanted, ""))
        return (found.filter(ALONE) if wanted.what == "alone" else found).values("pk")[:at_most].count()
    return _chosen(wanted, period).values("pk")[:at_most].count()
