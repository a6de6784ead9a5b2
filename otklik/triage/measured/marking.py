"""Blind looks at questions: the machine's sure choices are checked, people's are marked a second time."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from otklik.appeals import bulk
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.models import Topic
from otklik.reference.rules import group_code
from otklik.triage.errors import TriageError
from otklik.triage.measured.quality import HEADS, Period, latest
from otklik.triage.models import Decision, Marking, Stake
from otklik.triage.queries import EDITION

DEFAULT = Stake(
    manual_min=1.0, error_min=15.0, check_share=0.02, source="исходные значения: уточните по хронометражу своего центра"
)
UNCLEAR = "—"


class MarkingError(TriageError):
    """A marking that can't be kept; the message says why and what to do (Russian)."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two people, or a person and the machine, chose differently; no topic: the text does not tell."""

    question_id: int
    kind: str
    first: str
    second: str
    first_by: str
    second_by: str
    at: datetime


def stake() -> Stake:
    """What choices by hand and errors cost and how many sure ones are checked; where nobody set it, the default."""
    return Stake.objects.first() or DEFAULT


@transaction.atomic
def set_stake(
    *, manual_min: float, error_min: float, check_share: float, source: str, by: Person, at: datetime
) -> None:
    """Keep the prices, in minutes, and the share 0..1 of the machine's own choices that people check blind."""
    row = Stake.objects.select_for_update().first()
    after = {"manual_min": manual_min, "error_min": error_min, "check_share": check_share, "source": source}
    before = {name: getattr(row, name) for name in after} if row else None
    if before == after:
        return
    kept = row or Stake()
    for name, value in after.items():
        setattr(kept, name, value)
    kept.save()
    offices.record(subject="stake", key="", before=before, after=after, by=by, at=at)


def ask_checks(drawn: Iterable[tuple[int, int | None, float]], *, at: datetime) -> None:
    """Ask people to check (question, topic of the machine, chance); inside the line's transaction."""
    rows = (
        Marking(question_id=number, kind=Marking.Kind.CHECK, chance=chance, asked_at=at, first_topic_id=topic)
        for number, topic, chance in drawn
    )
    bulk.insert(rows, skip_known=True)


def draw(period: Period, *, count: int, at: datetime) -> int:
    """Ask for a second marking of `count` questions that people decided in the period, at random; how many were."""
    asked = Marking.objects.filter(question=OuterRef("question"), kind=Marking.Kind.SECOND)
    found = latest(period).filter(topic__edition__code=EDITION).exclude(Exists(asked))
    numbers = list(found.values_list("pk", flat=True))
    chosen = random.SystemRandom().sample(numbers, min(count, len(numbers)))
    rows = [
        Marking(question_id=one.question_id, kind=Marking.Kind.SECOND, chance=len(chosen) / len(numbers), asked_at=at,
                first_by_id=one.by_id, first_topic_id=one.topic_id)
        for one in Decision.objects.filter(pk__in=chosen)
    ]  # fmt: skip
    with transaction.atomic():
        bulk.insert(rows, skip_known=True)
    return len(rows)


def mark(marking_id: int, *, topic_code: str, by: Person, at: datetime) -> Marking:
    """Keep a blind choice; an empty code says that the text does not tell.

    Raises MarkingError for an unknown topic, for the one who chose first, for a marking that is done.
    """
    row = Marking.objects.filter(pk=marking_id).select_related("first_topic").first()
    if row is None or row.at is not None:
        raise MarkingError("Этот текст уже размечен: показан следующий.")
    if row.first_by_id == by.pk:
        raise MarkingError("Вы решали этот вопрос первым: вторым должен быть другой человек.")
    topic = Topic.objects.filter(edition__code=EDITION, code=topic_code, closed_on=None).first()
    if topic_code and topic is None:
        raise MarkingError(f"Темы с кодом «{topic_code}» нет в классификаторе разметки: выберите из списка.")
    if not Marking.objects.filter(pk=row.pk, at=None).update(by=by, at=at, topic=topic):
        raise MarkingError("Этот текст только что разметил другой человек: показан следующий.")
    row.by, row.at, row.topic = by, at, topic
    return row


def waiting(person: Person, within: QuerySet | None) -> QuerySet[Marking]:
    """What this person may mark, the oldest first; `within`: ids of questions in reach, None for all."""
    found = Marking.objects.filter(at=None).exclude(first_by=person).order_by("asked_at", "pk")
    # A person who chose the topic of a checked question later has seen its card: not blind any more.
    chosen = Decision.objects.filter(question=OuterRef("question"), by=person)
    found = found.exclude(Exists(chosen))
    return found if within is None else found.filter(question__in=within)


def done(period: Period, kind: str) -> QuerySet[Marking]:
    """Markings of a kind made in the period."""
    return _in_reach(period).filter(kind=kind)


def _in_reach(period: Period) -> QuerySet[Marking]:
    found = Marking.objects.filter(at__gte=period.begin, at__lt=period.end)
    return found if period.within is None else found.filter(question__in=period.within)


def pairs(period: Period) -> dict[str, list[tuple[str, str]]]:
    """By head, pairs of codes that two people chose for one question; a theme and its bare group are no pair."""
    rows = done(period, Marking.Kind.SECOND).values_list(
        "first_topic__code", "first_topic__level", "topic__code", "topic__level"
    )
    found: dict[str, list[tuple[str, str]]] = {head: [] for head in HEADS}
    for first, first_level, second, second_level in rows:
        found["group"].append((_group(first), _group(second)))
        if (first_level or 2) > 1 and (second_level or 2) > 1:
            found["theme"].append((first or UNCLEAR, second or UNCLEAR))
    return found


def disagreements(period: Period, *, limit: int) -> Sequence[Disagreement]:
    """Where the two differ, the newest first."""
    found = _in_reach(period).filter(Q(topic=None) | ~Q(topic=F("first_topic")))
    rows = found.select_related("topic", "first_topic", "by", "first_by").order_by("-at")
    return [_told(row) for row in rows[: 2 * limit] if not _is_finer(row)][:limit]


def _is_finer(row: Marking) -> bool:
    """One chose a group, the other a theme of it: no disagreement."""
    first, second = row.first_topic, row.topic
    if first is None or second is None or first.level == second.level:
        return False
    return group_code(first.code) == group_code(second.code)


def _told(row: Marking) -> Disagreement:
    return Disagreement(
        question_id=row.question_id,
        kind=row.kind,
        first=row.first_topic.name if row.first_topic else UNCLEAR,
        second=row.topic.name if row.topic else UNCLEAR,
        first_by=str(row.first_by) if row.first_by else "",
        second_by=str(row.by),
        at=row.at or row.asked_at,
    )


def _group(code: str | None) -> str:
    return group_code(code) if code else UNCLEAR
