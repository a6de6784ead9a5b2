"""The stage of triage: the machine reads a batch, decides what it is sure of, leaves the rest to people."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from otklik.appeals import actions as appeals
from otklik.appeals import bulk
from otklik.appeals.models import Event, Question
from otklik.appeals.outcomes import Done, Outcome, Waits
from otklik.appeals.states import Desk
from otklik.offices import actions as offices
from otklik.offices.models import Person
from otklik.reference.models import Territory, Topic
from otklik.triage import hot, likeness, queries, rules
from otklik.triage.gazetteer import Gazetteer
from otklik.triage.hot import Seen
from otklik.triage.likeness import ALONE, Alike
from otklik.triage.model import Choice, TopicReading
from otklik.triage.models import Decision, Likeness, Suggestion, Threshold
from otklik.triage.readers import topic
from otklik.triage.rules import Proposal


@dataclass(frozen=True, slots=True)
class Verdict:
    """What triage says of one question: topic and place by id (None: unknown), who decided, the proposals to keep."""

    question: Question
    outcome: Outcome
    topic_id: int | None
    territory_id: int | None
    place: str
    decided_by: str
    suggestion: Suggestion
    alike: Alike = ALONE


@dataclass(frozen=True, slots=True)
class _Known:
    """What the batch is read against."""

    topics: Mapping[tuple[str, str], tuple[str, int]]
    topic_ids: Mapping[str, int]
    territory_ids: Mapping[str, int]
    gazetteer: Gazetteer
    thresholds: Mapping[str, float]


def think(questions: Sequence[Question], at: datetime) -> list[Verdict]:
    """Read a batch; questions carry their appeals."""
    known = _known(questions)
    readings = topic.model_in_use().read([question.appeal.text for question in questions])
    seen = hot.read([question.appeal.text for question in questions], known.gazetteer)
    rows = zip(questions, readings, seen, strict=True)
    verdicts = [_verdict(question, reading, known, at, also) for question, reading, also in rows]
    groups = {verdict.question.pk: _group_of(verdict) for verdict in verdicts}
    found = likeness.find(questions, groups, at)
    return [replace(verdict, alike=found[verdict.question.pk]) for verdict in verdicts]


def keep(verdicts: Sequence[Verdict], at: datetime) -> None:
    """Keep suggestions and decisions of a batch; inside flow's transaction."""
    bulk.upsert((verdict.suggestion for verdict in verdicts), key="question_id")
    likeness.keep({verdict.question.pk: verdict.alike for verdict in verdicts})
    for verdict in verdicts:
        verdict.question.topic_id = verdict.topic_id
        verdict.question.territory_id = verdict.territory_id
        verdict.question.place = verdict.place
        verdict.question.decided_by = verdict.decided_by
    appeals.tell(_event(verdict, at) for verdict in verdicts)


def seed_thresholds() -> None:
    """Load the starting thresholds where none are set; they were found with the shipped model."""
    with (Path(__file__).parent / "starter" / "thresholds.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            values = {"confidence": float(row["confidence"]), "source": row["source"]}
            Threshold.objects.get_or_create(head=row["head"], defaults=values)


@transaction.atomic
def set_thresholds(levels: Mapping[str, float | None], *, source: str, by: Person, at: datetime) -> None:
    """From which confidence (0..1) the machine decides, by head; None leaves a head wholly to people."""
    now = {row.head: {"confidence": row.confidence, "source": row.source} for row in Threshold.objects.all()}
    for head, level in levels.items():
        after = None if level is None else {"confidence": level, "source": source}
        if after == now.get(head):
            continue
        if after is None:
            Threshold.objects.filter(head=head).delete()
        else:
            Threshold.objects.update_or_create(head=head, defaults=after)
        offices.record(subject="threshold", key=head, before=now.get(head), after=after, by=by, at=at)


def remember(*, questions: Sequence[Question], taken_rank: int | None, by: Person, at: datetime) -> None:
    """Keep the topics that a person chose as training data; inside the transaction of the choice."""
    suggested = {row.pk: row for row in Suggestion.objects.filter(pk__in=[question.pk for question in questions])}
    topic_ids = dict(Topic.objects.filter(edition__code=queries.EDITION).values_list("code", "pk"))
    Decision.objects.bulk_create(
        Decision(
            question=question,
            by=by,
            at=at,
            topic_id=question.topic_id,
            body_id=question.body_id,
            taken_rank=taken_rank,
            suggested_topic_id=topic_ids.get(_first_code(suggested.get(question.pk))),
            model_version=suggested[question.pk].model_version if question.pk in suggested else "",
        )
        for question in questions
    )


def forget(*, question_ids: Sequence[int], chosen_at: datetime) -> None:
    """Withdraw the choices of an undone act from the training data."""
    Decision.objects.filter(question__in=question_ids, at=chosen_at).delete()


def judge(*, question_id: int, earlier_id: int, verdict: str) -> int:
    """Keep a person's word on a pair: joined, different, or empty when it is withdrawn; how many rows it concerned."""
    pair = Likeness.objects.filter(question=question_id, earlier=earlier_id)
    return pair.exclude(verdict=verdict).update(verdict=verdict)


def withdraw_verdicts(question_ids: Sequence[int]) -> None:
    """Forget that these questions were joined: the act is undone."""
    Likeness.objects.filter(question__in=question_ids, verdict=Likeness.Verdict.JOINED).update(verdict="")


def _first_code(suggestion: Suggestion | None) -> str:
    rows = suggestion.proposals.get("theme", []) if suggestion else []
    return rows[0][0] if rows else ""


def _known(questions: Sequence[Question]) -> _Known:
    topics = queries.topics_by_label()
    territory_ids = dict(Territory.objects.values_list("code", "pk"))
    stated = {question.stated.get("topic") for question in questions} - {None}
    topic_ids = dict(Topic.objects.filter(code__in=stated).values_list("code", "pk")) if stated else {}
    topic_ids |= dict(topics.values())
    return _Known(topics, topic_ids, territory_ids, queries.gazetteer(), queries.thresholds())


def _verdict(question: Question, reading: TopicReading, known: _Known, at: datetime, seen: Seen) -> Verdict:
    executor = [Proposal("", choice.label, round(choice.confidence, 4)) for choice in reading.executor]
    group = _proposals(reading.group, "group", known)
    theme = _proposals(reading.theme, "theme", known)
    choice = rules.choose(group, theme, known.thresholds)
    topic_id, decided_by = known.topic_ids.get(choice.topic_code), "machine"
    if question.decided_by == "person":
        topic_id, decided_by = question.topic_id, "person"
    elif said := known.topic_ids.get(question.stated.get("topic", "")):
        topic_id, decided_by = said, "source"
    outcome = Done() if topic_id else Waits(Desk.TRIAGE, choice.reason)
    told: dict[str, Any] = {head: [[row.code, row.label, row.confidence] for row in rows]
            for head, rows in (("executor", executor), ("group", group), ("theme", theme))}  # fmt: skip
    told |= seen.told()
    told["reasons"] = [[reason.word, round(reason.weight, 2)] for reason in reading.reasons]
    suggestion = Suggestion(question=question, model_version=topic.model_in_use().version, proposals=told, at=at)
    place = question.place or seen.place
    return Verdict(
        question, outcome, topic_id, _where(question, seen, known), place, decided_by if topic_id else "", suggestion
    )


def _group_of(verdict: Verdict) -> str:
    rows = verdict.suggestion.proposals["group"]
    return rows[0][0] if rows else ""


def _proposals(choices: Sequence[Choice], head: str, known: _Known) -> list[Proposal]:
    codes = known.topics
    return [
        Proposal(codes.get((head, queries.plain(choice.label)), ("", 0))[0], queries.plain(choice.label),
                 round(choice.confidence, 4))
        for choice in choices
    ]  # fmt: skip


def _where(question: Question, seen: Seen, known: _Known) -> int | None:
    """The territory: as it stands if somebody set it, as the source states it, else as the text names it."""
    if question.territory_id:
        return question.territory_id
    return known.territory_ids.get(question.stated.get("territory", "")) or known.territory_ids.get(seen.municipality)


def _event(verdict: Verdict, at: datetime) -> Event:
    question = verdict.question
    top = verdict.suggestion.proposals["group"][:1]
    what = {"model": verdict.suggestion.model_version, "topic": verdict.topic_id, "by": verdict.decided_by}
    if top:
        what["confidence"] = top[0][2]
    waits = verdict.outcome.reason if isinstance(verdict.outcome, Waits) else ""
    return Event(appeal_id=question.appeal_id, question_id=question.pk, kind="suggested", at=at, what=what, why=waits)
